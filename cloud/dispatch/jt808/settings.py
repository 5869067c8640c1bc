"""`[dispatch.jt808]`: where vehicle terminals report to, who may, and how much they may ask of the centre.

The protocol has no encryption, and its authentication code travels in the open. A listener that can be
reached from the network names the private networks (an APN, a VPN) that terminals come from.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from runtime.networks import Network
from runtime.settings import HostPort, ListenAnywhere, Settings, is_loopback
from telemetry.jt808.parameters import MAX_INTERVAL_S


class Jt808Settings(Settings):
    """The server of JT/T 808. Port 0 takes any free one."""

    enabled: bool = False
    listen: ListenAnywhere = HostPort("127.0.0.1", 8808)
    #: Networks whose hosts may speak, besides this machine.
    allow_from: tuple[Network, ...] = Field(default=(), max_length=256)
    #: What terminals are told to report at (0x8103) when they have logged in; None: as they are set.
    report_interval_s: int | None = Field(default=5, ge=1, le=MAX_INTERVAL_S)
    #: A position is stale when its terminal has sent none for so long.
    stale_after_s: float = Field(default=30.0, gt=0, le=86_400)
    #: How long after an entry is made, or opened again, its terminal may register itself (0x0100).
    registration_hours: float = Field(default=24.0, gt=0, le=720)
    max_connections: int = Field(default=12_000, ge=1, le=100_000)
    #: Behind one address of an APN there may be many terminals.
    connections_per_source: int = Field(default=2_000, ge=1, le=100_000)
    #: A connection is closed that brings no whole frame for so long.
    idle_s: float = Field(default=180.0, gt=0, le=86_400)
    #: Frames a second that one terminal may send.
    frames_per_s: float = Field(default=20.0, gt=0, le=10_000)
    #: Positions are gathered for so long and kept in one transaction; then they are answered.
    gather_s: float = Field(default=0.2, ge=0, le=5)
    #: As many may wait to be kept; beyond that nothing is read.
    positions_waiting: int = Field(default=50_000, ge=100, le=1_000_000)

    @model_validator(mode="after")
    def _reachable_by_whom(self) -> Self:
        if self.enabled and not is_loopback(self.listen.host) and not self.allow_from:
            raise ValueError(
                f"{self.listen.host} can be reached from the network, and the protocol has no TLS; name the "
                'APN or VPN that terminals come from, allow_from = ["10.0.0.0/24"], or listen on 127.0.0.1'
            )
        return self
