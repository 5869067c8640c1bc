"""The citizen's verifier of an inspection draw: one file, the standard library alone, apart from it."""
