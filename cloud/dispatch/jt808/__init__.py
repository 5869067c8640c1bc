"""Fire engines' terminals (车载终端) that speak JT/T 808 over TCP: who they are, where they stand."""
