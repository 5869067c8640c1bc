"""From messages that wait to what became of them. Commits nothing.

1. A channel's row is locked while its messages are claimed: its pace is one for all processes.
2. A message is claimed for a little longer than a try can take. A process that dies lets go by that time,
   which counts as a try; the next one bears the same id, and says that it may be a repetition where the other
   side cannot know.
3. A fire whose first try fails, or that waits too long for it, goes the rule's next way at once, and is tried
   on; everything else goes there once it has failed for good.
4. What is wrong with one message is a failed try of that one, and keeps back no other of its channel.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import msgspec
from sqlalchemy.orm import Session

from cloud.database.alone import alone
from cloud.live.classes import FIRE
from cloud.notification import audience, contents, mailbag, next_way, states, words
from cloud.notification.channels.port import ANSWER_LIMIT, Letter, Outcome
from cloud.notification.forms import ADDRESS_OF, TOLD_APART
from cloud.notification.settings import NotificationSettings
from cloud.notification.states import Result, State
from cloud.notification.tables import (
    Notification,
    NotificationChannel,
    NotificationTry,
)
from cloud.webhooks.keeping import SecretKeeper
from runtime.faults import PlainFault
from runtime.logging import get_logger

log = get_logger("notification")

_MARGIN_MS = 30_000
_MINUTE_MS = 60_000
#: Messages that fail together without a try.
_AT_ONCE = 100
#: Kinds of channels where a message sent twice is seen twice.
_SEEN_TWICE = frozenset({"wecom", "dingtalk"})
_secrets = msgspec.json.Decoder(dict[str, str])


class Parcel(NamedTuple):
    """What one try needs, read from the records before it."""

    letter: Letter
    channel_id: int
    form: dict[str, Any]
    secrets: dict[str, str]
    try_id: int


def claim(
    session: Session,
    channel_id: int,
    keeper: Callable[[], SecretKeeper],
    settings: NotificationSettings,
    room: int,
    now: int,
) -> list[Parcel]:
    """Take what a channel may send now in hand."""
    channel = mailbag.take_channel(session, channel_id)
    if channel is None or channel.paused_until > now:
        return []
    secrets = secrets_of(channel, keeper) if channel.enabled else None
    if secrets is None:
        _refuse_all(session, channel, now)
        return []
    room = min(room, channel.per_minute - mailbag.tried_since(session, channel_id, now - _MINUTE_MS))
    if room <= 0:
        return []
    until = now + int(settings.timeout_s * 2_000) + _MARGIN_MS
    parcels = []
    for row in mailbag.due(session, channel_id, now, room):
        if row.claimed_until > 0 and not _taken_again(session, row, now):
            continue
        row.claimed_until = until
        with alone(session, partial(_unsaid, session, row, now)):
            parcels += _parcels(session, row, channel, secrets, settings, now)
    return parcels


def _unsaid(session: Session, row: Notification, now: int, fault: Exception) -> None:
    log.exception("a message cannot be put into words", notification=row.id)
    _move(session, row, own_fault(fault), now)


def own_fault(fault: Exception) -> Outcome:
    """The outcome of a try that failed by no fault of the other side."""
    return Outcome(Result.RETRY, f"the centre's own fault: {type(fault).__name__}")


def secrets_of(channel: NotificationChannel, keeper: Callable[[], SecretKeeper]) -> dict[str, str] | None:
    """A channel's secrets in clear; None where they cannot be opened."""
    if not channel.locked:
        return {}
    try:
        return _secrets.decode(keeper().open(channel.locked))
    except PlainFault as fault:
        log.error("a channel's secrets cannot be opened", channel=channel.id, fault=str(fault))
        return None


def settle(session: Session, parcel: Parcel, outcome: Outcome, now: int) -> Notification | None:
    """Write down what came of a try."""
    tried = session.get(NotificationTry, parcel.try_id)
    if tried is not None:
        tried.result, tried.status = outcome.result, outcome.status
        tried.answer, tried.took_ms = outcome.answer[:ANSWER_LIMIT], outcome.took_ms
    row = mailbag.by_id(session, parcel.letter.notification_id, for_update=True)
    channel = session.get(NotificationChannel, parcel.channel_id, with_for_update={"key_share": True})
    if row is None or channel is None:
        return None
    settle_row(session, row, channel, outcome, now)
    return row


