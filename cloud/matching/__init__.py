"""Whether two spellings are one organisation or address: pure comparison, and what people have said of the doubtful."""
