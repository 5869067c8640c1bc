"""Panels and meters behind Modbus: settings, plan, and the one task that owns each line."""
