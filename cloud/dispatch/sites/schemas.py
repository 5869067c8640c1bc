"""What the one map is told beside incidents and forces."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cloud.vocabulary import LabelOut


class SiteOut(BaseModel):
    """A building where something is not as it should be."""

    building_id: int
    building: str
    organisation_id: int
    organisation: str
    longitude: float = Field(description="WGS 84.")
    latitude: float
    counts: dict[str, int] = Field(description="Open alarms by kind.")
    gateways: int
    silent: int = Field(description="Of its gateways, those that are not heard: what they tell is old.")


class AlarmSiteOut(SiteOut):
    """A building with open fire-class alarms."""

    unacknowledged: int
    first_alarm: int = Field(description="The one that rang first.")
    first_at: int


class DeviceSitesOut(BaseModel):
    """Buildings without fire-class alarms whose devices are in another alarm, or not heard."""

    items: list[SiteOut]
    more: bool = Field(description="There are more than are told.")


class BuildingDevicesOut(BaseModel):
    """How the devices of one building are now."""

    building_id: int
    organisation_id: int
    devices: int
    gateways: int
    silent: int = Field(description="Of its gateways, those that are not heard: what they tell is old.")
    counts: dict[str, int] = Field(description="Open alarms by kind.")
    unacknowledged: int


class RoomSiteOut(BaseModel):
    """A control room, where its building stands."""

    room_id: int
    name: str
    building_id: int
    longitude: float
    latitude: float


class SitesOut(BaseModel):
    """Both, of the asker's own areas and organisations."""

    alarms: list[AlarmSiteOut]
    rooms: list[RoomSiteOut]
    kinds: dict[str, LabelOut] = Field(description="Names of the kinds of alarms.")
    stale_after_s: float = Field(description="A unit's position that is older is not sure.")
    more: bool = Field(description="There are more than are told.")
