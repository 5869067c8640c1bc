"""Finding out what is there: serial ports and lines, Modbus units, hosts, and detectors behind a broker."""
