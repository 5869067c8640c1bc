"""How the agent knows that it works: progress judged, systemd told, the clock measured, figures given out."""
