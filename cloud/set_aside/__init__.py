"""Readings that were stored and that the time-series engine refuses: looked at, tried again, or given up."""
