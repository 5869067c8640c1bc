"""The `[[serial]]` tables of the agent's settings."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from edge_agent.drivers.ports import PortSelector
from edge_agent.site_terms import PanelSettings, PointSettings


class SerialPoint(PointSettings):
    """A point that a panel names in its texts, as `loop-device` or a lone number."""

    address: str = Field(pattern=r"^(\d{1,4}-)?\d{1,6}$")


class SerialSettings(PanelSettings):
    """A fire panel that calls us over a serial line."""

    port: PortSelector
    address: str = Field(default="2", pattern=r"^[!-~]$")
    baudrate: Literal[1200, 2400, 4800, 9600, 19200] | None = None
    bytesize: Literal[7, 8] | None = None
    parity: Literal["N", "E", "O"] | None = None
    stopbits: Literal[1, 2] | None = None
    #: Longer than the panel waits for an answer is no use: it sends the block again then.
    store_within_s: float = Field(default=2.5, gt=0, le=15)
    #: False for a panel that neither polls nor repeats: its silence says nothing and is no fault.
    supervised: bool = True
    point: tuple[SerialPoint, ...] = Field(default=(), max_length=4096)
