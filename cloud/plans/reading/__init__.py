"""Strangers' files made into drawings that a browser can be given. No database, no HTTP."""
