"""The `[[modbus]]` tables of the agent's settings."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from edge_agent.site_terms import PanelSettings, PointSettings, Port


class ModbusPoint(PointSettings):
    """A point of a Modbus panel."""

    loop: int = Field(ge=0)
    device: int = Field(ge=0)


class ModbusSettings(PanelSettings):
    """A fire panel behind Modbus TCP."""

    host: str = Field(min_length=1, max_length=253)
    port: Port = 502
    unit: Annotated[int, Field(ge=0, le=255)] | None = None
    poll_s: float = Field(default=0.25, ge=0.02, le=3600)
    timeout_s: float = Field(default=0.5, ge=0.05, le=30)
    power: bool = True
    point: tuple[ModbusPoint, ...] = Field(max_length=4096)
