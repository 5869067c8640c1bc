"""Rooms, seats, rotas and shifts as they go over the wire. Times are milliseconds UTC, days Beijing's."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from cloud.duty.days import FIRST_DAY, LAST_DAY
from cloud.organisations.text import Line, Name, Note
from cloud.vocabulary import LabelOut

Id = Annotated[int, Field(ge=1, le=2**53)]
Moment = Annotated[int, Field(ge=946_684_800_000, le=7_258_118_400_000)]
Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="Refuse if it has moved on.")]


def _near(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"must lie between {FIRST_DAY} and {LAST_DAY}")
    return day


Day = Annotated[date, AfterValidator(_near)]
AreaPrefix = Annotated[str, Field(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6})$", examples=["1501"])]


class In(BaseModel):
    """What people send."""

    model_config = ConfigDict(extra="forbid")


class RoomChange(In):
    """What may be changed of a room."""

    name: Name = Field(examples=["1号楼消防控制室"])
    persons_needed: int = Field(
        default=2, ge=1, le=50, description="People with a certificate at any moment; two by the rules."
    )
    checks_per_shift: int = Field(default=1, ge=0, le=6, description="Random duty checks; 0: none.")
    enabled: bool = True


class RoomIn(RoomChange):
    """A control room of an organisation, or of a monitoring centre, which has an area instead."""

    organisation_id: Id | None = None
    building_id: Id | None = None
    area: AreaPrefix | None = None

    @model_validator(mode="after")
    def _of_somebody(self) -> Self:
        if (self.organisation_id is None) == (self.area is None):
            raise ValueError("name `organisation_id`, or `area` for a monitoring centre")
        if self.building_id is not None and self.organisation_id is None:
            raise ValueError("`building_id` needs `organisation_id`")
        return self


class RoomUpdate(RoomChange):
    """A room as it shall be."""

    version: Version


class SeatIn(In):
    """A seat; `areas` narrows the alarms it has to some of its room's."""

    name: Line = Field(min_length=1, examples=["1号席"])
    areas: list[AreaPrefix] = Field(default=[], max_length=128)
    enabled: bool = True


class SeatUpdate(SeatIn):
    """A seat as it shall be."""

    version: Version


class SeatOut(BaseModel):
    """A seat."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    room_id: int
    name: str
    areas: list[str]
    enabled: bool
    version: int


class RoomOut(BaseModel):
    """A room with its seats."""

    id: int
    name: str
    area: str
    organisation_id: int | None
    building_id: int | None
    persons_needed: int
    checks_per_shift: int
    enabled: bool
    version: int
    seats: list[SeatOut]


class RoomList(BaseModel):
    """Rooms by id; `next` asks for those behind them."""

    items: list[RoomOut]
    next: int | None


class CertificateIn(In):
    """A certificate as operator of fire-protection facilities."""

    number: Line = Field(min_length=1)
    grade: Literal["elementary", "intermediate", "senior", "technician", "senior-technician"] = "intermediate"
    valid_until: Day | None = Field(default=None, description="Its last day; none: for good.")


class CertificateOut(BaseModel):
    """A certificate."""

    number: str
    grade: str
    valid_until: str | None
    valid: bool


class PersonOut(BaseModel):
    """Somebody who may serve in the room."""

    account_id: int
    name: str
    certificate: CertificateOut | None


class PersonList(BaseModel):
    """People by id, at most 200."""

    items: list[PersonOut]


class MemberIn(In):
    """One person of a team."""

    account_id: Id
    seat_id: Id | None = None
    leader: bool = False


class TeamIn(In):
    """A team (班组)."""

    name: Line = Field(min_length=1, examples=["甲班"])
    people: list[MemberIn] = Field(max_length=20)


class ShiftFormIn(In):
    """One of a day's shifts."""

    name: Line = Field(min_length=1, examples=["白班"])
    start: str = Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["08:00"])
    hours: float = Field(gt=0, le=24, examples=[12])


TeamNumber = Annotated[int, Field(ge=0, le=19)]
TeamsOfDay = Annotated[list[TeamNumber | None], Field(min_length=1, max_length=6)]


class RotaIn(In):
    """A pattern: see the list of common ones at `/duty/patterns`."""

    anchor: Day = Field(description="The day on which the cycle begins.")
    shifts: list[ShiftFormIn] = Field(min_length=1, max_length=6)
    cycle: list[TeamsOfDay] = Field(
        min_length=1, max_length=60, description="For each day the team of each shift, from 0; null: none."
    )
    teams: list[TeamIn] = Field(min_length=1, max_length=20)
    version: int | None = Field(default=None, ge=1, le=2**31 - 1)


class RotaOut(BaseModel):
    """A pattern as it stands."""

    room_id: int
    anchor: str
    shifts: list[ShiftFormIn]
    cycle: list[list[int | None]]
    teams: list[TeamIn]
    made_until: int
    version: int


class PatternOut(BaseModel):
    """A pattern in common use."""

    name: str
    label: LabelOut
    shifts: list[ShiftFormIn]
    cycle: list[list[int | None]]
    teams: int


class PatternList(BaseModel):
    """Every pattern known by name."""

    items: list[PatternOut]


class HolidayIn(In):
    """A holiday; `teams` names the teams of its shifts, empty: as the cycle says."""

    name: Line = Field(min_length=1, examples=["春节"])
    teams: list[TeamNumber | None] = Field(default=[], max_length=6)


class HolidayOut(BaseModel):
    """A holiday of a room."""

    model_config = ConfigDict(from_attributes=True)

    day: str
    name: str
    teams: list[int | None]


class HolidayList(BaseModel):
    """By day."""

    items: list[HolidayOut]


class ShiftIn(In):
    """A shift outside the pattern."""

    name: Line = Field(min_length=1, examples=["加班"])
    start_at: Moment
    end_at: Moment
    people: list[MemberIn] = Field(default=[], max_length=20)


class SubstitutionIn(In):
    """Who takes whose place on a shift, and why (替班)."""

    leaves: Id
    comes: Id
    reason: Note = Field(min_length=1)


class OnDutyOut(BaseModel):
    """One person of a shift."""

    account_id: int
    name: str
    seat_id: int | None
    leader: bool
    certified: bool
    grade: str | None = Field(description="Of the certificate, whether or not it is still valid.")
    stands_in_for: str | None = Field(description="The name of whose place was taken.")
    reason: str


class ShiftOut(BaseModel):
    """A shift and who is on it."""

    id: int
    room_id: int
    name: str
    team: str
    start_at: int
    end_at: int
    by_pattern: bool = Field(description="A new pattern replaces it.")
    people: list[OnDutyOut]


class ShiftList(BaseModel):
    """In order."""

    items: list[ShiftOut]


class GapOut(BaseModel):
    """A time in which too few people with a certificate are on duty."""

    start_at: int
    end_at: int
    persons: int
    certified: int
    needed: int
    text: LabelOut


class CoverOut(BaseModel):
    """Where a room is not covered, in order."""

    room: str
    items: list[GapOut]


class RoomNow(BaseModel):
    """Who is on duty in a room at one moment."""

    room: RoomOut
    shift: ShiftOut | None
    next: ShiftOut | None
    covered: bool
    warning: LabelOut | None = Field(description="What is missing.")


class NowOut(BaseModel):
    """Every room in use within the asker's scope; `next` asks for those behind them."""

    at: int
    items: list[RoomNow]
    next: int | None
