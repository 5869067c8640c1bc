"""The gateway process: drivers, normaliser, spool, uplink. It reads fire panels and never commands them."""
