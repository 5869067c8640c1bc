"""Where messages come from: one port, an adapter a kind of broker. Nothing here looks into a message."""
