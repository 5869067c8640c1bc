"""From messages that wait to what became of them. Commits nothing.

1. A channel's row is locked while its messages are claimed: its pace is one for all processes.
2. A message is claimed for a little longer than a try can take. A process that dies lets go by that time; the
   next try bears the same id, and says that it may be a repetition where the other side cannot know.
3. A fire whose first try fails, or that waits too long for it, goes the rule's next way at once, and is tried
   on; everything else goes there once it has failed for good.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm
from cloud.areas.tree import full_name
from cloud.live.classes import FIRE
from cloud.notification import audience, mailbag, matters, repository, states, words
from cloud.notification.audience import Receiver
from cloud.notification.channels.port import ANSWER_LIMIT, Letter, Outcome
from cloud.notification.forms import ADDRESS_OF
from cloud.notification.grouping import WIDE
from cloud.notification.matching import Occurrence
from cloud.notification.moments import Moment
from cloud.notification.planning import made, occurrence
from cloud.notification.settings import NotificationSettings
from cloud.notification.states import Result, State
from cloud.notification.tables import (
    Notification,
    NotificationChannel,
    NotificationItem,
    NotificationMatter,
    NotificationRule,
    NotificationTry,
)
from cloud.notification.terms import terms_of
from cloud.organisations.position import Datum, Position, to_wgs84
from cloud.webhooks.keeping import SecretKeeper
from runtime.faults import PlainFault
from runtime.logging import get_logger

log = get_logger("notification")

_MARGIN_MS = 30_000
_MINUTE_MS = 60_000
#: Messages that fail together without a try.
_AT_ONCE = 100
#: Earlier messages about an alarm that a message refers to.
_BEFORE = 20
#: Kinds of channels where a message sent twice is seen twice.
_SEEN_TWICE = frozenset({"wecom", "dingtalk"})


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
        _refuse_all(session, channel, settings, now)
        return []
    room = min(room, channel.per_minute - mailbag.tried_since(session, channel_id, now - _MINUTE_MS))
    if room <= 0:
        return []
    until = now + int(settings.timeout_s * 2_000) + _MARGIN_MS
    parcels = []
    for row in mailbag.claim(session, channel_id, now, until, room):
        receiver = audience.resolve(session, channel, row.target)
        if receiver is None:
            settle_row(
                session,
                row,
                channel,
                Outcome(Result.REFUSED, "the receiver can be told no more"),
                settings,
                now,
            )
            continue
        parcels.append(_parcel(session, row, channel, receiver, secrets, settings, now))
    return parcels


def secrets_of(channel: NotificationChannel, keeper: Callable[[], SecretKeeper]) -> dict[str, str] | None:
    """A channel's secrets in clear; None where they cannot be opened."""
    if not channel.locked:
        return {}
    try:
        return msgspec.json.decode(keeper().open(channel.locked), type=dict[str, str])
    except PlainFault as fault:
        log.error("a channel's secrets cannot be opened", channel=channel.id, fault=str(fault))
        return None


def settle(
    session: Session, parcel: Parcel, outcome: Outcome, settings: NotificationSettings, now: int
) -> Notification | None:
    """Write down what came of a try."""
    tried = session.get(NotificationTry, parcel.try_id)
    if tried is not None:
        tried.result, tried.status = outcome.result, outcome.status
        tried.answer, tried.took_ms = outcome.answer[:ANSWER_LIMIT], outcome.took_ms
    row = mailbag.by_id(session, parcel.letter.notification_id, for_update=True)
    channel = session.get(NotificationChannel, parcel.channel_id, with_for_update={"key_share": True})
    if row is None or channel is None:
        return None
    settle_row(session, row, channel, outcome, settings, now)
    return row


def settle_row(
    session: Session,
    row: Notification,
    channel: NotificationChannel,
    outcome: Outcome,
    settings: NotificationSettings,
    now: int,
) -> None:
    """Move a message by an outcome; what fails goes the rule's next way."""
    if outcome.rest_s is not None:
        channel.paused_until = max(channel.paused_until, now + int(outcome.rest_s * 1000))
    _health(channel, outcome, now)
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
        escalate(session, row, settings, now)


