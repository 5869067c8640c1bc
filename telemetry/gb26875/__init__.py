"""GB/T 26875.3: what transmission devices (用户信息传输装置) and centres say, bytes to values and back."""
