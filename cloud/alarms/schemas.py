"""Alarms as the API shows them, and what people send."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cloud.alarms.state_table import Level, Outcome, State
from cloud.vocabulary import LabelOut, TermOut


class AlarmOut(BaseModel):
    """One alarm. The times are milliseconds UTC; `raised_at` is the gateway's where its clock is believed."""

    id: int = Field(description="Rises in the order in which the centre took alarms in.")
    kind: str = Field(examples=["fire"])
    state: State
    level: Level
    outcome: Outcome | None
    gateway: str = Field(examples=["gw-150102-0001"])
    part: str = Field(examples=["panel-1/1-023"])
    place: LabelOut
    device: LabelOut
    component_type: TermOut
    system_type: TermOut
    text: str = Field(description="What the device itself said, as far as it is text.")
    evidence: dict[str, str | float | bool | None] = Field(examples=[{"register": 263, "value": 1}])
    ts_source: int | None
    ts_gateway: int | None
    ts_cloud: int
    clock_synced: bool
    occurrences: int = Field(description="How often the part became active while this alarm was open.")
    raised_at: int
    cleared_at: int | None
    acknowledged_at: int | None
    acknowledged_by: str | None
    verified_at: int | None
    closed_at: int | None
    version: int = Field(description="Rises with every change; send it back to decide on what you saw.")


class TimelineOut(BaseModel):
    """One thing that happened to an alarm."""

    at: int
    action: Literal[
        "raise", "reactivate", "clear", "late-edge", "acknowledge", "verify", "dispatch", "close", "settle"
    ]
    by: str | None
    note: str | None


class AlarmDetail(AlarmOut):
    """An alarm with its history, oldest first."""

    timeline: list[TimelineOut]


class AlarmList(BaseModel):
    """Alarms by `raised_at`, newest last. `more`: there are older ones; ask with `before` the least id."""

    items: list[AlarmOut]
    more: bool


_Person = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]
_Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=512)]


class Decision(BaseModel):
    """Who decided, and on which version of the alarm."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    by: _Person = Field(
        default="",
        examples=["王芳"],
        description="Who decides, where nobody logs in. Otherwise it is the account's name.",
    )
    note: _Note = Field(default="", examples=["现场查看"])
    version: int | None = Field(
        default=None, ge=1, description="The version decided on; refused with 409 when the alarm has moved."
    )


class Verdict(Decision):
    """What verifying found."""

    outcome: Outcome