def report(
    session: Session,
    row: Notification,
    delivered: bool,
    detail: str,
    settings: NotificationSettings,
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
        escalate(session, row, settings, now)


def escalate(session: Session, row: Notification, settings: NotificationSettings, now: int) -> int:
    """Tell the next step of the rule in this message's place, once; returns how many messages that makes."""
    if row.escalated_at is not None or row.rule_id is None or row.test:
        return 0
    row.escalated_at = now
    items = mailbag.items_of(session, row.id)
    rule, seen = session.get(NotificationRule, row.rule_id), _seen(session, row, items)
    if rule is None or seen is None:
        return 0
    told = audience.read(session, [seen.organisation_id] if seen.organisation_id is not None else [], now)
    steps = terms_of(rule).steps
    for number in range(row.step + 1, len(steps)):
        receivers = told.of(steps[number], seen).receivers
        if receivers:
            return sum(_instead(session, row, seen, number, receiver, items, now) for receiver in receivers)
    log.warning(
        "a message did not get through at once and its rule has no further way",
        notification=row.id,
        rule=row.rule_id,
    )
    return 0


def escalate_stalled(session: Session, settings: NotificationSettings, now: int) -> int:
    """Fires that have waited too long for their first try go the next way as well."""
    rows = mailbag.stalled(session, now - int(settings.stalled_s * 1000), now)
    return sum(escalate(session, row, settings, now) for row in rows)


def _seen(session: Session, row: Notification, items: Sequence[NotificationItem]) -> Occurrence | None:
    """What a message tells first; None: it is not on record any more."""
    matter = matters.by_id(session, row.matter_id)
    if matter is not None:
        return matters.occurrence(matter)
    alarm = session.get(Alarm, row.alarm_id) if row.alarm_id is not None else None
    if alarm is None:
        return None
    building = repository.buildings_of(session, [alarm.gateway]).get(alarm.gateway)
    entry = items[0].entry_id if items else 0
    return occurrence(alarm, entry, Moment(row.moment), row.at, building)


def _instead(
    session: Session,
    row: Notification,
    seen: Occurrence,
    step: int,
    receiver: Receiver,
    items: Sequence[NotificationItem],
    now: int,
) -> int:
    if mailbag.made_up_for(session, row, step, receiver.channel_id, receiver.target):
        return 0
    again = made(seen, row.rank, receiver, now)
    again.rule_id, again.step, again.instead_of = row.rule_id, step, row.id
    again.matters = row.matters
    again.gathers, again.organisation_id = row.gathers, row.organisation_id
    session.add(again)
    session.flush()
    mailbag.add_items(
        session,
        [
            {
                "notification_id": again.id,
                "entry_id": item.entry_id,
                "alarm_id": item.alarm_id,
                "organisation_id": item.organisation_id,
            }
            for item in items
        ],
    )
    return 1


def _refuse_all(
    session: Session, channel: NotificationChannel, settings: NotificationSettings, now: int
) -> None:
    if channel.enabled:
        outcome = Outcome(Result.RETRY, "its secrets cannot be opened; restore the key, or write them anew")
    else:
        outcome = Outcome(Result.REFUSED, "the channel is switched off")
    for row in mailbag.claim(session, channel.id, now, now, _AT_ONCE):
        settle_row(session, row, channel, outcome, settings, now)


def _health(channel: NotificationChannel, outcome: Outcome, now: int) -> None:
    if outcome.result in (Result.SENT, Result.DELIVERED):
        channel.failing_since, channel.fault = None, ""
    else:
        channel.failing_since = channel.failing_since or now
        channel.fault = outcome.answer[:ANSWER_LIMIT]


def _parcel(
    session: Session,
    row: Notification,
    channel: NotificationChannel,
    receiver: Receiver,
    secrets: dict[str, str],
    settings: NotificationSettings,
    now: int,
) -> Parcel:
    repeat = channel.kind in _SEEN_TWICE and mailbag.unfinished(session, row.id)
    row.sealed_at = row.sealed_at or now
    notice, facts = told_of(session, row, repeat=repeat)
    language = words.in_languages(receiver.language)[0]
    row.text = words.short(notice, language, settings.zone)
    tried = NotificationTry(notification_id=row.id, channel_id=channel.id, at=now)
    session.add(tried)
    session.flush()
    address = receiver.address if channel.kind in ADDRESS_OF else ""
    letter = Letter(row.id, row.message_id, address, receiver.language, notice, row.sealed_at, facts)
    return Parcel(letter, channel.id, dict(channel.form), secrets, tried.id)


def told_of(
    session: Session, row: Notification, *, repeat: bool = False
) -> tuple[words.Notice, dict[str, Any]]:
    """A message's facts: as it is said, and as programs read it."""
    alarm = session.get(Alarm, row.alarm_id) if row.alarm_id is not None else None
    about: Alarm | NotificationMatter | None = alarm or matters.by_id(session, row.matter_id)
    number, owners = mailbag.spoken_of(session, row.id) if row.id else (1, 1)
    known = about.organisation_id if about is not None else None
    owner = repository.organisations(session, [known]).get(known) if known is not None else None
    notice = words.Notice(
        moment=Moment(row.moment),
        kind=row.kind,
        at=row.at,
        place_zh=about.place_zh if about is not None else "",
        place_en=about.place_en if about is not None else "",
        device_zh=alarm.device_zh if alarm is not None else "",
        device_en=alarm.device_en if alarm is not None else "",
        organisation=owner.name if owner is not None else "",
        address=owner.address if owner is not None else "",
        alarm_id=row.alarm_id,
        alarms=max(1, number, row.matters or 0),
        organisations=max(1, owners),
        test=row.test,
        repeat=repeat,
    )
    facts: dict[str, Any] = {
        "gateway": alarm.gateway if alarm is not None else None,
        "area": row.area,
        "organisation_id": row.organisation_id if row.gathers != WIDE else None,
        "where": _where(session, notice, about),
    }
    if row.id and row.alarm_id is not None:
        facts["before"] = mailbag.sent_before(session, row, _BEFORE)
    return notice, facts


def _where(
    session: Session, notice: words.Notice, about: Alarm | NotificationMatter | None
) -> dict[str, Any]:
    if about is None:
        return {"zh": "", "en": ""}
    area_zh, area_en = full_name(about.area)
    where: dict[str, Any] = {
        "zh": " ".join(filter(None, (area_zh, notice.organisation, notice.place("zh")))),
        "en": " ".join(filter(None, (area_en, notice.organisation, notice.place("en")))),
        "code": about.area,
    }
    if isinstance(about, Alarm):
        building_id = repository.buildings_of(session, [about.gateway]).get(about.gateway)
    else:
        building_id = about.building_id
    building = repository.building(session, building_id) if building_id is not None else None
    if building is not None and building.longitude is not None and building.latitude is not None:
        datum: Datum = "gcj02" if building.datum == "gcj02" else "wgs84"
        at = to_wgs84(Position(building.longitude, building.latitude), datum)
        where |= {"latitude": at.latitude, "longitude": at.longitude}
    return where
