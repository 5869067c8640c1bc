"""Whether a fire is developing, and of what kind, from one detector or several."""
