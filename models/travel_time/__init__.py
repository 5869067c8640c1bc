"""When the first engine arrives: the curve of distance, and the model that must beat it."""
