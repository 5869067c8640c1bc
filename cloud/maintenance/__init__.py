"""Declared maintenance and walk tests: what rings there is logged and does not go out by itself."""
