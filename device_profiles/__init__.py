"""One declarative YAML record a device, its schema and loader; each record carries its own test vectors."""
