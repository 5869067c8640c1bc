"""What an installer has: one module a subcommand of `edge-agent`, each with `add_arguments` and `run`."""
