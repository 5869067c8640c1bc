"""Rows as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cloud.notification import audience, mailbag, repository
from cloud.notification.schemas import (
    ChannelOut,
    MessageDetail,
    MessageOut,
    RecipientOut,
    RuleOut,
    TryOut,
)
from cloud.notification.states import State
from cloud.notification.tables import (
    Notification,
    NotificationChannel,
    NotificationRecipient,
    NotificationRule,
)

_ALARMS_SHOWN = 1_000


def channel(
    row: NotificationChannel, secrets: Iterable[str], counts: Mapping[str, int], secret: str | None = None
) -> ChannelOut:
    """One channel; of its secrets the names."""
    return ChannelOut.model_validate(
        _fields(row, ChannelOut, but={"form", "secrets", "paused_until", "counts", "secret"})
        | {
            "form": row.form,
            "secrets": sorted(secrets),
            "paused_until": row.paused_until or None,
            "counts": dict(counts),
            "secret": secret,
        }
    )


def recipient(row: NotificationRecipient) -> RecipientOut:
    """One person."""
    return RecipientOut.model_validate(_fields(row, RecipientOut))


def rule(row: NotificationRule) -> RuleOut:
    """One rule."""
    return RuleOut.model_validate(_fields(row, RuleOut))


def messages(session: Session, rows: Iterable[Notification]) -> list[MessageOut]:
    """Messages with the names of their channels and receivers; addresses are masked."""
    return [MessageOut.model_validate(shown) for shown in _messages(session, list(rows))]


def detail(session: Session, row: Notification) -> MessageDetail:
    """One message with its tries."""
    tries = [TryOut.model_validate(_fields(one, TryOut)) for one in mailbag.tries_of(session, row.id)]
    alarms = dict.fromkeys(item.alarm_id for item in mailbag.items_of(session, row.id) if item.alarm_id)
    (shown,) = _messages(session, [row])
    return MessageDetail.model_validate(
        shown | {"attempts": tries, "alarm_ids": list(alarms)[:_ALARMS_SHOWN]}
    )


def _messages(session: Session, rows: Sequence[Notification]) -> list[dict[str, Any]]:
    """A few queries for all of them, none for one."""
    channels = repository.channels(session)
    receivers = audience.resolve_all(session, ((channels[row.channel_id], row.target) for row in rows))
    alarms = mailbag.alarms_spoken_of(session, [row.id for row in rows])
    return [
        _message(
            row,
            channels[row.channel_id],
            receivers.get((row.channel_id, row.target)),
            alarms.get(row.id, 0),
        )
        for row in rows
    ]


def _message(
    row: Notification, by: NotificationChannel, receiver: audience.Receiver | None, alarms: int
) -> dict[str, Any]:
    shown = row.target
    if receiver is not None:
        shown = f"{receiver.name} {audience.masked(receiver.address)}" if receiver.address else receiver.name
    named = {"channel", "channel_kind", "receiver", "alarms", "next_at"}
    return _fields(row, MessageOut, but=named) | {
        "channel": by.name,
        "channel_kind": by.kind,
        "receiver": shown,
        "alarms": max(alarms, row.matters),
        "next_at": row.next_at if row.state == State.QUEUED else None,
    }


def _fields(row: Any, shown: Any, but: Iterable[str] = ()) -> dict[str, Any]:
    left_out = set(but)
    return {name: getattr(row, name) for name in shown.model_fields if name not in left_out}
