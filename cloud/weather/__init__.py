"""The weather of a day in a county, from files."""
