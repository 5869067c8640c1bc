"""Dispatch requests as the API shows them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cloud.alarms.schemas import AlarmOut, EvidenceOut
from cloud.dispatch_requests.rules import Reason, RequestState
from cloud.vocabulary import LabelOut


class DispatchRequestOut(BaseModel):
    """One activation of one alarm that asks for forces."""

    id: int
    number: int = Field(description="Rises with every change: ask `after` it for what comes later.")
    alarm_id: int
    activation: int = Field(description="Which ringing of the alarm; there is one request for each at most.")
    state: RequestState
    reason: Reason
    why: LabelOut
    by: str | None = Field(description="Who gave the verdict; null: the centre asks by itself.")
    probability: float | None = Field(description="P(real) as it asked.")
    evidence: list[EvidenceOut]
    requested_at: int
    changed_at: int
    alarm: AlarmOut


class DispatchRequestList(BaseModel):
    """Requests by number. Ask again `after` the last one; one that has changed comes again."""

    items: list[DispatchRequestOut]
    next: int
