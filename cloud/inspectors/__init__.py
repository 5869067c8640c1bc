"""Inspectors (执法检查人员): certificate, districts, workload, and where they may not go."""
