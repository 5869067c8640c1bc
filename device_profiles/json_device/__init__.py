"""Devices that report JSON: what a profile says of their fields, and how a payload is read with it."""
