"""Fires as they were found out: imported, or closed in dispatch. Only confirmed ones teach models."""
