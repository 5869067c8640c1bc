"""Travel times judged: first engines' attendance, and searches on a million junctions."""
