"""User transmission devices (用户信息传输装置) that speak GB/T 26875.3 to the centre over TCP and UDP."""
