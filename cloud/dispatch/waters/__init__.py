"""Water for firefighting (消防水源): hydrants, tanks and open water, and whether each can be used now."""
