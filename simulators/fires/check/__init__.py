"""The physics beside measured and simulated fires: ratios of what we reckon to what others found."""
