"""Duty (值守): who is on duty where, hand-over, duty checks, the load of seats, the daily log. Moves no alarm."""
