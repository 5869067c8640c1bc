"""Who is told of an alarm that nobody deals with, and after how long: one table. Pure.

A step is due once its time since the ringing is over while the alarm is still in one of its states. Steps of
an activation are told once each. An alarm that rings again begins anew.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cloud.alarms.state_table import UNVERIFIED, State
from telemetry.event_kinds import EventKind


class Role(StrEnum):
    """Who is told. Whom that is just now, the rota knows."""

    SEAT = "seat"
    SHIFT_LEADER = "shift-leader"
    SAFETY_MANAGER = "safety-manager"
    AREA_SUPERVISOR = "area-supervisor"


ROLE_NAMES: dict[Role, tuple[str, str]] = {
    Role.SEAT: ("值班席位", "seat on duty"),
    Role.SHIFT_LEADER: ("值班长", "shift leader"),
    Role.SAFETY_MANAGER: ("单位消防安全管理人", "organisation's safety manager"),
    Role.AREA_SUPERVISOR: ("辖区监督员", "area supervisor"),
}


class Step(NamedTuple):
    """One rung of the ladder."""

    number: int
    kinds: frozenset[EventKind]
    states: frozenset[State]
    after_s: int
    role: Role


_FIRE = frozenset({EventKind.FIRE})
_BEFORE = frozenset({EventKind.PRE_ALARM, EventKind.EARLY_WARNING})
_UNSEEN = frozenset({State.RAISED})

#: Numbers are unique within a kind; each is one bit of what an alarm remembers to have told.
STEPS = (
    Step(1, _FIRE, _UNSEEN, 0, Role.SEAT),
    Step(2, _FIRE, _UNSEEN, 30, Role.SHIFT_LEADER),
    Step(3, _FIRE, _UNSEEN, 60, Role.SAFETY_MANAGER),
    Step(4, _FIRE, _UNSEEN, 180, Role.AREA_SUPERVISOR),
    Step(5, _FIRE, UNVERIFIED, 240, Role.SHIFT_LEADER),
    Step(6, _FIRE, UNVERIFIED, 300, Role.SAFETY_MANAGER),
    Step(7, _FIRE, UNVERIFIED, 600, Role.AREA_SUPERVISOR),
    Step(1, _BEFORE, _UNSEEN, 0, Role.SEAT),
    Step(2, _BEFORE, _UNSEEN, 120, Role.SHIFT_LEADER),
    Step(3, _BEFORE, _UNSEEN, 300, Role.SAFETY_MANAGER),
)


def due(kind: EventKind, state: State, rung_at: int, told: int, now: int) -> tuple[list[Step], int | None]:
    """The steps that are due and untold (`told`: a bit a step), and when the next one may be."""
    left = _left(kind, state, told)
    ready = [step for step in left if rung_at + step.after_s * 1000 <= now]
    later = [rung_at + step.after_s * 1000 for step in left if step not in ready]
    return ready, min(later, default=None)


def ahead(kind: EventKind, state: State, rung_at: int, told: int) -> list[tuple[int, Role]]:
    """When whom else will be told if the alarm stays as it is, the next first."""
    return sorted((rung_at + step.after_s * 1000, step.role) for step in _left(kind, state, told))


def _left(kind: EventKind, state: State, told: int) -> list[Step]:
    return [
        step
        for step in STEPS
        if kind in step.kinds and state in step.states and not told & (1 << step.number)
    ]


def remembered(told: int, steps: list[Step]) -> int:
    """What an alarm remembers after these steps."""
    for step in steps:
        told |= 1 << step.number
    return told


def table() -> str:
    """The ladder as a table in Markdown."""
    rows = [
        f"| {', '.join(sorted(step.kinds))} | {step.number} | {step.after_s} s | "
        f"{', '.join(sorted(step.states))} | {ROLE_NAMES[step.role][0]} {ROLE_NAMES[step.role][1]} |"
        for step in STEPS
    ]
    head = ("| 警情 kind | 级 step | 之后 after | 仍为 while still | 通知 told |", "|---|---|---|---|---|")
    return "\n".join((*head, *rows))
