"""Years of simulated cities' fire-safety records, with the true hazard behind each; nothing in it is real."""
