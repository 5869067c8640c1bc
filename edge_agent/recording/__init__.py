"""A line's bytes in both directions with their times: the file, its writer, and recordings of live lines."""
