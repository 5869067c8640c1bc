"""Bulk import of places from CSV and Excel: checked whole, then applied, every fault told by its cell."""
