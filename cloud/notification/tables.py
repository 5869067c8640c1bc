"""Channels, people, rules, and what each was told."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, JsonObject, LongText, RowId, ShortText, TimeMs, Wide


class NotificationChannel(Base):
    """One way to tell: a mail relay, a provider of text messages, a robot, another platform, the page."""

    __tablename__ = "notification_channel"

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(256))
    kind: Mapped[ShortText]
    #: Who may use and change it: those whose scope holds it.
    areas: Mapped[JsonList]
    organisations: Mapped[JsonList]
    #: What is no secret of its settings, and the rest, locked as one JSON object.
    form: Mapped[JsonObject]
    locked: Mapped[LongText]
    per_minute: Mapped[int]
    enabled: Mapped[bool] = mapped_column(default=True)
    #: The receiver has asked for a pause until then.
    paused_until: Mapped[TimeMs] = mapped_column(default=0)
    #: Since when every try fails; None: the last one did not.
    failing_since: Mapped[TimeMs | None]
    fault: Mapped[str] = mapped_column(String(512), default="")
    #: Messages outside the fire class that its full queue had no room for.
    dropped: Mapped[Wide] = mapped_column(default=0)
    created_at: Mapped[TimeMs]
    created_by: Mapped[ShortText]
    version: Mapped[int] = mapped_column(default=1)


class NotificationRecipient(Base):
    """A person who can be told by mail or phone."""

    __tablename__ = "notification_recipient"

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(256))
    #: By which rules that name a duty find them.
    account_id: Mapped[Wide | None] = mapped_column(ForeignKey("account.id"), index=True)
    language: Mapped[ShortText]
    email: Mapped[str] = mapped_column(String(320), default="")
    phone: Mapped[str] = mapped_column(String(32), default="")
    areas: Mapped[JsonList]
    organisations: Mapped[JsonList]
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[TimeMs]
    created_by: Mapped[ShortText]
    version: Mapped[int] = mapped_column(default=1)


class NotificationRule(Base):
    """Which alarms are told to whom."""

    __tablename__ = "notification_rule"

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(256))
    enabled: Mapped[bool] = mapped_column(default=True)
    kinds: Mapped[JsonList]
    moments: Mapped[JsonList]
    least: Mapped[ShortText]
    areas: Mapped[JsonList]
    organisations: Mapped[JsonList]
    buildings: Mapped[JsonList]
    #: Whose the buildings are: `{"area", "id"}` of each organisation. Who sees them all sees the rule.
    owners: Mapped[JsonList]
    quiet: Mapped[JsonList]
    quiet_mode: Mapped[ShortText]
    steps: Mapped[JsonList]
    created_at: Mapped[TimeMs]
    created_by: Mapped[ShortText]
    version: Mapped[int] = mapped_column(default=1)


class NotificationCursor(Base):
    """Where the look for what happened stands. One row."""

    __tablename__ = "notification_cursor"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: Of each class of changes the place of the last one looked at.
    fire: Mapped[Wide]
    alarm: Mapped[Wide]
    #: Timeline entries up to here were there before anybody was to be told of them.
    since_entry: Mapped[Wide]
    #: Changes of alarms that had left the log before they were looked at, or that could not be told.
    missed_fire: Mapped[Wide] = mapped_column(default=0)
    missed_alarm: Mapped[Wide] = mapped_column(default=0)


class NotifiedAlarm(Base):
    """How far an alarm's timeline has been told."""

    __tablename__ = "notified_alarm"

    alarm_id: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[Wide]


UNTAKEN = text("taken_at IS NULL")


class NotificationMatter(Base):
    """Something beside the alarms that is to be told (`cloud.notification.matters`)."""

    __tablename__ = "notification_matter"

    id: Mapped[RowId]
    moment: Mapped[ShortText]
    #: The thing, as `escalation/17` or `maintenance/5`.
    subject: Mapped[ShortText]
    at: Mapped[TimeMs]
    place_zh: Mapped[LongText]
    place_en: Mapped[LongText]
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]
    building_id: Mapped[Wide | None]
    #: Of those who hold a duty only these accounts; None: all.
    persons: Mapped[JsonList | None]
    #: When messages were made of it; None: not yet.
    taken_at: Mapped[TimeMs | None]

    __table_args__ = (
        Index("ix_notification_matter_untaken", "id", sqlite_where=UNTAKEN, postgresql_where=UNTAKEN),
        Index("ix_notification_matter_taken_at", "taken_at"),
    )


