"""From the change log, and from matters beside the alarms, to messages that wait. Commits nothing.

1. The change log tells which alarms have moved, fire class first; each alarm's timeline tells what happened.
   Where the look stands, how far each alarm was told, and the messages move in one transaction: nothing is
   told twice or left out, whatever dies when.
2. A receiver hears of an occurrence once by a channel, however many rules name them.
3. What rings within declared works, or lies on the shelf, is logged and not told (`declared`).
4. A step in which nobody can be told counts as failed: the next one is told at once.
5. A message that gathers several places belongs to the area that holds all of them, and to no organisation.
6. A full queue drops its oldest message outside the fire class. A fire for which there is no room joins the
   receiver's widest message.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

import msgspec
from sqlalchemy.orm import Session

from cloud.alarms import repository as alarms
from cloud.alarms.tables import Alarm
from cloud.database.alone import alone
from cloud.live import changes
from cloud.live import repository as change_log
from cloud.live.classes import ALARM, FIRE, NAMES
from cloud.notification import audience, grouping, happenings, mailbag, matters, repository, states
from cloud.notification.audience import Audience, Receiver
from cloud.notification.declared import Declared
from cloud.notification.grouping import HELD, WIDE, Former, Grade, grade_of
from cloud.notification.matching import Occurrence, RuleBook, Terms, Verdict
from cloud.notification.moments import is_fire, moment_of
from cloud.notification.settings import NotificationSettings
from cloud.notification.states import Result, State
from cloud.notification.tables import Notification, NotificationCursor
from cloud.notification.terms import terms_of
from runtime.logging import get_logger
from telemetry.event_kinds import FIRE_CLASS

log = get_logger("notification")

#: Changes of one class looked at in one transaction.
PAGE = 500
_CURSORS = {FIRE: "fire", ALARM: "alarm"}
T = TypeVar("T")


class _Named(msgspec.Struct):
    id: int


_named = msgspec.json.Decoder(_Named)


def behind(session: Session) -> bool:
    """Whether anything has happened that was not looked at."""
    row = happenings.cursor(session)
    newest = change_log.newest_places(session)
    if row is None:
        return False
    moved = any(getattr(row, name) != newest[rank] for rank, name in _CURSORS.items())
    return moved or matters.any_untold(session)


def plan(session: Session, settings: NotificationSettings, now: int, *, each_alone: bool = False) -> bool:
    """Look at what has happened, and queue what is to be told; True: there is more already.

    `each_alone`: what one rule makes of one occurrence stands by itself. What fails is counted as missed.
    """
    row = happenings.cursor(session, for_update=True)
    if row is None:
        return False
    more = False
    for rank, name in _CURSORS.items():
        ids, full = _moved(session, row, rank)
        more |= full
        happened = occurrences(session, ids, row.since_entry, now)
        if happened:
            failed = Planner(session, settings, now, happened, each_alone=each_alone).run()
            setattr(row, f"missed_{name}", getattr(row, f"missed_{name}") + failed)
    beside = matters.take(session, now, PAGE)
    if beside:
        row.missed_alarm += Planner(session, settings, now, beside, each_alone=each_alone).run()
    return more or len(beside) == PAGE


def occurrences(session: Session, alarm_ids: Sequence[int], since: int, now: int) -> list[Occurrence]:
    """What happened to these alarms that was not told, in its order; from now on it counts as looked at."""
    entries = happenings.untold(session, alarm_ids, since)
    if not entries:
        return []
    happenings.looked_at(session, entries)
    rows = {row.id: row for row in alarms.by_ids(session, {entry.alarm_id for entry in entries})}
    buildings = repository.buildings_of(session, {row.gateway for row in rows.values()})
    quiet = Declared(session, list(rows.values()), buildings, now)
    found = []
    for entry in entries:
        moment, row = moment_of(entry.action, entry.detail), rows.get(entry.alarm_id)
        if moment is not None and row is not None and quiet.holds_back(row, moment) is None:
            found.append(occurrence(row, entry.id, moment, entry.at, buildings.get(row.gateway)))
    return found


def occurrence(row: Alarm, entry_id: int, moment: Any, at: int, building_id: int | None) -> Occurrence:
    """One moment of a stored alarm."""
    return Occurrence(
        row.id, entry_id, moment, at, row.kind, row.gateway, row.area, row.organisation_id, building_id
    )


def _moved(session: Session, row: NotificationCursor, rank: int) -> tuple[list[int], bool]:
    """The alarms of a class that have moved, and whether there are more."""
    name = _CURSORS[rank]
    place: int = getattr(row, name)
    newest = change_log.newest_places(session)[rank]
    if place == newest:
        return [], False
    ids: list[int] = []
    oldest = change_log.oldest_place(session, rank)
    first = newest + 1 if oldest is None else oldest
    if place + 1 < first:
        missed = first - 1 - place
        setattr(row, f"missed_{name}", getattr(row, f"missed_{name}") + missed)
        log.error("changes were gone before anybody could be told", of=NAMES[rank], missed=missed)
        # What is open still says what has happened to it.
        kinds = sorted(FIRE_CLASS)
        ids = happenings.open_alarms(session, kinds if rank == FIRE else None, [] if rank == FIRE else kinds)
        place = first - 1
    seen = change_log.of_class(session, rank, place, PAGE)
    ids += [_named.decode(one.payload).id for one in seen if one.kind == changes.ALARM]
    setattr(row, name, seen[-1].place if seen else place)
    return list(dict.fromkeys(ids)), len(seen) == PAGE


@dataclass
class _Mailbox:
    """One receiver's messages of one channel, as this transaction knows them, by grade and moment."""

    waiting: dict[tuple[Grade, str, str], Notification] = field(default_factory=dict)
    former: dict[tuple[Grade, str], list[Former]] = field(default_factory=dict)


