"""Whether two spellings are one organisation or address, and what people have said of the doubtful."""
