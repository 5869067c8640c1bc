"""User transmission devices (用户信息传输装置) that report to the gateway as their centre over TCP or UDP."""
