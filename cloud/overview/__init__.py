"""Views over every noun at once: the centre's health, the vocabulary, the state a page starts from."""
