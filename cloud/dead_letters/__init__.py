"""Messages that could not be taken: found, repaired, replayed into the line, or dismissed."""
