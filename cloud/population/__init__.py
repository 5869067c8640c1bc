"""How many people live in a county or township, as of a day, from files."""
