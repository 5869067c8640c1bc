"""One declarative YAML record a device, its schema and its loader; each record carries its own test vectors."""
