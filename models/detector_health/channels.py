"""What a smoke detector may tell of itself, in the order of the model's columns; smoke always.

Smoke is the chamber's value as optical density in dB/m (EN 54-7's m), before any compensation of drift.
"""

from __future__ import annotations

from models.channel import ChannelSpec

CHANNELS = (
    ChannelSpec("smoke", "obscuration", "dB/m"),
    ChannelSpec("heat", "temperature", "°C"),
    ChannelSpec("co", "co", "ppm"),
    ChannelSpec("humidity", "humidity", "%"),
    ChannelSpec("battery", "battery", "%"),
)
SMOKE, HEAT, CO, HUMIDITY, BATTERY = range(len(CHANNELS))
NAMES = tuple(channel.name for channel in CHANNELS)
#: Other detectors of the same site that a model is told of.
NEIGHBOURS = 3