class Notification(Base):
    """One message to one receiver by one channel."""

    __tablename__ = "notification"

    id: Mapped[RowId]
    #: What the receiver may know it by; the same however often it is tried.
    message_id: Mapped[ShortText] = mapped_column(unique=True)
    channel_id: Mapped[Wide] = mapped_column(ForeignKey("notification_channel.id"))
    #: Who: `channel` itself, `person/ID`, or `contact/ORGANISATION/fingerprint of the phone`.
    target: Mapped[ShortText]
    rule_id: Mapped[Wide | None]
    step: Mapped[int] = mapped_column(default=0)
    #: The one whose failure this one makes up for.
    instead_of: Mapped[Wide | None]
    test: Mapped[bool] = mapped_column(default=False)
    #: Its class, which is also the order: `cloud.live.classes`.
    rank: Mapped[int]
    kind: Mapped[ShortText]
    moment: Mapped[ShortText]
    #: Which occurrences it takes in (`grouping`), while nobody has begun to send it.
    gathers: Mapped[ShortText]
    #: The first alarm it speaks of, where that is, and when it happened.
    alarm_id: Mapped[Wide | None]
    #: Of what is no alarm the first matter, and how many it speaks of.
    matter_id: Mapped[Wide | None]
    matters: Mapped[int] = mapped_column(default=0, server_default="0")
    area: Mapped[ShortText]
    #: None also where it speaks of several.
    organisation_id: Mapped[Wide | None]
    at: Mapped[TimeMs]
    state: Mapped[ShortText]
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[TimeMs]
    #: When it was to go out at first, and when it is tried next.
    due_at: Mapped[TimeMs]
    next_at: Mapped[TimeMs]
    #: A sender has it in hand until then.
    claimed_until: Mapped[TimeMs] = mapped_column(default=0)
    #: When a sender first took it in hand: from then on it takes nothing more in.
    sealed_at: Mapped[TimeMs | None]
    escalated_at: Mapped[TimeMs | None]
    ended_at: Mapped[TimeMs | None]
    #: What it said, in short.
    text: Mapped[str] = mapped_column(String(512), default="")
    status: Mapped[int | None]
    answer: Mapped[str] = mapped_column(String(512), default="")
    #: What the provider calls it, for its reports.
    provider_id: Mapped[ShortText | None]

    __table_args__ = (
        Index("ix_notification_due", "channel_id", "state", "rank", "next_at"),
        Index("ix_notification_target", "channel_id", "target", "due_at"),
        Index("ix_notification_state", "state", "ended_at"),
        Index("ix_notification_area_id", "area", "id"),
        Index("ix_notification_organisation_id_id", "organisation_id", "id"),
        Index("ix_notification_provider_id", "channel_id", "provider_id"),
    )


class NotificationItem(Base):
    """One occurrence that a message speaks of: an entry of a timeline, or a matter beside the alarms.

    A matter stands by its number below zero, with the alarm 0.
    """

    __tablename__ = "notification_item"

    notification_id: Mapped[Wide] = mapped_column(
        ForeignKey("notification.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    entry_id: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    alarm_id: Mapped[Wide] = mapped_column(index=True)
    organisation_id: Mapped[Wide | None]


class NotificationTry(Base):
    """One try of one message; without an end: the sender died, and nobody knows what came of it."""

    __tablename__ = "notification_try"

    id: Mapped[RowId]
    notification_id: Mapped[Wide] = mapped_column(
        ForeignKey("notification.id", ondelete="CASCADE"), index=True
    )
    channel_id: Mapped[Wide]
    at: Mapped[TimeMs]
    result: Mapped[ShortText | None]
    status: Mapped[int | None]
    answer: Mapped[str] = mapped_column(String(512), default="")
    took_ms: Mapped[int | None]

    __table_args__ = (Index("ix_notification_try_channel_id_at", "channel_id", "at"),)
