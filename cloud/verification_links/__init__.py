"""One-time links by which a person on site says what an alarm is, without a login."""
