"""What every process stands on: settings from TOML, logging, the clock, the MQTT line, starting and stopping.

No business lives here.
"""
