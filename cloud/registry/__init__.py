"""What the gateways are and what their parts are: descriptions, levels, link. No alarm lives here."""
