"""Analog readings over time, behind one port. Never the authority for alarms."""
