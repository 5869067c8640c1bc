"""Panels, detectors, buildings and fires that speak only over the wire, and the demo of a day with them."""
