"""`[access.gb26875]`: where transmission devices report to, who may, and how much they may ask of the centre.

The protocol has neither encryption nor login. A listener that can be reached from the network names the
private networks (an APN, a VPN) that devices come from; from anywhere else nothing is taken.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from runtime.networks import Network
from runtime.settings import HostPort, ListenAnywhere, Settings, is_loopback

#: A lost link is to be signalled within this; polling is to come round at least so often.
LINK_LIMIT_S = 100.0
POLL_LIMIT_S = 7200.0


class Gb26875Settings(Settings):
    """The server of GB/T 26875.3. Port 0 takes any free one, TCP and UDP each its own."""

    enabled: bool = True
    listen: ListenAnywhere = HostPort("127.0.0.1", 5875)
    #: Networks whose hosts may speak, besides this machine.
    allow_from: tuple[Network, ...] = Field(default=(), max_length=256)
    #: The centre's address on the wire, twelve hexadecimal digits; empty: whatever each device calls it.
    own_address: str = Field(default="", pattern=r"^([0-9A-Fa-f]{12})?$")
    #: What becomes of a device that is not registered. `quarantine`: it is confirmed, its frames are kept and
    #: it is listed; `deny`: it is denied and listed.
    unlisted: Literal["quarantine", "deny"] = "quarantine"
    #: Frames kept of one such device, and such devices kept; fires go last.
    frames_kept: int = Field(default=200, ge=1, le=10_000)
    speakers_kept: int = Field(default=1_000, ge=1, le=100_000)
    #: Without an answer within `timeout_s` a request is sent again, `resends` times.
    timeout_s: float = Field(default=10.0, gt=0, le=60)
    resends: int = Field(default=3, ge=0, le=10)
    #: A device's state is read (巡检) this often unless its own entry says otherwise.
    poll_s: Annotated[float, Field(gt=0, le=POLL_LIMIT_S)] = 3600.0
    max_connections: int = Field(default=10_000, ge=1, le=100_000)
    connections_per_source: int = Field(default=512, ge=1, le=100_000)
    #: A connection is closed that brings no whole frame for so long.
    idle_s: float = Field(default=900.0, gt=0, le=86_400)
    #: Frames a second that one device, one UDP source, and all unregistered devices together may send.
    frames_per_s: float = Field(default=50.0, gt=0, le=10_000)
    #: A device's clock may be off by this before its time is set.
    clock_tolerance_s: float = Field(default=5.0, gt=0, le=3600)
    #: Whether a device may be told to initialise itself (type 89), which makes it forget its settings.
    initialise: bool = False

    @model_validator(mode="after")
    def _reachable_by_whom(self) -> Gb26875Settings:
        if self.enabled and not is_loopback(self.listen.host) and not self.allow_from:
            raise ValueError(
                f"{self.listen.host} can be reached from the network, and the protocol has neither TLS nor "
                'login; name the APN or VPN that devices come from, allow_from = ["10.0.0.0/24"], or listen '
                "on 127.0.0.1"
            )
        return self
