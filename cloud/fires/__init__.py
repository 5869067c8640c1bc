"""Fires as they were found out afterwards: imported, or closed in dispatch. Only confirmed ones teach models."""
