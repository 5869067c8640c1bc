"""What a CO alarm may tell, in the order of the model's columns; CO always, the others where there are any.

Smoke is optical density in dB/m (EN 54-7's m), which adds up as soot does.
"""

from __future__ import annotations

from models.channel import ChannelSpec

CHANNELS = (
    ChannelSpec("co", "co", "ppm"),
    ChannelSpec("heat", "temperature", "°C"),
    ChannelSpec("smoke", "obscuration", "dB/m"),
    ChannelSpec("co2", "co2", "ppm"),
    ChannelSpec("humidity", "humidity", "%"),
)
CO, HEAT, SMOKE, CO2, HUMIDITY = range(len(CHANNELS))
NAMES = tuple(channel.name for channel in CHANNELS)
