"""The command line: one table of subcommands, each a door into a package."""
