"""The agent against thingsboard-gateway and against the wire: the same panels, broker and machine."""
