"""The models at work: which scores, who challenges it, drift, calibration, and taking over."""
