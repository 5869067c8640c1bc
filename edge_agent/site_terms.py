"""The types of names, codes and times that the agent's settings share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from runtime.settings import Settings
from telemetry.messages import Label

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
PartName = Annotated[str, Field(pattern=r"^[^\s#+]{1,96}$")]
Code = Annotated[int, Field(ge=0, le=255)]
Port = Annotated[int, Field(ge=1, le=65_535)]
Seconds = Annotated[float, Field(gt=0, le=604_800)]


class LabelSettings(Settings):
    """A name that people read, in both languages."""

    zh: str = Field(default="", max_length=128)
    en: str = Field(default="", max_length=128)

    def label(self) -> Label:
        """The name as messages carry it."""
        return Label(self.zh, self.en)


class PointSettings(Settings):
    """What is common to every point."""

    component_type: Code = 0
    system_type: Code | None = None
    component_address: Annotated[int, Field(ge=0, le=2**32 - 1)] | None = None
    device_label: LabelSettings = LabelSettings()
    place: LabelSettings = LabelSettings()
    part: PartName | None = None


class DeviceSettings(Settings):
    """What is common to every device that is a part itself: a panel, or one unit of a line."""

    profile: str
    device_label: LabelSettings = LabelSettings()
    place: LabelSettings = LabelSettings()
    stale_after_s: Seconds | None = None


class PanelSettings(DeviceSettings):
    """What is common to every panel that has a bus to itself: its part stands for the panel."""

    bus: Name
