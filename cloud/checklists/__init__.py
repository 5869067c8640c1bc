"""What inspectors look at by category of organisation, each item with its clause. Tables; no I/O."""
