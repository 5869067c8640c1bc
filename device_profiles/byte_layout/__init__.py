"""Short binary reports of battery devices: a declarative layout of their bytes, and reading them with it."""
