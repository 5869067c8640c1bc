"""Distribution circuits over weeks: load, cable heat, leakage to earth, and what goes wrong with them."""
