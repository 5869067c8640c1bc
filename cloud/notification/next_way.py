"""What did not get through goes the next way of its rule, once. Commits nothing.

1. A message may speak of many places, and who is next depends on the place: each occurrence goes to the first
   further step of the rule that can tell anybody of it.
2. A receiver is told of an occurrence once at a step, however many messages about it have failed.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from sqlalchemy.orm import Session

from cloud.alarms import repository as alarms
from cloud.database.alone import alone
from cloud.notification import audience, happenings, mailbag, matters, repository
from cloud.notification.audience import Audience, Receiver
from cloud.notification.matching import Occurrence, Step
from cloud.notification.moments import Moment
from cloud.notification.planning import made, occurrence
from cloud.notification.settings import NotificationSettings
from cloud.notification.tables import Notification, NotificationRule
from cloud.notification.terms import terms_of
from runtime.logging import get_logger

log = get_logger("notification")


class _Next(NamedTuple):
    """A receiver of a further step."""

    step: int
    receiver: Receiver


def take(session: Session, row: Notification, now: int) -> int:
    """Tell the next step of the rule in this message's place, once; returns how many messages that makes."""
    if row.escalated_at is not None or row.rule_id is None or row.test:
        return 0
    row.escalated_at = now
    rule, spoken = session.get(NotificationRule, row.rule_id), _spoken_of(session, row)
    if rule is None or not spoken:
        return 0
    owners = {seen.organisation_id for seen in spoken if seen.organisation_id is not None}
    known = audience.read(session, owners, now)
    steps = terms_of(rule).steps
    told: dict[_Next, list[Occurrence]] = {}
    nobody = 0
    for seen, following in zip(spoken, _following(known, steps, row.step + 1, spoken), strict=True):
        nobody += not following
        for one in following:
            told.setdefault(one, []).append(seen)
    if nobody:
        log.warning(
            "a message did not get through at once and its rule has no further way",
            notification=row.id,
            rule=row.rule_id,
            of=nobody,
        )
    return sum(_instead(session, row, one, about, now) for one, about in told.items())


def take_stalled(session: Session, settings: NotificationSettings, now: int) -> int:
    """Fires that have waited too long for their first try go the next way as well."""
    made_ = 0
    for row in mailbag.stalled(session, now - int(settings.stalled_s * 1000), now):
        with alone(session, partial(_left, row, now)):
            made_ += take(session, row, now)
    return made_


def _left(row: Notification, now: int, _fault: Exception) -> None:
    """It is tried on where it is, and stands in nobody's way."""
    log.exception("a fire that waits could not go the next way", notification=row.id)
    row.escalated_at = now


def _spoken_of(session: Session, row: Notification) -> list[Occurrence]:
    """What a message tells, in its order; what is not on record any more is left out."""
    items = sorted(mailbag.items_of(session, row.id), key=lambda item: abs(item.entry_id))
    beside = matters.by_ids(session, [-item.entry_id for item in items if item.entry_id < 0])
    known = {one.id: one for one in alarms.by_ids(session, {item.alarm_id for item in items})}
    buildings = repository.buildings_of(session, {one.gateway for one in known.values()})
    times = happenings.times_of(session, [item.entry_id for item in items])
    spoken = []
    for item in items:
        alarm, matter = known.get(item.alarm_id), beside.get(-item.entry_id)
        if alarm is not None:
            at = times.get(item.entry_id, row.at)
            building = buildings.get(alarm.gateway)
            spoken.append(occurrence(alarm, item.entry_id, Moment(row.moment), at, building))
        elif matter is not None:
            spoken.append(matters.occurrence(matter))
    return spoken


def _following(
    known: Audience, steps: Sequence[Step], first: int, spoken: Sequence[Occurrence]
) -> list[list[_Next]]:
    """Who is next for each occurrence: found once for each place."""
    found: dict[tuple[object, ...], list[_Next]] = {}
    places = [(seen.area, seen.organisation_id, seen.building_id, seen.persons) for seen in spoken]
    for place, seen in zip(places, spoken, strict=True):
        if place not in found:
            told = ((number, known.of(steps[number], seen).receivers) for number in range(first, len(steps)))
            number, receivers = next((one for one in told if one[1]), (0, []))
            found[place] = [_Next(number, receiver) for receiver in receivers]
    return [found[place] for place in places]


def _instead(
    session: Session, row: Notification, following: _Next, spoken: Sequence[Occurrence], now: int
) -> int:
    step, receiver = following
    before = mailbag.told_at(row.rule_id or 0, step, receiver.channel_id, receiver.target)
    had = mailbag.entries_among(session, before, [seen.entry_id for seen in spoken])
    spoken = [seen for seen in spoken if seen.entry_id not in had]
    if not spoken:
        return 0
    again = made(spoken[0], row.rank, receiver, now)
    again.rule_id, again.step, again.instead_of = row.rule_id, step, row.id
    again.matters, again.gathers = sum(seen.matter_id is not None for seen in spoken), row.gathers
    if len({seen.organisation_id for seen in spoken}) > 1:
        again.organisation_id = None
    session.add(again)
    session.flush()
    mailbag.add_items(session, [mailbag.item(again.id, seen) for seen in spoken])
    return 1
