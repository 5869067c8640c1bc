"""Devices whose points are registers: what a profile says of the map, and how a value is read with it."""
