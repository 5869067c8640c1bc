"""Queries of messages, their items and tries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Session

from cloud.database import bulk
from cloud.database.among import among
from cloud.live.classes import FIRE
from cloud.notification.grouping import HELD, Former
from cloud.notification.matching import Occurrence
from cloud.notification.states import LOST, State
from cloud.notification.tables import (
    Notification,
    NotificationChannel,
    NotificationItem,
    NotificationTry,
)
from cloud.people.asker import Asker
from cloud.people.scope import within


def joinable(session: Session, channel_id: int, target: str) -> list[Notification]:
    """What waits for a receiver and nobody has begun to send; locked. What is in hand is passed over.

    What has gone the next way already takes nothing more in: whatever joined it would not go there.
    """
    query = (
        select(Notification)
        .where(
            Notification.channel_id == channel_id,
            Notification.target == target,
            Notification.state == State.QUEUED,
            Notification.sealed_at.is_(None),
            Notification.escalated_at.is_(None),
            Notification.test.is_(False),
            Notification.instead_of.is_(None),
        )
        .order_by(Notification.id)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(query))


def former(
    session: Session, channel_id: int, target: str, since: int, now: int
) -> list[tuple[str, str, Former]]:
    """A receiver's messages due since then, but those held until later: kind, moment, group and when."""
    rows = session.execute(
        select(Notification.kind, Notification.moment, Notification.gathers, Notification.due_at).where(
            Notification.channel_id == channel_id,
            Notification.target == target,
            Notification.due_at > since,
            or_(Notification.gathers != HELD, Notification.due_at <= now),
            Notification.test.is_(False),
        )
    )
    return [(kind, moment, Former(gathers, due)) for kind, moment, gathers, due in rows]


def waiting(session: Session, channel_id: int) -> int:
    """How many messages of a channel wait."""
    query = select(func.count()).where(
        Notification.channel_id == channel_id, Notification.state == State.QUEUED
    )
    return session.scalar(query) or 0


