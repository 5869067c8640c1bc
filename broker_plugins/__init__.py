"""One policy of who may speak on which topic, and the doors through which brokers ask it."""
