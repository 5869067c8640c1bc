"""The weather of a day in a county, from files; on the map, with its age."""
