"""Panels, detectors, buildings and fires that speak only over the wire, and the demo that plays a day with them."""
