"""The life of an import, as a table.

1.  An uploaded file is checked whole. Faults end it: nothing was written.
2.  A checked file waits for a person, and is then applied: a short one in one transaction, a long one in
    pieces. Each piece is one transaction with the count of the rows behind it, so what was interrupted goes
    on there.
3.  What does not fit any more while it is applied stops it before the piece that does not fit. Natural keys
    make it harmless to apply the corrected file again.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """How far an import has come."""

    CHECKING = "checking"
    FAULTY = "faulty"
    CHECKED = "checked"
    APPLYING = "applying"
    APPLIED = "applied"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


STATE_NAMES: Final[dict[State, tuple[str, str]]] = {
    State.CHECKING: ("检查中", "being checked"),
    State.FAULTY: ("有错误", "faulty"),
    State.CHECKED: ("待应用", "checked"),
    State.APPLYING: ("应用中", "being applied"),
    State.APPLIED: ("已应用", "applied"),
    State.STOPPED: ("已中止", "stopped"),
    State.CANCELLED: ("已取消", "cancelled"),
}

#: What a person can ask for, where, and where it leads.
APPLY: Final = {State.CHECKED: State.APPLYING, State.STOPPED: State.APPLYING}
CANCEL: Final = {
    State.CHECKING: State.CANCELLED,
    State.CHECKED: State.CANCELLED,
    State.FAULTY: State.CANCELLED,
    State.APPLYING: State.CANCELLED,
    State.STOPPED: State.CANCELLED,
}
#: What the centre works on by itself.
WORKING: Final = (State.CHECKING, State.APPLYING)
"""Applying comes after checking in no particular order: the oldest first."""
