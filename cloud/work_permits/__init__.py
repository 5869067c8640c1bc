"""Permits of hot work and building works (动火、施工作业), from files: what raises risk for some days."""
