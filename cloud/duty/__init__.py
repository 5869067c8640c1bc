"""Duty (值守): rota, hand-over, duty checks, the load of seats, the daily log. No alarm is moved here."""
