"""The drivers: each speaks to one bus, reads it with its profile, and hands over observations."""
