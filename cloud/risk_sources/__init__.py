"""How much of each source of fire risk there is, and what is missing since when."""
