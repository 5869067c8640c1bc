"""Whether carbon monoxide is becoming dangerous in a home or ger (蒙古包), and where it comes from."""
