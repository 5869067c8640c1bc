"""Ten thousand vehicle terminals on real sockets before the centre's server of JT/T 808."""
