"""Channels, people, rules and messages as the API shows them."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from cloud.notification.forms import AnyForm, ChannelKind, Line, MailAddress, Phone
from cloud.notification.hours import DAYS
from cloud.notification.matching import QuietMode
from cloud.notification.moments import Moment, Severity
from cloud.notification.states import State
from cloud.notification.words import Language
from cloud.people.duties import Duty
from cloud.people.settings import AreaPrefix
from telemetry.event_kinds import FIRE_CLASS, EventKind

_Id = Annotated[int, Field(ge=1, le=2**53)]
_Version = Annotated[int | None, Field(ge=1, le=2**31 - 1, description="Refuse if it has moved on.")]
_Name = Annotated[Line, Field(min_length=1, max_length=128)]


class _Scoped(BaseModel):
    model_config = ConfigDict(extra="forbid")

    areas: list[AreaPrefix] = Field(default=[], max_length=128, examples=[["1501"]])
    organisations: list[_Id] = Field(default=[], max_length=1000)
    enabled: bool = True
    version: _Version = None


T = TypeVar("T", bound=_Scoped)


class ChannelIn(_Scoped):
    """A channel as it is written down. Whoever's scope holds its own may use it."""

    name: _Name
    form: AnyForm
    per_minute: int | None = Field(
        default=None, ge=1, le=6_000, description="Tries a minute; robots take at most 20."
    )

    @model_validator(mode="after")
    def _scope(self) -> ChannelIn:
        return _with_scope(self)


class ChannelOut(BaseModel):
    """A channel without its secrets."""

    id: int
    name: str
    kind: ChannelKind
    form: dict[str, Any] = Field(description="What is no secret of it.")
    secrets: list[str] = Field(description="Which secrets are set.", examples=[["url", "sign"]])
    areas: list[str]
    organisations: list[int]
    per_minute: int
    enabled: bool
    paused_until: int | None = Field(description="The receiver has asked for a pause.")
    failing_since: int | None
    fault: str
    dropped: int = Field(description="Messages outside the fire class that its full queue had no room for.")
    counts: dict[str, int] = Field(description="Messages on record by state.")
    version: int
    created_at: int
    created_by: str
    secret: str | None = Field(
        default=None, description="Of a webhook, as it is made: shown once, for the receiver."
    )


class ChannelList(BaseModel):
    """Channels by id."""

    items: list[ChannelOut]


class RecipientIn(_Scoped):
    """A person who can be told by mail or phone."""

    name: _Name
    account_id: _Id | None = Field(default=None, description="By it rules that name a duty find them.")
    language: Language = "zh"
    email: MailAddress | Literal[""] = ""
    phone: Phone | Literal[""] = ""

    @model_validator(mode="after")
    def _reached(self) -> RecipientIn:
        if not self.email and not self.phone:
            raise ValueError("name `email` or `phone`: there is no way to tell this person")
        return _with_scope(self)


class RecipientOut(BaseModel):
    """A person."""

    id: int
    name: str
    account_id: int | None
    language: str
    email: str
    phone: str
    areas: list[str]
    organisations: list[int]
    enabled: bool
    version: int
    created_at: int
    created_by: str


class RecipientList(BaseModel):
    """People by id."""

    items: list[RecipientOut]


class QuietIn(BaseModel):
    """Quiet hours in the site's own time; a span that ends earlier than it begins ends on the next day."""

    model_config = ConfigDict(extra="forbid")

    begins: time = Field(examples=["22:00"])
    ends: time = Field(examples=["07:00"])
    days: list[int] = Field(default=list(DAYS), min_length=1, max_length=7, description="1 is Monday.")

    @field_validator("days")
    @classmethod
    def _of_a_week(cls, days: list[int]) -> list[int]:
        if not set(days) <= set(DAYS):
            raise ValueError("days are 1 (Monday) to 7 (Sunday)")
        return sorted(set(days))

    @model_validator(mode="after")
    def _a_span(self) -> QuietIn:
        if self.begins == self.ends or self.begins.tzinfo or self.ends.tzinfo:
            raise ValueError("name two different times of the day, without a zone")
        return self


class StepIn(BaseModel):
    """Whom to tell by which channels. Mail and phone go to people; other channels receive themselves."""

    model_config = ConfigDict(extra="forbid")

    channels: list[_Id] = Field(min_length=1, max_length=16)
    people: list[_Id] = Field(default=[], max_length=100)
    duties: list[Duty] = Field(
        default=[],
        max_length=16,
        description="Who holds them where the alarm is; of control-room duty who is on shift.",
    )
    contacts: bool = Field(default=False, description="The organisation's own contacts, by phone.")


