"""Steps of escalation on the wire."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cloud.alarm_watch.escalation import Role


class StepOut(BaseModel):
    """Somebody is to be told of an alarm."""

    number: int = Field(description="Rises in the order of the commits: ask `after` it for what comes later.")
    alarm_id: int
    activation: int
    step: int
    role: Role
    kind: str
    at: int


class StepList(BaseModel):
    """Steps by number."""

    items: list[StepOut]
    next: int
