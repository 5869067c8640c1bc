"""Where messages wait for their receipts: a file that survives crashes, and books that always add up."""
