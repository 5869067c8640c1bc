"""The event log: every edge a gateway ever told, once. The authority for alarms, never edited."""
