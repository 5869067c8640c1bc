"""A simulated day of a city through a whole centre, with simulated operators: figures to measure against."""
