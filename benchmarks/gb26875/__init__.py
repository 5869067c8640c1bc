"""Thousands of transmission devices on real sockets before the centre's server of GB/T 26875.3."""
