"""The channels, one adapter each behind one port. What an adapter is told is final: it decides nothing."""
