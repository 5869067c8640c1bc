"""What observations and people do to alarms. Opens and commits nothing.

Whatever the order in which a gateway's messages arrive, the same alarms are open in the end, with the same
level, the same count of occurrences and the same time of raising:

1. Only an observation above the part's clock moves the level (`cloud.registry.levels`).
2. A late *active* with no open alarm raises one that has cleared already: a fire that came and went must be
   seen. Unless an alarm was closed after it: then it is that one's history and goes to its timeline.
3. The description is that of the earliest edge by sequence, and so is the time of raising.
4. `occurrences` counts the edges that said active, at least one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from cloud.alarms import repository, state_table
from cloud.alarms.state_table import Action, Level, Outcome, State, Status
from cloud.alarms.tables import Alarm
from cloud.errors import ApiError, not_found
from cloud.live import changes
from cloud.registry import repository as registry
from cloud.registry.levels import Observation
from cloud.registry.tables import Part
from telemetry.event_kinds import EVENT_KINDS, EventKind

_AlarmKey = tuple[str, str, str]


class AlarmBook:
    """One transaction's view of the alarms. `preload` first the parts that the batch will touch."""

    def __init__(self, session: Session, now: int) -> None:
        self._session = session
        self._now = now
        self._open: dict[_AlarmKey, Alarm] = {}

    def preload(self, parts: Collection[tuple[str, str]]) -> None:
        """Read the open alarms of these parts in few queries. Those of other parts count as none."""
        for alarm in repository.open_alarms(self._session, parts):
            self._open[alarm.gateway, alarm.part, alarm.kind] = alarm

    def observe(self, seen: Observation, part: Part) -> None:
        """Take an observation in."""
        if not EVENT_KINDS[seen.kind].alarm:
            return
        alarm = self._open.get((seen.gateway, seen.part, seen.kind.value))
        if alarm is not None:
            self._move(alarm, seen)
        elif seen.active:
            self._raise(seen, part)

    def _raise(self, seen: Observation, part: Part) -> None:
        if seen.late and self._history(seen):
            return
        alarm, made = repository.raise_or_find(self._session, _first_values(seen, part))
        self._open[alarm.gateway, alarm.part, alarm.kind] = alarm
        if not made:
            self._move(alarm, seen)
            return
        self._tell(alarm, seen.at, "raise")
        if not seen.level:
            self._set_status(alarm, state_table.observe(_status(alarm), False), seen.clock_at, seen.clock)

    def _history(self, seen: Observation) -> bool:
        """Whether a person has closed an alarm that this late observation belongs to; then it goes there."""
        closed = repository.closed_over(self._session, seen.gateway, seen.part, seen.kind.value, seen.seq)
        if closed is None:
            return False
        if seen.edge:
            self._count_edge(closed, seen)
        return True

    def _move(self, alarm: Alarm, seen: Observation) -> None:
        if seen.active:
            self._earliest(alarm, seen)
            if seen.edge:
                self._count_edge(alarm, seen)
        if seen.late or (alarm.level == Level.ACTIVE) == seen.level:
            return
        self._set_status(alarm, state_table.observe(_status(alarm), seen.level), seen.at, seen.clock)

    def _count_edge(self, alarm: Alarm, seen: Observation) -> None:
        alarm.edges += 1
        if alarm.edges > alarm.occurrences:
            alarm.occurrences = alarm.edges
        if seen.late:
            self._tell(alarm, seen.at, "late-edge")

    def _earliest(self, alarm: Alarm, seen: Observation) -> None:
        if seen.seq < alarm.first_seq:
            alarm.first_seq, alarm.raised_at = seen.seq, seen.at
            self._changed(alarm)
        if seen.edge and (alarm.evidence_seq == 0 or seen.seq < alarm.evidence_seq):
            for name, value in _witness(seen).items():
                setattr(alarm, name, value)
            self._changed(alarm)

    def _set_status(self, alarm: Alarm, status: Status, at: int, covers: int) -> None:
        _apply_status(self._session, alarm, status, at, self._now, covers)
        if not status.is_open:
            # The unique index must see it closed before another can be raised in the same batch.
            self._session.flush()
            self._open.pop((alarm.gateway, alarm.part, alarm.kind), None)

    def _tell(self, alarm: Alarm, at: int, action: str) -> None:
        repository.add_entry(self._session, alarm.id, at, action)
        self._changed(alarm)

    def _changed(self, alarm: Alarm) -> None:
        _touch(self._session, alarm)


