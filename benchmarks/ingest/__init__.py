"""The ingest line under load: gateways as cheap as they can be made, and what became of all they said."""
