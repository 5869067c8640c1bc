"""Incidents (灾情): what is reported, how bad it is, who is sent, what was said and done, and what it was."""
