"""Where a value goes: from a part and an analog type to the row and the column of a task. Pure.

A row is of one part, which its warnings are told of. It holds what that part tells itself, or, where the site
has put a group together, what the group's parts tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from edge_agent.early_warning.tasks import Task
from models.early_warning.channels import smoke_db_m
from telemetry.analog_types import BY_SLUG
from telemetry.messages import Part

Column = NDArray[np.float64]


class Way(NamedTuple):
    """A contract's quantity that fills a channel, and how it becomes the channel's unit."""

    analog: str
    into: Callable[[Column], Column]


def _same(values: Column) -> Column:
    return values


#: By what a channel says it is filled with: each quantity of the contract that can, and how.
_WAYS: Mapping[str, tuple[Way, ...]] = {
    "obscuration": (Way("obscuration", lambda values: smoke_db_m(values).astype(np.float64)),),
    "pressure_mpa": (Way("pressure_mpa", _same), Way("pressure_kpa", lambda values: values / 1000.0)),
}
#: A channel that is filled with a state of a part, as 0 or 1.
STATE = "state: "


class Place(NamedTuple):
    """A row, by the part it is of, and a column."""

    row: str
    channel: int


class Group(NamedTuple):
    """A row that the site has put together: the part it is of, and the part that fills each column."""

    part: str
    sources: Mapping[int, str]


class Places:
    """`part_of` gives a part that may be looked at, None for any other."""

    def __init__(
        self, task: Task, part_of: Callable[[str], Part | None], groups: Sequence[Group] = ()
    ) -> None:
        self._task, self._part_of = task, part_of
        self._grouped: dict[tuple[str, int], list[Place]] = {}
        #: Parts that fill a group: they have no row of their own.
        self._taken = {part for group in groups for part in (group.part, *group.sources.values())}
        self._columns: dict[int, int] = {}
        self.into: dict[tuple[int, int], Callable[[Column], Column]] = {}
        self.states: list[tuple[Place, str, str]] = []
        for column, channel in enumerate(task.channels):
            for way in _WAYS.get(channel.analog, (Way(channel.analog, _same),)):
                kind = BY_SLUG.get(way.analog)
                if kind is None:
                    continue
                self._columns.setdefault(kind.code, column)
                if way.into is not _same:
                    self.into[column, kind.code] = way.into
                for group in groups:
                    if column in group.sources:
                        key = (group.sources[column], kind.code)
                        self._grouped.setdefault(key, []).append(Place(group.part, column))
            if channel.analog.startswith(STATE):
                state = channel.analog.removeprefix(STATE)
                self.states += [
                    (Place(group.part, column), group.sources[column], state)
                    for group in groups
                    if column in group.sources
                ]

    def of(self, name: str, analog_type: int, rows: Mapping[str, int]) -> Sequence[Place]:
        """Where the part's value goes; `rows` are the rows that there are already."""
        grouped = self._grouped.get((name, analog_type))
        if grouped is not None:
            return [place for place in grouped if self._part_of(place.row) is not None]
        column = self._columns.get(analog_type)
        if column is None or name in self._taken:
            return ()
        part = self._part_of(name)
        if part is None or not (name in rows or self._task.eye.begins(part, column)):
            return ()
        return (Place(name, column),)
