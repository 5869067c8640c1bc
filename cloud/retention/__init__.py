"""How long the records are kept: events, closed alarms, replies, dead letters. Not readings."""
