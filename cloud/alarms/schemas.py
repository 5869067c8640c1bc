"""Alarms as the API shows them, and what people send."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cloud.alarm_watch.escalation import Role
from cloud.alarm_watch.evidence import Fact
from cloud.alarms.causes import Cause
from cloud.alarms.state_table import Level, Outcome, State
from cloud.alarms.timeline import Happening
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
    cause: Cause | None = Field(description="Why it rang, where a verdict says so.")
    activation: int = Field(description="Which ringing this is; it rises each time the device comes back.")
    probability: float | None = Field(
        description="P(real) from what else is known; null: not weighed. It never hides an alarm."
    )
    wait_until: int | None = Field(
        description="When it goes out unless somebody verifies it; null: it does not by itself."
    )
    timed_out_at: int | None = Field(description="When the time for a verdict was over.")
    chatter: bool = Field(description="It rang three times within a minute, lately.")
    maintenance_id: int | None = Field(description="The declared works in which it was only logged.")
    shelved_until: int | None
    consequence_of: int | None = Field(description="The alarm that this one follows from by design.")
    version: int = Field(description="Rises with every change; send it back to decide on what you saw.")


class TimelineOut(BaseModel):
    """One thing that happened to an alarm."""

    at: int
    action: Happening
    by: str | None
    note: str | None
    detail: dict[str, str | int | float | bool | None] | None = Field(description="The same for programs.")


class EvidenceOut(BaseModel):
    """One piece of evidence as it counted towards P(real)."""

    code: str = Field(examples=["second-detector-zone"])
    zh: str
    en: str
    weight: float = Field(
        description="Log-odds that it adds; 0: a stronger one of its group counts. `prior`: a probability."
    )
    basis: str = Field(description="Where the weight comes from.")


class StepAhead(BaseModel):
    """Whom it will be told to next, unless somebody deals with it."""

    at: int
    role: Role
    zh: str
    en: str


class AlarmDetail(AlarmOut):
    """An alarm with its history, oldest first, and the evidence behind its probability."""

    timeline: list[TimelineOut]
    weighed: list[EvidenceOut]
    ahead: list[StepAhead] = Field(description="Steps of escalation to come as it stands, the next first.")


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
    cause: Cause | None = Field(default=None, description="Must fit the outcome: see the vocabulary.")


class EvidenceIn(Decision):
    """What a person or a camera has seen."""

    fact: Fact = Field(description="One that can be told: a person's or a camera's.")
