"""Hazards (火灾隐患): found, ordered to be rectified, re-checked, closed; with photos and a timeline."""
