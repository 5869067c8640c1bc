"""What changes, told at once: a durable, bounded change log and the stream of server-sent events over it."""
