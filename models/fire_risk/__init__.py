"""Fire risk of buildings and residential communities: records in, probabilities with reasons out."""
