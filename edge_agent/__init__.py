"""The process on the gateway: drivers, normaliser, spool and uplink. It reads fire panels and never commands them."""
