"""Measurements against peers and physical limits; run by `steppewatch bench`."""
