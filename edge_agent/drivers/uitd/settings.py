"""The `[[uitd]]` tables of the agent's settings.

The protocol has neither encryption nor login. A listener on loopback needs nothing more; one on the network
of the building names the networks whose hosts may speak to it, and those must be private ones.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from edge_agent.site_terms import Code, DeviceSettings, LabelSettings, Name, PartName, PointSettings, Seconds
from runtime.networks import Network
from runtime.settings import ListenAnywhere, Settings, is_loopback


class UitdPoint(PointSettings):
    """A component (部件) behind a device, by its address as the profile writes it: `10-2`, `131082`."""

    address: str = Field(pattern=r"^\d{1,10}(-\d{1,10}){0,3}$")
    #: Given where two systems behind one device use the same component addresses.
    system_address: Code | None = None


class UitdSystem(PointSettings):
    """A system (建筑消防设施) behind a device that is a part of its own: its panel, its pumps."""

    system_type: Code
    system_address: Code


class UitdDeviceSettings(DeviceSettings):
    """A device, by its own address as its settings show it."""

    address: str = Field(min_length=1, max_length=32)
    part: PartName | None = None
    system: tuple[UitdSystem, ...] = Field(default=(), max_length=256)
    point: tuple[UitdPoint, ...] = Field(default=(), max_length=4096)


class UitdSettings(Settings):
    """Where devices report to, and which ones do."""

    bus: Name
    device_label: LabelSettings = LabelSettings()
    place: LabelSettings = LabelSettings()
    listen_tcp: ListenAnywhere | None = None
    listen_udp: ListenAnywhere | None = None
    #: Networks whose hosts may connect, besides this machine.
    allow: tuple[Network, ...] = Field(default=(), max_length=64)
    #: The centre's address on the wire, twelve hexadecimal digits; empty: whatever each device calls it.
    own_address: str = Field(default="", pattern=r"^([0-9A-Fa-f]{12})?$")
    #: What becomes of a device that is not listed. `confirm`: it is read, told of the bus itself and
    #: confirmed; `deny`: it is denied, and health tells of it.
    unknown: Literal["confirm", "deny"] = "confirm"
    #: Without an answer within `timeout_s` a request is sent again, `resends` times.
    timeout_s: float = Field(default=10.0, gt=0, le=60)
    resends: int = Field(default=3, ge=0, le=10)
    max_connections: int = Field(default=64, ge=1, le=4096)
    #: A connection is closed that brings no whole frame for so long.
    idle_s: Seconds = 900.0
    #: Frames a second that one device may send in the long run; a burst may be ten times that.
    frames_per_s: float = Field(default=50.0, gt=0, le=10_000)
    #: Whether a device may be told to initialise itself (type 89), which makes it forget its settings.
    initialise: bool = False
    device: tuple[UitdDeviceSettings, ...] = Field(default=(), max_length=256)

    @model_validator(mode="after")
    def _reachable_by_whom(self) -> UitdSettings:
        listens = [listen for listen in (self.listen_tcp, self.listen_udp) if listen is not None]
        if not listens:
            raise ValueError(
                'neither `listen_tcp` nor `listen_udp` is given; add listen_tcp = "127.0.0.1:26875"'
            )
        for listen in listens:
            if not is_loopback(listen.host) and not self.allow:
                raise ValueError(
                    f"{listen.host} can be reached from the network, and the protocol has neither TLS nor "
                    'login; name who may connect, allow = ["10.0.0.0/24"], or listen on 127.0.0.1'
                )
        return self
