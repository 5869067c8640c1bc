"""Dispatch: the forces there are, where they stand, and what they are told; a folder for each noun."""
