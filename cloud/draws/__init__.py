"""Draws in the centre (双随机一公开): planned, frozen and published, drawn, given out as tasks."""
