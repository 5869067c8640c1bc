"""What is shown of incidents, proposals and cover."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from cloud.alarms.causes import Cause
from cloud.alarms.state_table import Outcome
from cloud.dispatch.deciding.incident_types import IncidentType
from cloud.dispatch.incidents.happenings import Happening, IncidentState, RoleKind, Source
from cloud.vocabulary import LabelOut


class ReportOut(BaseModel):
    """One report."""

    id: int
    source: Source
    source_name: LabelOut
    at: int
    alarm_id: int | None
    withdrawn: bool
    caller: str
    phone: str
    type: IncidentType
    place: str
    floor: str
    longitude: float | None
    latitude: float | None
    text: str
    because: LabelOut | None = Field(description="Why it was put to this incident; null: it opened it.")
    by: str | None


class OrderOut(BaseModel):
    """One unit on one incident."""

    id: int
    unit_id: int
    unit: str
    station: str
    state: str
    state_name: LabelOut
    automatic: bool
    at: int
    by: str | None
    arrival_s: float | None
    error_s: float | None
    gives: dict[str, float]
    why: LabelOut
    reverse_until: int | None
    escalated_at: int | None = Field(description="When the desk was told that nobody had accepted it.")
    accepted_at: int | None
    arrived_at: int | None
    ended_at: int | None
    ending: str | None
    ended_by: str | None
    end_reason: str


class EntryOut(BaseModel):
    """One thing that was said or done."""

    id: int
    at: int
    happening: Happening
    name: LabelOut
    by: str | None
    words: LabelOut
    detail: dict[str, Any] | None


class RoleOut(BaseModel):
    """Who is what."""

    role: RoleKind
    role_name: LabelOut
    name: str
    phone: str
    since: int
    until: int | None


class AttachmentOut(BaseModel):
    """What is attached."""

    id: int
    name: str
    media: str
    sha256: str
    at: int
    by: str


class IncidentOut(BaseModel):
    """An incident as lists and the live stream show it."""

    id: int
    state: IncidentState
    state_name: LabelOut
    type: IncidentType
    type_name: LabelOut
    grade: int
    grade_name: LabelOut
    colour: str
    answers: dict[str, float | bool | str]
    place: str
    floor: str
    longitude: float | None
    latitude: float | None
    category: str
    building_id: int | None
    area: str
    organisation_id: int | None
    opened_at: int
    first_order_at: int | None
    first_arrival_at: int | None
    closed_at: int | None
    closed_by: str | None
    outcome: Outcome | None
    cause: Cause | None
    merged_into: int | None
    held_by: str | None
    probability: float | None
    confirmed: bool
    tier: str
    tier_name: LabelOut
    wanted: str
    reasons: list[LabelOut] = Field(description="Why the centre goes so far by itself.")
    due_at: int | None = Field(description="When the centre goes on by itself.")
    ask_until: int | None
    stopped_by: str | None
    extra: dict[str, float] | None = Field(description="What the commander asks for beyond the run cards.")
    reports: int
    orders: list[OrderOut] = Field(description="Those that stand.")
    version: int


class IncidentList(BaseModel):
    """A page, the newest first; `next` asks for what is before it."""

    items: list[IncidentOut]
    next: int | None


class KeyholderOut(BaseModel):
    """Somebody of the organisation to call."""

    name: str
    phone: str
    duty: str


class PlanAtHand(BaseModel):
    """The plan of the building that held when it happened (`/api/v1/preplans/{id}`)."""

    id: int
    version: int
    title: str
    valid_from: int


class SiteOut(BaseModel):
    """What is known of the place."""

    organisation: str
    building: str
    use: str
    storeys: int | None
    storeys_below: int | None
    height_m: float | None
    plan: str | None = Field(description="Where the building's plan is read.")
    preplan: PlanAtHand | None
    keyholders: list[KeyholderOut]


class QuestionOut(BaseModel):
    """A question, and what it takes."""

    key: str
    words: LabelOut
    kind: str
    choices: dict[str, LabelOut]
    lowest: float
    highest: float
    answer: float | bool | str | None = None


class IncidentDetail(IncidentOut):
    """One incident, whole."""

    history: list[ReportOut]
    past_orders: list[OrderOut]
    timeline: list[EntryOut]
    roles: list[RoleOut]
    attachments: list[AttachmentOut]
    site: SiteOut | None
    questions: list[QuestionOut]
    force: dict[str, float] = Field(description="What run cards ask for.")
    cards: list[str]
    missing: dict[str, float] = Field(description="What is not ordered of that.")


class ProposedOut(BaseModel):
    """A unit that is proposed, as it was seen."""

    id: int
    version: int
    name: str
    station: str
    arrival_s: float
    error_s: float | None
    metres: float | None
    gives: dict[str, float]
    why: LabelOut


class PassedOut(BaseModel):
    """A nearer unit that is not, and why."""

    id: int
    name: str
    station: str
    arrival_s: float | None
    code: str
    why: LabelOut


class ProposalOut(BaseModel):
    """What is proposed for an incident."""

    incident_id: int
    needs: dict[str, float]
    needs_words: LabelOut
    cards: list[str]
    units: list[ProposedOut]
    passed_over: list[PassedOut]
    short: dict[str, float]
    bare: list[str] = Field(description="Stations whose area this leaves without cover.")
    proven: bool = Field(description="No other answer for all open incidents together is better.")
    gap: float
    reckoned_ms: float
    estimated: bool = Field(description="The roads could not be asked: times by the distance curve.")


class CallOut(BaseModel):
    """The incident behind a call, and what is proposed."""

    incident: IncidentDetail
    merged: bool
    because: LabelOut | None
    proposal: ProposalOut | None


class TruthOut(BaseModel):
    """What an incident was: the label that risk and models learn from."""

    incident_id: int
    closed_at: int
    type: IncidentType
    grade: int
    outcome: Outcome
    cause: Cause | None
    area: str
    organisation_id: int | None
    building_id: int | None
    category: str
    probability: float | None
    automatic: bool
    alarms: list[int]
    opened_at: int
    first_order_at: int | None
    first_arrival_at: int | None


class TruthList(BaseModel):
    """In the order of closing; ask again behind `closed_at` and `incident_id` of the last."""

    items: list[TruthOut]


class BareOut(BaseModel):
    """A station whose area nobody covers in time."""

    station_id: int
    station: str
    risk_s: float
    nearest_s: float | None


class MoveUpOut(BaseModel):
    """A unit that is to stand by at another station."""

    unit_id: int
    version: int
    unit: str
    base_id: int
    base: str
    seconds: float
    covers: list[str]


class CoverOut(BaseModel):
    """How the region is covered now."""

    areas: int
    standard_s: float
    bare: list[BareOut]
    moves: list[MoveUpOut]
    recalls: list[int] = Field(description="Units standing by elsewhere that may go home.")


class TypeOut(BaseModel):
    """An incident type with its grades and questions."""

    type: IncidentType
    name: LabelOut
    initials: str = Field(description="Of its pinyin, as it is typed: jzhz.")
    family: str
    grades: dict[int, LabelOut]
    questions: list[QuestionOut]


class CapabilityOut(BaseModel):
    """A capability, and what its amount counts."""

    name: LabelOut
    unit: LabelOut


class VocabularyOut(BaseModel):
    """What the desk's forms are made of."""

    types: list[TypeOut]
    capabilities: dict[str, CapabilityOut]
    sources: dict[str, LabelOut]
    roles: dict[str, LabelOut]
    unit_states: dict[str, LabelOut]
    station_kinds: dict[str, LabelOut]
    water_kinds: dict[str, LabelOut]
    water_states: dict[str, LabelOut]
    facility_kinds: dict[str, LabelOut]
    carried_kinds: dict[str, LabelOut]
    preplan_sections: dict[str, LabelOut]


class BandOut(BaseModel):
    """From within these rings a place is reached in so many minutes, without turnout."""

    minutes: int
    rings: list[list[tuple[float, float]]] = Field(description="Outlines: longitude, latitude, WGS 84.")


class ReachOut(BaseModel):
    """From where a place is reached in time, the nearest first."""

    longitude: float
    latitude: float
    bands: list[BandOut]
    estimated: bool = Field(description="By the distance curve: no roads are known here.")
