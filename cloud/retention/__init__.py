"""How long the records are kept: events, closed alarms, works, duty, replies, dead letters. Not readings."""
