"""A gateway's first settings: the questions as tables, where answers come from, and the file written."""
