"""The `[[serial]]` tables of the agent's settings."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from edge_agent.drivers.ports import PortSelector
from edge_agent.site_terms import PanelSettings, PointSettings


class SerialPoint(PointSettings):
    """A point as its panel names it: numbers joined by `-` (`2-017`, `1-3-30`), or `1D23` and `1M5`."""

    address: str = Field(pattern=r"^[0-9]{1,6}([-DM][0-9]{1,6}){0,3}$")


class SerialSettings(PanelSettings):
    """A fire panel on a serial line. What is not given is the profile's."""

    port: PortSelector
    #: Our station's address, where the protocol gives us one.
    address: str = Field(default="2", pattern=r"^[!-~]$")
    baudrate: int | None = Field(default=None, ge=300, le=115_200)
    bytesize: Literal[7, 8] | None = None
    parity: Literal["N", "E", "O", "M", "S"] | None = None
    stopbits: Literal[1, 2] | None = None
    #: Seconds between two questions to a panel that is asked.
    poll_s: float | None = Field(default=None, ge=0.02, le=3600)
    #: Longer than the panel waits for its confirmation is no use: it sends the frame again then.
    store_within_s: float | None = Field(default=None, gt=0, le=15)
    #: False for a panel that neither polls nor repeats: its silence says nothing and is no fault.
    supervised: bool | None = None
    point: tuple[SerialPoint, ...] = Field(default=(), max_length=4096)