class Planner:
    """Queues what is to be told of many occurrences within one transaction."""

    def __init__(
        self,
        session: Session,
        settings: NotificationSettings,
        now: int,
        happened: Sequence[Occurrence],
        *,
        each_alone: bool = False,
    ) -> None:
        self._session = session
        self._settings = settings
        self._now = now
        self._happened = happened
        self._each_alone = each_alone
        self._failed = 0
        self._rules = RuleBook(self._terms())
        owners = {one.organisation_id for one in happened if one.organisation_id is not None}
        self._audience: Audience = audience.read(session, owners, now)
        self._mailboxes: dict[tuple[int, str], _Mailbox] = {}
        self._waiting: dict[int, int] = {}
        self._items: list[dict[str, Any]] = []

    def run(self) -> int:
        """Queue all of them; returns how many failed, which without `each_alone` raise."""
        for seen in self._happened:
            told: set[tuple[int, str]] = set()
            for terms, verdict in self._do(self._telling, seen) or ():
                told |= self._do(self._by_rule, terms, verdict, seen, frozenset(told)) or set()
        mailbag.add_items(self._session, self._items)
        return self._failed

    def _terms(self) -> Iterator[Terms]:
        for row in repository.enabled_rules(self._session):
            try:
                yield terms_of(row)
            except (KeyError, TypeError, ValueError):
                log.exception("a rule cannot be read and tells nobody", rule=row.id)

    def _telling(self, seen: Occurrence) -> list[tuple[Terms, Verdict]]:
        """What one rule holds over quiet hours another may want at once: at once comes first."""
        telling = self._rules.telling(seen, self._now, self._settings.zone)
        return sorted(telling, key=lambda one: one[1].held_until or 0)

    def _by_rule(
        self, terms: Terms, verdict: Verdict, seen: Occurrence, told: frozenset[tuple[int, str]]
    ) -> set[tuple[int, str]]:
        """Tell by one rule whoever is not told yet; returns whom."""
        new: set[tuple[int, str]] = set()
        for step, receiver in self._first_able(terms, seen):
            key = (receiver.channel_id, receiver.target)
            if key not in told and key not in new:
                new.add(key)
                self._tell(terms, step, receiver, seen, verdict.held_until)
        return new

    def _do(self, work: Callable[..., T], *told: Any) -> T | None:
        """A piece of work; where each is alone, None if it failed: nothing is left of it."""
        if not self._each_alone:
            return work(*told)
        done: T | None = None
        seen = next(one for one in told if isinstance(one, Occurrence))
        with alone(self._session, partial(self._untold, seen, len(self._items))):
            done = work(*told)
        return done

    def _untold(self, seen: Occurrence, items: int, _fault: Exception) -> None:
        """What it had begun is gone from the records: what is known of them is read anew."""
        log.exception("something that happened could not be told", alarm=seen.alarm_id, matter=seen.matter_id)
        del self._items[items:]
        self._mailboxes.clear()
        self._waiting.clear()
        self._failed += 1

    def _first_able(self, terms: Terms, seen: Occurrence) -> list[tuple[int, Receiver]]:
        for number, step in enumerate(terms.steps):
            receivers = self._audience.of(step, seen).receivers
            if receivers:
                return [(number, receiver) for receiver in receivers]
        return []

    def _tell(
        self, terms: Terms, step: int, receiver: Receiver, seen: Occurrence, held_until: int | None
    ) -> None:
        rank = FIRE if is_fire(seen.kind) else ALARM
        box = self._mailbox(receiver)
        group, due = self._place(box, rank, seen, held_until)
        row = box.waiting.get((grade_of(seen.kind), seen.moment, group))
        if row is None:
            row = self._add(box, terms, step, receiver, seen, rank, group, due)
        if row is None:
            return
        _widen(row, seen)
        if seen.matter_id is not None:
            row.matters += 1
        self._items.append(mailbag.item(row.id, seen))

    def _place(self, box: _Mailbox, rank: int, seen: Occurrence, held_until: int | None) -> tuple[str, int]:
        if held_until is not None:
            return HELD, held_until
        own = f"o{seen.organisation_id}" if seen.organisation_id is not None else f"g{seen.gateway}"
        grade = grade_of(seen.kind)
        open_groups = [group for of, moment, group in box.waiting if (of, moment) == (grade, seen.moment)]
        # The burst counts a receiver's messages of the grade whatever their moment; the pause a group's own.
        former = [
            one if moment == seen.moment else Former("", one.due_at)
            for (of, moment), messages in box.former.items()
            if of == grade
            for one in messages
        ]
        placed = grouping.place(own, open_groups, former, self._settings.pace(rank), self._now)
        return placed.group, placed.due_at

    def _add(
        self,
        box: _Mailbox,
        terms: Terms,
        step: int,
        receiver: Receiver,
        seen: Occurrence,
        rank: int,
        group: str,
        due: int,
    ) -> Notification | None:
        grade = grade_of(seen.kind)
        if not self._room(receiver.channel_id, rank):
            if rank != FIRE:
                self._audience.channels[receiver.channel_id].dropped += 1
                return None
            # A fire is never dropped: it joins the receiver's widest message, made where there is none.
            group = WIDE
            if (grade, seen.moment, group) in box.waiting:
                return box.waiting[grade, seen.moment, group]
        row = made(seen, rank, receiver, self._now)
        row.rule_id, row.step, row.gathers = terms.id, step, group
        row.due_at = row.next_at = due
        if group == WIDE:
            row.organisation_id = None
        self._session.add(row)
        self._session.flush()
        self._waiting[receiver.channel_id] += 1
        box.waiting[grade, seen.moment, group] = row
        if group != HELD:
            box.former.setdefault((grade, seen.moment), []).append(Former(group, due))
        return row

    def _room(self, channel_id: int, rank: int) -> bool:
        """Whether a channel's queue takes one more; for a fire it drops something else where it can."""
        if channel_id not in self._waiting:
            self._waiting[channel_id] = mailbag.waiting(self._session, channel_id)
        if self._waiting[channel_id] < self._settings.waiting:
            return True
        if rank != FIRE:
            return False
        self._session.flush()
        victim = mailbag.least_missed(self._session, channel_id)
        if victim is None:
            return False
        victim.state = states.after(State(victim.state), Result.CROWDED_OUT) or victim.state
        victim.ended_at, victim.answer = self._now, "dropped: the channel's queue was full"
        for box in self._mailboxes.values():
            box.waiting = {key: row for key, row in box.waiting.items() if row is not victim}
        self._audience.channels[channel_id].dropped += 1
        self._waiting[channel_id] -= 1
        self._session.flush()
        return True

    def _mailbox(self, receiver: Receiver) -> _Mailbox:
        key = (receiver.channel_id, receiver.target)
        if key not in self._mailboxes:
            since = self._now - int(max(self._settings.fire_window_s, self._settings.window_s) * 1000)
            box = _Mailbox()
            for row in mailbag.joinable(self._session, *key):
                box.waiting[grade_of(row.kind), row.moment, row.gathers] = row
            for kind, moment, one in mailbag.former(self._session, *key, since, self._now):
                box.former.setdefault((grade_of(kind), moment), []).append(one)
            self._mailboxes[key] = box
        return self._mailboxes[key]


def _widen(row: Notification, seen: Occurrence) -> None:
    """A message belongs to the area that holds everything it tells, and to one organisation or to none."""
    if row.organisation_id != seen.organisation_id:
        row.organisation_id = None
    while not seen.area.startswith(row.area):
        row.area = row.area[:-2]


def made(seen: Occurrence, rank: int, receiver: Receiver, now: int) -> Notification:
    """A message about an occurrence, not placed yet."""
    return Notification(
        message_id=f"ntf_{uuid.uuid4().hex}",
        channel_id=receiver.channel_id,
        target=receiver.target,
        rank=rank,
        kind=seen.kind,
        moment=seen.moment,
        gathers="",
        alarm_id=seen.alarm_id or None,
        matter_id=seen.matter_id,
        matters=0,
        area=seen.area,
        organisation_id=seen.organisation_id,
        at=seen.at,
        state=State.QUEUED,
        created_at=now,
        due_at=now,
        next_at=now,
    )
