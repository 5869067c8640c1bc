"""Places on the one map that are in nobody's incident: buildings whose alarms ring, and control rooms."""
