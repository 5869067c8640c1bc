"""User transmission devices (用户信息传输装置): what a profile says of one, and how it is read with it."""