class RuleIn(_Scoped):
    """Which alarms are told to whom. The defaults tell of fires and nothing else, at every hour."""

    name: _Name
    kinds: list[EventKind] = Field(
        default=sorted(FIRE_CLASS), max_length=16, description="Empty: every kind but `test`."
    )
    moments: list[Moment] = Field(
        default=[
            Moment.RAISED,
            Moment.AGAIN,
            Moment.ESCALATED,
            Moment.REQUESTED,
            Moment.REAL,
            Moment.NOT_REAL,
        ],
        min_length=1,
        max_length=len(Moment),
    )
    least: Severity = Field(default=Severity.LOW, description="Nothing less grave.")
    buildings: list[_Id] = Field(default=[], max_length=1000)
    quiet: list[QuietIn] = Field(
        default=[], max_length=7, description="The fire class is told all the same, always."
    )
    quiet_mode: QuietMode = Field(
        default="hold", description="`hold`: one message at the end; `leave`: none, for other rules to tell."
    )
    steps: list[StepIn] = Field(
        min_length=1, max_length=8, description="Each further one is for where the one before fails."
    )

    @model_validator(mode="after")
    def _scope(self) -> RuleIn:
        if not self.areas and not self.organisations and not self.buildings:
            raise ValueError("name `areas`, `organisations` or `buildings`: a rule speaks of a place")
        return self


class RuleOut(BaseModel):
    """A rule."""

    id: int
    name: str
    enabled: bool
    kinds: list[str]
    moments: list[str]
    least: Severity
    areas: list[str]
    organisations: list[int]
    buildings: list[int]
    quiet: list[QuietIn]
    quiet_mode: QuietMode
    steps: list[StepIn]
    version: int
    created_at: int
    created_by: str


class RuleList(BaseModel):
    """Rules by id."""

    items: list[RuleOut]


class ReasonOut(BaseModel):
    """A sentence in both languages."""

    zh: str
    en: str


class DryRunIn(BaseModel):
    """An alarm on record, or one that might be."""

    model_config = ConfigDict(extra="forbid")

    alarm_id: _Id | None = None
    kind: EventKind = EventKind.FIRE
    area: Annotated[str, Field(pattern=r"^15[0-9]{4}$", examples=["150102"])] | None = None
    organisation_id: _Id | None = None
    building_id: _Id | None = None
    moment: Moment = Moment.RAISED
    at: int | None = Field(default=None, ge=0, le=2**53, description="Milliseconds UTC; null: now.")

    @model_validator(mode="after")
    def _something(self) -> DryRunIn:
        if self.alarm_id is None and self.area is None and self.organisation_id is None:
            raise ValueError("name `alarm_id`, or `area` or `organisation_id` of an alarm that might be")
        return self


class WouldTell(BaseModel):
    """One receiver of one step."""

    channel_id: int
    channel: str
    kind: ChannelKind
    receiver: str
    address: str = Field(description="Masked.")
    language: str


class DryStep(BaseModel):
    """One step of a rule: told at once where it is the first that can, otherwise where that one fails."""

    step: int
    at_once: bool
    receivers: list[WouldTell]
    gaps: list[ReasonOut] = Field(
        description="Who is meant and cannot be told, and why; and why more than the shift are told."
    )


class DryRule(BaseModel):
    """What one rule says."""

    rule_id: int
    name: str
    tells: bool
    held_until: int | None
    reasons: list[ReasonOut]
    steps: list[DryStep]


class DryRun(BaseModel):
    """Who would be told now, and why, and in which words."""

    rules: list[DryRule]
    zh: str
    en: str
    short_zh: str
    short_en: str


class TestIn(BaseModel):
    """To whom a test goes; channels of mail and phone need a person."""

    model_config = ConfigDict(extra="forbid")

    person: _Id | None = None


class MessageOut(BaseModel):
    """One message to one receiver. Times are milliseconds UTC."""

    id: int
    message_id: str
    channel_id: int
    channel: str
    channel_kind: ChannelKind
    receiver: str
    rule_id: int | None
    step: int
    instead_of: int | None = Field(description="The message whose failure this one makes up for.")
    test: bool
    kind: str
    moment: Moment
    alarm_id: int | None
    alarms: int = Field(description="How many alarms, or matters beside them, it speaks of.")
    state: State
    tries: int
    created_at: int
    due_at: int
    next_at: int | None
    ended_at: int | None
    escalated_at: int | None
    text: str
    status: int | None
    answer: str


class TryOut(BaseModel):
    """One try; without a result: the sender died, and nobody knows what came of it."""

    at: int
    result: str | None
    status: int | None
    answer: str
    took_ms: int | None


class MessageDetail(MessageOut):
    """With its tries, and the alarms it speaks of (at most a thousand)."""

    attempts: list[TryOut]
    alarm_ids: list[int]


class MessageList(BaseModel):
    """Messages, newest first."""

    items: list[MessageOut]
    more: bool


class ToldOut(BaseModel):
    """What the page was told, as event `notification` of the live stream tells it."""

    change: int = Field(description="The event's id.")
    id: str
    kind: str
    moment: Moment
    test: bool
    sound: Literal["fire", "warning", "attention", "fault", "none"]
    at: int
    alarm: int | None
    alarms: int
    organisations: int
    title: ReasonOut
    text: ReasonOut
    gateway: str | None
    area: str
    organisation_id: int | None


class ToldList(BaseModel):
    """Newest first."""

    items: list[ToldOut]


class ReportIn(BaseModel):
    """What a provider says became of a message that it took."""

    model_config = ConfigDict(extra="forbid")

    channel_id: _Id
    provider_id: Annotated[str, Field(min_length=1, max_length=128)]
    state: Literal["delivered", "failed"]
    detail: Annotated[Line, Field(max_length=256)] = ""


def _with_scope(told: T) -> T:
    if not told.areas and not told.organisations:
        raise ValueError("name `areas` or `organisations`: whose it is")
    return told
