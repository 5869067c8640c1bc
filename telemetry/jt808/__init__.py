"""JT/T 808: what vehicle terminals (车载终端) and centres say, bytes to values and back."""
