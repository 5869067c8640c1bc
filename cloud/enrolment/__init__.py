"""How a gateway comes to its certificate, keeps it and loses it: codes, the authority, revocation."""
