"""The city's board on the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cloud.alarm_groups.schemas import GroupOut
from cloud.alarms.schemas import AlarmOut
from cloud.vocabulary import LabelOut

UnitKey = Annotated[str, StringConstraints(pattern=r"^[a-z-]{1,32}@[A-Za-z0-9._/-]{1,90}$", max_length=128)]


class ClaimOut(BaseModel):
    """Who has a unit, since when, and until when unless they say so again."""

    unit: str = Field(examples=["fire@building/17", "fault@150102"])
    by: str
    taken_at: int
    until: int


class UnitOut(BaseModel):
    """What a seat takes: a site on fire, or one cause in one county."""

    key: str = Field(examples=["fire@building/17", "fault@150102"])
    cause: str
    place: LabelOut | None
    area: str
    county: LabelOut
    count: int
    unacknowledged: int
    unverified: int = Field(description="Of the fire class, neither verified nor closed.")
    sites: int
    first: AlarmOut
    to_verify: AlarmOut | None = Field(
        description="The alarm to verify next: the most urgent kind's oldest; null: none waits for a verdict."
    )
    claim: ClaimOut | None = Field(description="null: nobody has it.")


class BoardGroup(GroupOut):
    """A group as it is shown, and the units in it."""

    county: LabelOut | None = Field(description="Beside it, `place` names the site wherever it is one alone.")
    units: int
    free: int = Field(description="Units in it that wait for somebody and that nobody has.")
    first_free: str | None = Field(description="The unit in it to take next; null: none waits.")
    claims: list[ClaimOut]


class CountyOut(BaseModel):
    """The open alarms of one county, for the map."""

    area: str
    name: LabelOut
    fires: int = Field(description="Fires that nobody has found to be none.")
    warnings: int = Field(description="Early warnings and pre-alarms.")
    others: int
    unacknowledged: int
    sites_on_fire: int


class Ringing(BaseModel):
    """What rings of one kind: nobody has acknowledged it."""

    kind: str
    count: int
    newest_at: int = Field(description="When the newest of it began to ring; it moves with every new one.")


class SeatLoad(BaseModel):
    """A seat's load, after EEMUA 191."""

    by: str
    held: int = Field(description="Units in hand.")
    taken_hour: int = Field(description="Units taken within the last hour.")
    acknowledged_10_min: int = Field(description="Alarms acknowledged within the last ten minutes.")
    acknowledge_p50_ms: int | None = Field(description="How long they had rung, within the last hour.")
    acknowledge_p90_ms: int | None


class BoardOut(BaseModel):
    """Everything open in the asker's areas, in few groups, with who has what."""

    now: int
    newest: int = Field(description="The newest alarm in it: acknowledge a unit up to this one.")
    count: int
    unacknowledged: int
    ringing: list[Ringing]
    groups: list[BoardGroup]
    first_fire: AlarmOut | None
    queue: list[UnitOut] = Field(
        description="The first 200 units by order, and after them every other that is taken."
    )
    units: int
    counties: list[CountyOut]
    seats: list[SeatLoad]
    share: int = Field(description="How many units each seat should have at most, besides fires.")


_Person = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]


class SeatIn(BaseModel):
    """Who asks, where nobody logs in."""

    model_config = ConfigDict(extra="forbid")

    by: _Person = ""


class TakeIn(SeatIn):
    """Take a unit, or the next one."""

    unit: UnitKey | None = Field(default=None, description="null: what the centre hands out next.")
    over: bool = Field(default=False, description="Take it although another seat has it.")


class GiveBackIn(SeatIn):
    """Give a unit back."""

    unit: UnitKey


class AcknowledgeIn(GiveBackIn):
    """Acknowledge what has been seen of a unit."""

    up_to: int = Field(ge=1, le=2**53, description="The board's `newest`: nothing that came later.")


class AcknowledgedOut(BaseModel):
    """How many were acknowledged, and how many of the unit are left."""

    done: int
    left: int


class ClaimAnswer(BaseModel):
    """The claim; null: there is nothing to hand out, or the seat has its share."""

    claim: ClaimOut | None
    reason: LabelOut | None = Field(description="Why there is none.")
