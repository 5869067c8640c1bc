"""Whether fire water is there when it is needed, from weeks of pressure, level, flow and pump series."""
