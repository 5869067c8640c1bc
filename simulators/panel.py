"""What a fire alarm control unit does with its points, whatever line it speaks on. No I/O, no clock.

Rules of a panel, after GB 4717 and EN 54-2:

1. A fire latches until the panel is reset; after a reset a point still in alarm comes back as a new fire.
2. An isolated point (屏蔽) says nothing else until it is released; a fault leaves when its cause leaves.
3. Silence stops the sounders and changes no point.
4. A linkage starts its point once enough points of its rooms are in alarm; the device's feedback comes
   `FEEDBACK_S` later; a reset stops it.
5. A release, a restore and a stop are shown for a moment (`NOTICE_S`), whatever else the point has to say:
   who reads states only learns from them that the isolation, the fault or the start is over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import NamedTuple

from simulators.building import Linkage, Point

NOTICE_S = 1.0
FEEDBACK_S = 2.0


class State(IntEnum):
    """A point's state, numbered as GST panels put it into a register."""

    NONE = 0
    FIRE = 1
    FAULT = 2
    ACTION = 3
    START = 5
    STOP = 6
    ISOLATE = 7
    RELEASE = 8
    RESTORE = 9


#: States that stand until somebody ends them; the others are shown and pass.
STANDING = frozenset({State.FIRE, State.FAULT, State.ACTION, State.START, State.ISOLATE})


class Change(NamedTuple):
    """A point went from one state to another."""

    point: Point
    before: State
    after: State


@dataclass
class _Held:
    """What a panel knows of one point."""

    sensing: bool = False
    alarm: bool = False
    fault: bool = False
    isolated: bool = False
    driven: State = State.NONE
    notice: State = State.NONE
    notice_until: float = 0.0

    def state(self) -> State:
        """The one state that shows, by rank."""
        if self.isolated:
            return State.ISOLATE
        if self.notice is not State.NONE:
            return self.notice
        if self.alarm:
            return State.FIRE
        if self.driven is not State.NONE:
            return self.driven
        return State.FAULT if self.fault else State.NONE


@dataclass
class PanelLogic:
    """One panel's points. Each call that may change something returns the changes, oldest first."""

    points: tuple[Point, ...]
    linkages: tuple[Linkage, ...] = ()
    sounding: bool = False
    mains: State = State.NONE
    _held: dict[str, _Held] = field(default_factory=dict)
    _shown: dict[str, State] = field(default_factory=dict)
    _due: dict[str, float] = field(default_factory=dict)
    _mains_until: float = 0.0

    def __post_init__(self) -> None:
        """Every point begins at rest."""
        self._held = {point.id: _Held() for point in self.points}
        self._shown = {point.id: State.NONE for point in self.points}

    def states(self) -> dict[str, State]:
        """Every point's state."""
        return dict(self._shown)

    def alarms(self) -> list[Point]:
        """The points in fire, in the order of the file."""
        return [point for point in self.points if self._shown[point.id] is State.FIRE]

    def sense(self, point: str, in_alarm: bool, now: float) -> list[Change]:
        """What a detector on the loop measures: in alarm or not."""
        self._held[point].sensing = in_alarm
        if in_alarm:
            self._raise(self._held[point])
        return self.tick(now)

    def _raise(self, held: _Held) -> None:
        if not held.isolated:
            self.sounding = self.sounding or not held.alarm
            held.alarm = True

    def set(self, point: str, state: State, now: float) -> list[Change]:
        """Put a point into a state from outside: a fault, an isolation, a start, a pressed button."""
        held = self._held[point]
        if state is State.FIRE:
            self._raise(held)
        elif state in (State.FAULT, State.RESTORE, State.NONE):
            held.fault = state is State.FAULT
            held.driven = State.NONE if held.driven is State.ACTION else held.driven
        elif state in (State.ISOLATE, State.RELEASE):
            held.isolated = state is State.ISOLATE
            held.alarm = (held.alarm or held.sensing) and not held.isolated
        else:
            held.driven = State.NONE if state is State.STOP else state
        if state in (State.RESTORE, State.RELEASE, State.STOP):
            held.notice, held.notice_until = state, now + NOTICE_S
        return self.tick(now)

    def reset(self, now: float) -> list[Change]:
        """Reset (复位): latched alarms and started devices fall; what is still sensed comes back."""
        self.sounding = False
        self._due.clear()
        for held in self._held.values():
            held.alarm = False
            held.driven = State.NONE
            held.notice = State.NONE
        changes = self._compare()
        for held in self._held.values():
            if held.sensing:
                self._raise(held)
        return [*changes, *self.tick(now)]

    def power(self, failed: bool, now: float) -> None:
        """The mains fail, or come back: shown as restored for a moment."""
        self.mains = State.FAULT if failed else State.RESTORE
        self._mains_until = now + NOTICE_S

    def silence(self) -> None:
        """Silence (消音): the sounders stop."""
        self.sounding = False

    def tick(self, now: float) -> list[Change]:
        """Let time pass: notices end, linkages fall due."""
        for held in self._held.values():
            if held.notice is not State.NONE and now >= held.notice_until:
                held.notice = State.NONE
        if self.mains is State.RESTORE and now >= self._mains_until:
            self.mains = State.NONE
        for linkage in self.linkages:
            if self._alarms_in(linkage.rooms) >= linkage.alarms:
                self._due.setdefault(linkage.point, now + linkage.after_s)
        for point, due in self._due.items():
            held = self._held[point]
            if now >= due and held.driven is State.NONE:
                held.driven = State.START
            elif now >= due + FEEDBACK_S and held.driven is State.START:
                held.driven = State.ACTION
        return self._compare()

    def _alarms_in(self, rooms: tuple[str, ...]) -> int:
        return sum(1 for point in self.points if point.room in rooms and self._held[point.id].alarm)

    def _compare(self) -> list[Change]:
        changes = []
        for point in self.points:
            after = self._held[point.id].state()
            before = self._shown[point.id]
            if after is not before:
                self._shown[point.id] = after
                changes.append(Change(point, before, after))
        return changes
