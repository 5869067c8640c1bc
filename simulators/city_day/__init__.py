"""A day of a city with a known truth: what burns, what only rings, and what the gateways say of it."""
