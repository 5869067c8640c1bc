"""Which forces reach an incident, and when."""
