"""The daily log of a control room (消防控制室值班记录) as data: what is printed and what the API shows."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cloud.duty.record_schemas import CheckOut, EntryOut, HandoverOut
from cloud.duty.schemas import GapOut, ShiftOut
from cloud.vocabulary import LabelOut


class LoggedShift(BaseModel):
    """A shift with its hand-over, if it was made."""

    shift: ShiftOut
    handover: HandoverOut | None


class LoggedSystem(BaseModel):
    """How one system of the building did: its controller (火灾报警控制器) or another controlled one."""

    system_type: int
    label: LabelOut
    points: int | None = Field(description="That the registry knows; none: it was not counted.")
    fires: int
    false_alarms: int = Field(description="Of the fires, those found to be false.")
    linkage: int = Field(description="Started or fed back.")
    supervisory: int
    faults: int
    disabled: int
    tests: int
    standing: int = Field(description="Active at the end of the day.")
    standing_faults: int
    standing_disabled: int


class LoggedStep(BaseModel):
    """What a person, or the centre by itself, did about an alarm."""

    at: int
    by: str = Field(description="Empty: the centre by itself.")
    action: str
    label: LabelOut
    note: str
    said: LabelOut = Field(description="Of a verdict the outcome and the cause, else the note, in words.")


class LoggedAlarm(BaseModel):
    """An alarm of the day."""

    id: int
    at: int
    kind: str
    place: LabelOut
    device: LabelOut
    gateway: str
    part: str
    system_type: int
    state: str
    outcome: str | None
    cleared_at: int | None
    closed_at: int | None
    steps: list[LoggedStep]


class LoggedGateway(BaseModel):
    """A gateway or transmission device of the room, as it is now."""

    gateway: str
    online: bool
    last_seen: int


class DailyLog(BaseModel):
    """One day of one room, from midnight to midnight in Beijing."""

    room_id: int
    room: str
    organisation: str
    address: str
    area: LabelOut
    persons_needed: int
    day: str
    holiday: str
    start_at: int
    end_at: int
    made_at: int
    complete: bool = Field(description="The day is over.")
    shifts: list[LoggedShift]
    gaps: list[GapOut]
    gateways: list[LoggedGateway]
    systems: list[LoggedSystem]
    alarms: list[LoggedAlarm] = Field(description="Fires, warnings, linkage, supervisory.")
    faults: list[LoggedAlarm] = Field(description="Faults, devices offline, disabled points.")
    alarms_left_out: int = Field(description="More than fit; they are counted in `systems`.")
    checks: list[CheckOut]
    panel_checks: list[EntryOut]
    notes: list[EntryOut]