def settle_row(
    session: Session,
    row: Notification,
    channel: NotificationChannel,
    outcome: Outcome,
    now: int,
) -> None:
    """Move a message by an outcome; what fails goes the rule's next way."""
    if outcome.rest_s is not None:
        channel.paused_until = max(channel.paused_until, now + int(outcome.rest_s * 1000))
    _health(channel, outcome, now)
    _move(session, row, outcome, now)


def _move(session: Session, row: Notification, outcome: Outcome, now: int) -> None:
    if row.state != State.QUEUED:
        return
    row.tries += 1
    row.claimed_until = 0
    row.status, row.answer = outcome.status, outcome.answer[:ANSWER_LIMIT]
    row.provider_id = outcome.provider_id or row.provider_id
    result = outcome.result
    if result is Result.RETRY:
        due = states.next_try(row.tries, row.rank, now, outcome.retry_after_s, random.Random())
        if due is None:
            result = Result.EXHAUSTED
        else:
            row.next_at = due
    row.state = states.after(State(row.state), result) or row.state
    if row.state != State.QUEUED:
        row.ended_at = now
    if row.state in states.LOST or (row.state == State.QUEUED and row.rank == FIRE):
        _go_on(session, row, now)


def _go_on(session: Session, row: Notification, now: int) -> None:
    """The rule's next way; where that fails the message is settled all the same."""
    with alone(session, lambda _: log.exception("a message could not go the next way", notification=row.id)):
        next_way.take(session, row, now)


def _taken_again(session: Session, row: Notification, now: int) -> bool:
    """Count the try whose claim ran out, and had no end; False: it was the last one."""
    if states.next_try(row.tries + 1, row.rank, now, None, random.Random()) is None:
        _move(session, row, Outcome(Result.EXHAUSTED, "no try of it ever ended"), now)
        return False
    row.tries += 1
    if row.rank == FIRE:
        _go_on(session, row, now)
    return True


def report(
    session: Session,
    row: Notification,
    delivered: bool,
    detail: str,
    now: int,
) -> None:
    """What a provider says became of a message that it took. A report that comes twice changes nothing."""
    state = states.after(State(row.state), Result.DELIVERED if delivered else Result.REFUSED)
    if row.state != State.SENT or state is None:
        return
    row.state, row.ended_at = state, now
    if detail:
        row.answer = detail
    if not delivered:
        _go_on(session, row, now)


def _refuse_all(session: Session, channel: NotificationChannel, now: int) -> None:
    if channel.enabled:
        outcome = Outcome(Result.RETRY, "its secrets cannot be opened; restore the key, or write them anew")
    else:
        outcome = Outcome(Result.REFUSED, "the channel is switched off")
    for row in mailbag.due(session, channel.id, now, _AT_ONCE):
        settle_row(session, row, channel, outcome, now)


def _health(channel: NotificationChannel, outcome: Outcome, now: int) -> None:
    if outcome.result in (Result.SENT, Result.DELIVERED):
        channel.failing_since, channel.fault = None, ""
    else:
        channel.failing_since = channel.failing_since or now
        channel.fault = outcome.answer[:ANSWER_LIMIT]


def _parcels(
    session: Session,
    row: Notification,
    channel: NotificationChannel,
    secrets: dict[str, str],
    settings: NotificationSettings,
    now: int,
) -> list[Parcel]:
    receiver = audience.resolve(session, channel, row.target)
    if receiver is None:
        gone = Outcome(Result.REFUSED, "the receiver can be told no more")
        settle_row(session, row, channel, gone, now)
        return []
    repeat = channel.kind in _SEEN_TWICE and mailbag.unfinished(session, row.id)
    row.sealed_at = row.sealed_at or now
    notice, facts = contents.told_of(session, row, repeat=repeat)
    language = words.in_languages(receiver.language)[0]
    row.text = words.short(notice, language, settings.zone)
    tried = NotificationTry(notification_id=row.id, channel_id=channel.id, at=now)
    session.add(tried)
    session.flush()
    address = receiver.address if channel.kind in ADDRESS_OF else ""
    letter = Letter(row.id, row.message_id, address, receiver.language, notice, row.sealed_at, facts)
    if channel.kind in TOLD_APART:
        shares = contents.shares_of(session, row)
        letter = replace(
            letter, shares=tuple(replace(letter, notice=said, facts=read) for said, read in shares)
        )
    return [Parcel(letter, channel.id, dict(channel.form), secrets, tried.id)]
