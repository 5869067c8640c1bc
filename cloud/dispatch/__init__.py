"""Dispatch: the forces there are, where they stand, what they are told, and when they reach an incident."""
