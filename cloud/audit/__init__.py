"""Who changed what, when: an append-only log whose every entry seals the one before it."""
