"""What observations do to alarms. Opens and commits nothing.

Whatever the order in which a gateway's messages arrive, the same alarms are open in the end, with the same
level, the same count of occurrences and the same time of raising:

1. Only an observation above the part's clock moves the level (`cloud.registry.levels`).
2. A late *active* with no open alarm raises one that has cleared already: a fire that came and went must be
   seen. Unless an alarm was closed after it: then it is that one's history and goes to its timeline.
3. The description is that of the earliest edge by sequence, and so is the time of raising.
4. `occurrences` counts the edges that said active, at least one.

Whoever uses a book holds the gateway's lock, so that nobody else raises its alarms meanwhile; the open alarms
it reads are locked, so that a person's decision waits, or is seen.

What the centre does by itself about an alarm comes after the commit (`cloud.alarm_watch`): a book only says
when it is due, and asks nothing more of the database.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from cloud.alarms import repository, state_table
from cloud.alarms.records import AlarmRecord, close, ring, ring_anew, status_of
from cloud.alarms.state_table import Level, Status
from cloud.alarms.timeline import Happening
from cloud.live import changes
from cloud.registry.homes import Home
from cloud.registry.levels import Observation
from cloud.registry.records import PartRecord
from telemetry.event_kinds import EVENT_KINDS

_AlarmKey = tuple[str, str, str]


class _Entry(NamedTuple):
    alarm: AlarmRecord
    at: int
    action: str


class AlarmBook:
    """One transaction's view of the alarms. `preload` first the parts it will touch; `write` at the end."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now
        self._open: dict[_AlarmKey, AlarmRecord] = {}
        #: Closed ones that this transaction has closed or looked at, newest last.
        self._closed: dict[_AlarmKey, list[AlarmRecord]] = {}
        #: In the order in which they were first touched.
        self._touched: dict[int, AlarmRecord] = {}
        self._entries: list[_Entry] = []

    def preload(self, parts: Collection[tuple[str, str]]) -> None:
        """Read the open alarms of these parts. Those of other parts count as none."""
        for alarm in repository.open_alarms(self._session, parts):
            self._open.setdefault(alarm.key, alarm)

    def observe(self, seen: Observation, part: PartRecord, home: Home) -> None:
        """Take an observation in."""
        if not EVENT_KINDS[seen.kind].alarm:
            return
        alarm = self._open.get((seen.gateway, seen.part, seen.kind.value))
        if alarm is not None:
            self._move(alarm, seen)
        elif seen.active:
            self._raise(seen, part, home)

    def write(self) -> None:
        """Write the alarms that were touched, and what happened to them."""
        touched = list(self._touched.values())
        repository.write(self._session, touched)
        repository.add_entries(
            self._session, [(entry.alarm.id, entry.at, entry.action) for entry in self._entries]
        )
        for alarm in touched:
            changes.note(self._session, changes.ALARM, alarm.id, alarm)
        self._touched.clear()
        self._entries.clear()

    def _raise(self, seen: Observation, part: PartRecord, home: Home) -> None:
        if seen.late and self._history(seen):
            return
        alarm = _first(seen, part, home)
        self._open[alarm.key] = alarm
        ring(alarm, self._now)
        self._tell(alarm, seen.at, Happening.RAISE)
        if not seen.level:
            self._set_status(alarm, state_table.observe(status_of(alarm), False), seen.clock_at, seen.clock)

    def _history(self, seen: Observation) -> bool:
        """Whether a person has closed an alarm that this late observation belongs to; then it goes there."""
        closed = self._closed_over(seen)
        if closed is None:
            return False
        if seen.edge:
            self._count_edge(closed, seen)
        return True

    def _closed_over(self, seen: Observation) -> AlarmRecord | None:
        key = (seen.gateway, seen.part, seen.kind.value)
        held = self._closed.setdefault(key, [])
        for alarm in reversed(held):
            if alarm.covers_seq >= seen.seq:
                return alarm
        found = repository.closed_over(self._session, *key, seen.seq, {alarm.id for alarm in held})
        if found is not None:
            held.insert(0, found)
        return found

    def _move(self, alarm: AlarmRecord, seen: Observation) -> None:
        if seen.active:
            self._earliest(alarm, seen)
            if seen.edge:
                self._count_edge(alarm, seen)
        if seen.late or (alarm.level == Level.ACTIVE) == seen.level:
            return
        self._set_status(alarm, state_table.observe(status_of(alarm), seen.level), seen.at, seen.clock)

    def _count_edge(self, alarm: AlarmRecord, seen: Observation) -> None:
        alarm.edges += 1
        if alarm.edges > alarm.occurrences:
            alarm.occurrences = alarm.edges
        self._keep(alarm)
        if seen.late:
            self._tell(alarm, seen.at, Happening.LATE_EDGE)

    def _earliest(self, alarm: AlarmRecord, seen: Observation) -> None:
        if seen.seq < alarm.first_seq:
            alarm.first_seq, alarm.raised_at = seen.seq, seen.at
            if alarm.evidence_seq == 0 and not seen.edge:
                # No event has told of it yet: the earliest snapshot that did is its witness.
                alarm.ts_gateway, alarm.ts_cloud = seen.ts_gateway, seen.ts_cloud
                alarm.clock_synced = seen.clock_synced
            self._changed(alarm)
        if seen.edge and (alarm.evidence_seq == 0 or seen.seq < alarm.evidence_seq):
            for name, value in _witness(seen).items():
                setattr(alarm, name, value)
            self._changed(alarm)

    def _set_status(self, alarm: AlarmRecord, status: Status, at: int, covers: int) -> None:
        """Take a status that the device or the rules brought about, with its times and its timeline."""
        before = status_of(alarm)
        if before.level is not status.level:
            if status.folds:
                # Of what chatters the events are the record; its timeline would have no end.
                alarm.cleared_at = None if status.level is Level.ACTIVE else at
            elif status.level is Level.ACTIVE:
                ring_anew(alarm, self._now)
                self._entries.append(_Entry(alarm, at, Happening.REACTIVATE))
            else:
                alarm.cleared_at = at
                if alarm.due_at is not None or alarm.probability is not None:
                    alarm.due_at = self._now
                self._entries.append(_Entry(alarm, at, Happening.CLEAR))
        alarm.state, alarm.level, alarm.outcome = status.state, status.level, status.outcome
        if before.is_open and not status.is_open:
            close(alarm, self._now, covers)
            self._entries.append(_Entry(alarm, self._now, Happening.SETTLE))
            self._closed.setdefault(alarm.key, []).append(self._open.pop(alarm.key))
        self._changed(alarm)

    def _tell(self, alarm: AlarmRecord, at: int, action: str) -> None:
        self._entries.append(_Entry(alarm, at, action))
        self._changed(alarm)

    def _changed(self, alarm: AlarmRecord) -> None:
        alarm.version += 1
        self._keep(alarm)

    def _keep(self, alarm: AlarmRecord) -> None:
        self._touched[id(alarm)] = alarm


def _witness(seen: Observation) -> dict[str, Any]:
    return {
        "text": seen.text,
        "evidence": dict(seen.evidence or {}),
        "ts_source": seen.ts_source,
        "ts_gateway": seen.ts_gateway,
        "ts_cloud": seen.ts_cloud,
        "clock_synced": seen.clock_synced,
        "evidence_seq": seen.seq if seen.edge else 0,
    }


def _first(seen: Observation, part: PartRecord, home: Home) -> AlarmRecord:
    return AlarmRecord(
        gateway=seen.gateway,
        part=seen.part,
        kind=seen.kind.value,
        area=home.area,
        organisation_id=home.organisation_id,
        system_type=part.system_type,
        component_type=part.component_type,
        device_zh=part.device_zh,
        device_en=part.device_en,
        place_zh=part.place_zh,
        place_en=part.place_en,
        first_seq=seen.seq,
        raised_at=seen.at,
        edges=1 if seen.edge else 0,
        **_witness(seen),
    )
