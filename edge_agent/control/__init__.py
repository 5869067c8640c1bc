"""What changes the running agent: the centre's commands, the answer of a person on site, new settings."""
