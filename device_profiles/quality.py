"""How far a profile can be trusted: four levels, each with its demands (docs/guides/device-profiles.md)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from device_profiles.record import Record


class Level(StrEnum):
    """From a format that was only read to a device that was proven on site."""

    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"
    PLATINUM = "platinum"


class ProfileQuality(Record):
    """The level a profile claims, and what the claim rests on, one thing a line."""

    level: Level
    evidence: tuple[str, ...] = Field(min_length=1)


class Quirk(Record):
    """What an installer must know of some firmware and the other fields cannot say."""

    text: str = Field(min_length=1)
    #: The versions it is true of, as the device or its label names them.
    firmware: str = Field(min_length=1, max_length=64)
