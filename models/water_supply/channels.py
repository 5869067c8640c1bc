"""What a fire-water site may tell, in the order of the model's columns; any of it may be missing.

Pressure is MPa inside the model. Whether a pump runs is a state, not an analog value: bit 4 (started) of the
component state of GB/T 26875.3, as 0 or 1.
"""

from __future__ import annotations

from models.channel import ChannelSpec

CHANNELS = (
    ChannelSpec("pressure", "pressure_mpa", "MPa"),
    ChannelSpec("level", "level", "m"),
    ChannelSpec("flow", "flow", "L/s"),
    ChannelSpec("pump", "state: started", "0/1"),
    ChannelSpec("ambient", "temperature", "°C"),
)
PRESSURE, LEVEL, FLOW, PUMP, AMBIENT = range(len(CHANNELS))
