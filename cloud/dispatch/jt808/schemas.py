"""What goes over the wire about vehicle terminals."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

AreaCode = Annotated[str, Field(pattern=r"^[0-9]{6}$", examples=["150102"])]
Text = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TerminalChange(_In):
    """What may be changed of a registered terminal."""

    area: AreaCode
    organisation_id: int | None = Field(default=None, ge=1)
    name: Text = Field(description="What the vehicle is called on the radio.", examples=["回民区一站 水罐 1"])
    plate: Text = Field(
        default="",
        description="Who registers must tell the same one; empty: any.",
        examples=["蒙A119"],
    )
    enabled: bool = True


class TerminalIn(TerminalChange):
    """A terminal to be registered."""

    phone: str = Field(
        pattern=r"^[0-9]{1,20}$", description="The number set in the terminal.", examples=["13912345678"]
    )


class PositionOut(BaseModel):
    """Where a vehicle was last."""

    at: int = Field(description="The terminal's own time, ms UTC.")
    received_at: int
    latitude_deg: float
    longitude_deg: float
    altitude_m: int
    speed_kmh: float
    direction_deg: int | None = Field(description="North 0, clockwise; null: unknown.")
    alarms: int = Field(description="Alarm bits (报警标志).")
    status: int = Field(description="Status bits (状态).")
    quality: Literal["good", "uncertain", "stale"]


class TerminalOut(BaseModel):
    """A registered terminal."""

    id: int
    phone: str
    area: str
    organisation_id: int | None
    name: str
    plate: str
    enabled: bool
    registered_at: int | None
    may_register: bool = Field(description="Whether it may register now (0x0100) and is given a new code.")
    maker: str
    model: str
    terminal: str
    connected: bool = Field(description="Whether it can be told something now, by the process that answers.")
    position: PositionOut | None


class TerminalsOut(BaseModel):
    """A page of terminals; `next` asks for the page behind it."""

    terminals: list[TerminalOut]
    next: int | None


class TextIn(_In):
    """An order to the driver (文本信息下发)."""

    text: str = Field(min_length=1, max_length=512, examples=["新城区中山路 8 号,高层住宅火灾,立即出动"])
    urgent: bool = False
    read_aloud: bool = True


class ToldOut(BaseModel):
    """What the terminal answered."""

    result: int = Field(description="0 done, 1 failed, 2 wrong, 3 unsupported.")


class StrangerOut(BaseModel):
    """A phone number that spoke and is not registered."""

    phone: str
    times: int


class StatisticsOut(BaseModel):
    """How the server does, in this process since its start."""

    listening: str | None = Field(description="Where it listens; null when it does not.")
    fault: str | None
    registered: int
    connections: int
    connected: int
    waiting: int = Field(description="Positions that are not kept yet.")
    strangers: list[StrangerOut]
    counts: dict[str, int]