def least_missed(session: Session, channel_id: int) -> Notification | None:
    """The oldest waiting message of a channel outside the fire class that nobody has begun to send."""
    query = (
        select(Notification)
        .where(
            Notification.channel_id == channel_id,
            Notification.state == State.QUEUED,
            Notification.rank != FIRE,
            Notification.sealed_at.is_(None),
        )
        .order_by(Notification.rank.desc(), Notification.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(query).one_or_none()


def item(notification_id: int, seen: Occurrence) -> dict[str, Any]:
    """That a message speaks of an occurrence."""
    return {
        "notification_id": notification_id,
        "entry_id": seen.entry_id,
        "alarm_id": seen.alarm_id,
        "organisation_id": seen.organisation_id,
    }


def add_items(session: Session, items: Sequence[Mapping[str, Any]]) -> None:
    """Write down what messages speak of; what is there stays."""
    bulk.insert(session, NotificationItem, items, or_ignore=True)


def items_of(session: Session, notification_id: int) -> list[NotificationItem]:
    """What a message speaks of."""
    query = select(NotificationItem).where(NotificationItem.notification_id == notification_id)
    return list(session.scalars(query.order_by(NotificationItem.entry_id)))


def spoken_of(session: Session, notification_id: int) -> tuple[int, int]:
    """How many alarms, and of how many organisations, a message speaks of."""
    query = select(
        func.count(NotificationItem.alarm_id.distinct()).filter(NotificationItem.alarm_id != 0),
        func.count(NotificationItem.organisation_id.distinct()),
    ).where(NotificationItem.notification_id == notification_id)
    alarms, organisations = session.execute(query).one()
    return alarms, organisations


def alarms_spoken_of(session: Session, ids: Collection[int]) -> dict[int, int]:
    """How many alarms each of these messages speaks of; of none it is left out."""
    rows = session.execute(
        select(NotificationItem.notification_id, func.count(NotificationItem.alarm_id.distinct()))
        .where(among(session, NotificationItem.notification_id, set(ids)))
        .group_by(NotificationItem.notification_id)
    )
    return {number: alarms for number, alarms in rows}


def with_work(session: Session, now: int) -> list[int]:
    """Channels that are on, do not rest, and have something due."""
    due = (
        select(Notification.id).where(Notification.channel_id == NotificationChannel.id, *_due(now)).exists()
    )
    query = select(NotificationChannel.id).where(due, NotificationChannel.paused_until <= now)
    return list(session.scalars(query.order_by(NotificationChannel.id)))


def take_channel(session: Session, id: int) -> NotificationChannel | None:
    """A channel, locked, so that its pace is one for all processes; None while another has it.

    The lock lets others write messages for it: whoever sends by one channel may queue for another.
    """
    query = select(NotificationChannel).where(NotificationChannel.id == id)
    return session.scalars(query.with_for_update(skip_locked=True, key_share=True)).one_or_none()


def tried_since(session: Session, channel_id: int, since: int) -> int:
    """How many tries a channel has had since then."""
    query = select(func.count()).where(NotificationTry.channel_id == channel_id, NotificationTry.at > since)
    return session.scalar(query) or 0


def due(session: Session, channel_id: int, now: int, limit: int) -> list[Notification]:
    """The next due messages of a channel, fire class first; locked, and nobody has them in hand."""
    query = (
        select(Notification)
        .where(Notification.channel_id == channel_id, *_due(now))
        .order_by(Notification.rank, Notification.next_at, Notification.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(query))


def unfinished(session: Session, notification_id: int) -> bool:
    """Whether a try of a message was never written down to its end."""
    query = select(NotificationTry.id).where(
        NotificationTry.notification_id == notification_id, NotificationTry.result.is_(None)
    )
    return session.scalar(query.limit(1)) is not None


def any_stalled(session: Session, before: int, now: int) -> bool:
    """Whether there is any that `stalled` would find."""
    return session.scalar(select(Notification.id).where(*_stalled(before, now)).limit(1)) is not None


def stalled(session: Session, before: int, now: int) -> list[Notification]:
    """Fires due before then that wait for a first try, as where a channel rests or is behind; locked."""
    query = select(Notification).where(*_stalled(before, now)).order_by(Notification.id).limit(100)
    return list(session.scalars(query.with_for_update(skip_locked=True)))


def by_id(session: Session, id: int, *, for_update: bool = False) -> Notification | None:
    """One message, whoever asks: for the sender."""
    return session.get(Notification, id, with_for_update=for_update or None)


def seen(session: Session, asker: Asker, id: int, *, for_update: bool = False) -> Notification | None:
    """One message, if the asker may see it."""
    query = select(Notification).where(Notification.id == id, _seen_by(asker))
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def page(
    session: Session,
    asker: Asker,
    *,
    state: str | None,
    channel_id: int | None,
    alarm_id: int | None,
    before: int | None,
    limit: int,
) -> list[Notification]:
    """The newest messages below `before`, newest first."""
    query = select(Notification).where(_seen_by(asker)).order_by(Notification.id.desc()).limit(limit)
    if state is not None:
        query = query.where(Notification.state == state)
    if channel_id is not None:
        query = query.where(Notification.channel_id == channel_id)
    if alarm_id is not None:
        speaking = select(NotificationItem.notification_id).where(NotificationItem.alarm_id == alarm_id)
        query = query.where(Notification.id.in_(speaking))
    if before is not None:
        query = query.where(Notification.id < before)
    return list(session.scalars(query))


def reported(session: Session, channel_id: int, provider_id: str) -> Notification | None:
    """The message that a provider knows by this name; locked."""
    query = (
        select(Notification)
        .where(Notification.channel_id == channel_id, Notification.provider_id == provider_id)
        .order_by(Notification.id.desc())
        .limit(1)
        .with_for_update()
    )
    return session.scalars(query).one_or_none()


def tries_of(session: Session, notification_id: int) -> list[NotificationTry]:
    """Every try of a message, oldest first."""
    query = select(NotificationTry).where(NotificationTry.notification_id == notification_id)
    return list(session.scalars(query.order_by(NotificationTry.id)))


def sent_before(session: Session, row: Notification, limit: int) -> list[tuple[str, int]]:
    """What the same receiver has had about the message's first alarm before it: ids, and when first sent."""
    speaking = select(NotificationItem.notification_id).where(NotificationItem.alarm_id == row.alarm_id)
    query = (
        select(Notification.message_id, Notification.sealed_at)
        .where(
            Notification.id.in_(speaking),
            Notification.id < row.id,
            Notification.channel_id == row.channel_id,
            Notification.target == row.target,
            Notification.state.in_((State.SENT, State.DELIVERED)),
            Notification.sealed_at.is_not(None),
        )
        .order_by(Notification.id)
        .limit(limit)
    )
    return [(message, at) for message, at in session.execute(query) if at is not None]


def told_at(rule_id: int, step: int, channel_id: int, target: str) -> Select[int]:
    """The messages to a receiver at a step of a rule, as a query of their ids."""
    return select(Notification.id).where(
        Notification.rule_id == rule_id,
        Notification.step == step,
        Notification.channel_id == channel_id,
        Notification.target == target,
    )


def entries_among(session: Session, messages: Select[int], entry_ids: Collection[int]) -> set[int]:
    """Which of these occurrences these messages speak of."""
    query = select(NotificationItem.entry_id).where(
        among(session, NotificationItem.entry_id, set(entry_ids)),
        NotificationItem.notification_id.in_(messages),
    )
    return set(session.scalars(query))


def figures(session: Session) -> list[tuple[str, int, int, int]]:
    """Of each kind of channel and class: how many messages wait, and since when the oldest. No tests."""
    rows = session.execute(
        select(NotificationChannel.kind, Notification.rank, func.count(), func.min(Notification.due_at))
        .join(NotificationChannel, NotificationChannel.id == Notification.channel_id)
        .where(Notification.state == State.QUEUED, Notification.test.is_(False))
        .group_by(NotificationChannel.kind, Notification.rank)
    )
    return [(kind, rank, number, oldest) for kind, rank, number, oldest in rows]


def dropped(session: Session) -> dict[str, int]:
    """How many messages full queues had no room for, by the kind of channel."""
    rows = session.execute(
        select(NotificationChannel.kind, func.sum(NotificationChannel.dropped)).group_by(
            NotificationChannel.kind
        )
    )
    return {kind: int(number or 0) for kind, number in rows}


def trim(session: Session, before: int, limit: int) -> int:
    """Forget messages that ended before then; returns how many."""
    old = select(Notification.id).where(Notification.state != State.QUEUED, Notification.ended_at < before)
    ids = list(session.scalars(old.limit(limit)))
    for table, column in (
        (NotificationItem, NotificationItem.notification_id),
        (NotificationTry, NotificationTry.notification_id),
        (Notification, Notification.id),
    ):
        session.execute(delete(table).where(among(session, column, ids)))
    return len(ids)


def lost(session: Session, since: int) -> int:
    """How many messages of the fire class reached nobody since then and were made up for by nothing."""
    instead = Notification.__table__.alias("instead")
    made_up = (
        select(instead.c.id)
        .where(instead.c.instead_of == Notification.id, instead.c.state.not_in(LOST))
        .exists()
    )
    query = select(func.count()).where(
        Notification.state.in_(LOST), Notification.ended_at > since, Notification.rank == FIRE, ~made_up
    )
    return session.scalar(query.where(Notification.test.is_(False))) or 0


def _stalled(before: int, now: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Notification.state == State.QUEUED,
        Notification.rank == FIRE,
        Notification.due_at < before,
        Notification.tries == 0,
        Notification.claimed_until <= now,
        Notification.escalated_at.is_(None),
        Notification.rule_id.is_not(None),
    )


def _due(now: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Notification.state == State.QUEUED,
        Notification.next_at <= now,
        Notification.claimed_until <= now,
    )


def _seen_by(asker: Asker) -> ColumnElement[bool]:
    return within(asker, Notification.area, Notification.organisation_id)
