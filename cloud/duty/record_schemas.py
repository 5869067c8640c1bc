"""Duty checks, hand-overs, escalations and entries of the log as they go over the wire."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from cloud.duty.schemas import Id, In
from cloud.organisations.text import Note
from cloud.vocabulary import LabelOut

Signer = Annotated[
    int | None,
    Field(
        default=None, ge=1, le=2**53, description="Who signs, where nobody logs in; else it is the account."
    ),
]


class CheckIn(In):
    """A duty check to be sent."""

    note: Note = ""


class AnswerIn(In):
    """An answer on the page."""

    person: Signer


class CheckOut(BaseModel):
    """A duty check (查岗)."""

    id: int
    room_id: int
    room: str
    shift_id: int | None
    automatic: bool
    sent_at: int
    due_at: int
    sent_by: str
    state: Literal["waiting", "answered", "unanswered"]
    answered_at: int | None
    answered_by: str
    answered_via: Literal["page", "device"] | None
    late_at: int | None = Field(description="When an answer came after the limit.")
    late_by: str
    devices: int = Field(description="Transmission devices and gateways that pass it on.")
    on_duty: list[str] = Field(description="Who was on duty as it was sent.")
    note: str


class CheckList(BaseModel):
    """Newest first; `next` asks for those before."""

    items: list[CheckOut]
    next: int | None


class TallyOut(BaseModel):
    """How a room, or a person, has answered."""

    id: int
    name: str
    sent: int
    answered: int
    unanswered: int
    late: int = Field(description="Of the unanswered, those with an answer after the limit.")
    p50_ms: int | None = Field(description="Half of the answers took no longer.")


class TallyList(BaseModel):
    """By id, at most 1,000."""

    items: list[TallyOut]


NoteLine = Annotated[str, Field(min_length=1, max_length=500)]


class HandoverIn(In):
    """What the one who leaves has to say beside the open points."""

    notes: list[Annotated[Note, Field(min_length=1)]] = Field(default=[], max_length=50)
    person: Signer


class ConfirmIn(In):
    """The one who comes signs what they have read."""

    digest: str = Field(pattern=r"^[0-9a-f]{64}$", description="Of the record that was read.")
    remark: Note = ""
    person: Signer


class PointsOut(BaseModel):
    """Open points of one kind: how many, and the first of them."""

    name: str
    label: LabelOut
    total: int
    items: list[dict[str, Any]]


class OpenPointsOut(BaseModel):
    """What would be handed over now."""

    items: list[PointsOut]


class HandoverOut(BaseModel):
    """A hand-over (交接班)."""

    id: int
    room_id: int
    room: str
    shift_id: int
    next_shift_id: int | None
    state: Literal["offered", "confirmed"]
    left_at: int
    left_by: str
    due_at: int
    confirmed_at: int | None
    confirmed_by: str
    remark: str
    digest: str = Field(description="SHA-256 of the content as it was signed.")


class HandoverDetail(HandoverOut):
    """With what was handed over, as it was signed."""

    intact: bool = Field(description="The content still has the hash that was signed.")
    content: dict[str, Any]


class HandoverList(BaseModel):
    """Newest first; `next` asks for those before."""

    items: list[HandoverOut]
    next: int | None


class EscalationOut(BaseModel):
    """What nobody has seen to."""

    id: int
    room_id: int
    room: str
    kind: str
    label: LabelOut
    subject: str = Field(examples=["check/17"])
    raised_at: int
    level: int
    level_label: LabelOut
    taken_at: int | None
    taken_by: str
    settled_at: int | None
    note: str


class EscalationList(BaseModel):
    """Newest first; `next` asks for those before."""

    items: list[EscalationOut]
    next: int | None


class TakeIn(In):
    """What is being done about it."""

    note: Note = ""


PANEL_ITEMS = ("self-test", "mute", "reset", "mains", "battery")
PanelItem = Literal["self-test", "mute", "reset", "mains", "battery"]


class EntryIn(In):
    """A line of the log; a `panel-check` (日检查) says what was found of each item."""

    kind: Literal["note", "panel-check"] = "note"
    text: Note = ""
    items: dict[PanelItem, Literal["normal", "fault"]] = Field(default={}, max_length=5)
    person: Signer


class EntryOut(BaseModel):
    """A line of the log."""

    id: int
    at: int
    by: str
    kind: str
    text: str
    items: dict[str, str]


class EntryList(BaseModel):
    """In order."""

    items: list[EntryOut]


class DutyChange(BaseModel):
    """What the live stream tells of duty: a check, a hand-over or an escalation, as the lists show it."""

    what: Literal["check", "handover", "escalation"]
    area: str
    organisation_id: Id | None
    check: CheckOut | None = None
    handover: HandoverOut | None = None
    escalation: EscalationOut | None = None
