"""Panels on a serial line: what a profile says of the line and its words, and how they are read with it."""
