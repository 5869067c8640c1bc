"""How long the records are kept: events, closed alarms, duty, replies, dead letters. Not readings."""