def _apply_status(session: Session, alarm: Alarm, status: Status, at: int, now: int, covers: int) -> None:
    """Write a status that the device or the rules brought about, with its times and its timeline."""
    before = _status(alarm)
    if before.level is not status.level:
        if status.level is Level.ACTIVE:
            alarm.cleared_at = alarm.acknowledged_at = alarm.acknowledged_by = alarm.verified_at = None
            alarm.dispatched_at = None
            repository.add_entry(session, alarm.id, at, Action.REACTIVATE)
        else:
            alarm.cleared_at = at
            repository.add_entry(session, alarm.id, at, "clear")
    if before.is_open and not status.is_open:
        _close(alarm, now, covers)
        repository.add_entry(session, alarm.id, now, Action.SETTLE)
    alarm.state, alarm.level, alarm.outcome = status.state, status.level, status.outcome
    _touch(session, alarm)


def decide(
    session: Session,
    alarm_id: int,
    action: Action,
    *,
    by: str,
    note: str,
    now: int,
    version: int | None = None,
    outcome: Outcome | None = None,
) -> Alarm:
    """A person's decision on an alarm; ApiError when there is none, it has moved, or it is impossible."""
    alarm = repository.by_id(session, alarm_id, for_update=True)
    if alarm is None:
        raise not_found("警情", "alarm", "path.id")
    if version is not None and version != alarm.version:
        raise ApiError(
            409,
            "alarm-moved",
            "警情已有更新,请刷新后重新处理。",
            "The alarm has moved on. Reload it and decide again.",
            "body.version",
        )
    before = _status(alarm)
    try:
        status = state_table.act(before, action, outcome)
    except state_table.Refusal as refusal:
        raise ApiError(409, refusal.code, refusal.zh, refusal.en, "path.id") from refusal
    repository.add_entry(session, alarm.id, now, action, by, _noted(note, outcome))
    match action:
        case Action.ACKNOWLEDGE:
            alarm.acknowledged_at, alarm.acknowledged_by = now, by
        case Action.VERIFY:
            alarm.verified_at = now
        case Action.DISPATCH:
            alarm.dispatched_at = now
    if not status.is_open:
        _close(alarm, now, registry.clock_of(session, alarm.gateway, alarm.part, alarm.kind))
        if action is not Action.CLOSE:
            repository.add_entry(session, alarm.id, now, Action.SETTLE)
    alarm.state, alarm.level, alarm.outcome = status.state, status.level, status.outcome
    _touch(session, alarm)
    return alarm


def _close(alarm: Alarm, now: int, covers: int) -> None:
    alarm.closed_at = now
    alarm.covers_seq = max(covers, alarm.first_seq)


def _touch(session: Session, alarm: Alarm) -> None:
    alarm.version += 1
    changes.note(session, changes.ALARM, alarm.id)


def _status(alarm: Alarm) -> Status:
    return Status(
        EventKind(alarm.kind),
        State(alarm.state),
        Level(alarm.level),
        Outcome(alarm.outcome) if alarm.outcome is not None else None,
    )


def _noted(note: str, outcome: Outcome | None) -> str | None:
    words = [word for word in (outcome.value if outcome is not None else "", note) if word]
    return ": ".join(words) or None


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


def _first_values(seen: Observation, part: Part) -> dict[str, Any]:
    return {
        "gateway": seen.gateway,
        "part": seen.part,
        "kind": seen.kind.value,
        "state": State.RAISED,
        "level": Level.ACTIVE,
        "outcome": None,
        "system_type": part.system_type,
        "component_type": part.component_type,
        "device_zh": part.device_zh,
        "device_en": part.device_en,
        "place_zh": part.place_zh,
        "place_en": part.place_en,
        **_witness(seen),
        "occurrences": 1,
        "first_seq": seen.seq,
        "edges": 1 if seen.edge else 0,
        "covers_seq": 0,
        "raised_at": seen.at,
        "version": 0,
    }
