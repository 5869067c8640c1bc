"""Alarms: what a person must see, acknowledge, verify and close. One open alarm a part and kind."""
