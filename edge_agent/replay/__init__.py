"""A recorded line played back to the driver that served it: its far end, and what comes of it."""
