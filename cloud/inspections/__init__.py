"""Inspections (监督检查): given out, carried out on a phone, closed as hazards are rectified."""
