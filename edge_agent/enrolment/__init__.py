"""How the gateway gets its certificate from the centre, and renews it by itself."""
