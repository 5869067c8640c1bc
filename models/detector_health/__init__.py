"""Which detector needs a hand: dust, a stuck or noisy value, a blocked chamber, a zero that jumped."""
