"""Fire engines that drive and report where they are over JT/T 808, one or ten thousand."""
