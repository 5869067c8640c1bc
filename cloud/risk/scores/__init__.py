"""Scores: the facts of every site out of the records, what the model makes of them, and what moved it."""
