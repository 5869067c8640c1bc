"""How the agent gets onto a gateway and stays current: signed bundles, releases side by side, trial."""
