"""What the monitor of a circuit may tell, in the order of the model's columns; any of it may be missing."""

from __future__ import annotations

from models.channel import ChannelSpec

CHANNELS = (
    ChannelSpec("residual", "residual_current", "mA"),
    ChannelSpec("cable_l1", "temperature", "°C"),
    ChannelSpec("cable_l2", "temperature", "°C"),
    ChannelSpec("cable_l3", "temperature", "°C"),
    ChannelSpec("cable_n", "temperature", "°C"),
    ChannelSpec("ambient", "temperature", "°C"),
    ChannelSpec("load", "current", "A"),
)
RESIDUAL, L1, L2, L3, NEUTRAL, AMBIENT, LOAD = range(len(CHANNELS))
CABLES = (L1, L2, L3, NEUTRAL)
