"""Shelving (搁置): setting an alarm aside for a bounded time, with a reason. Never one of the fire class."""
