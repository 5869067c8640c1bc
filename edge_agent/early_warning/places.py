"""Where a value goes: from a part and an analog type to the row and the column of a task. Pure.

A row is of one part, which its warnings are told of. It holds what that part tells itself, or, where the site
has put a group together, what the group's parts tell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from edge_agent.early_warning.tasks import Task
from telemetry.analog_types import BY_SLUG
from telemetry.messages import Part

#: By what a channel says it is filled with: every quantity of the contract that can fill it, and by what that
#: is multiplied to have the channel's unit. Any other is filled with the one quantity as it is.
_FILLED_WITH: Mapping[str, Mapping[str, float]] = {
    "pressure_mpa": {"pressure_mpa": 1.0, "pressure_kpa": 0.001},
}
#: A channel that is filled with a state of a part, as 0 or 1.
_STATE = "state: "


class Place(NamedTuple):
    """A row, by the part it is of, a column, and what a value is multiplied by; whether it makes the row."""

    row: str
    channel: int
    factor: float = 1.0
    key: bool = True


class Group(NamedTuple):
    """A row that the site has put together: the part it is of, and the part that fills each column."""

    part: str
    sources: Mapping[int, str]


class StatePlace(NamedTuple):
    """A column that is filled with whether `part` is in `state`."""

    row: str
    channel: int
    part: str
    state: str


class Places:
    """`part_of` gives a part that may be looked at, None for any other."""

    def __init__(
        self, task: Task, part_of: Callable[[str], Part | None], groups: Sequence[Group] = ()
    ) -> None:
        self._task, self._part_of = task, part_of
        #: The parts that groups are of; a group of a part that may not be looked at is none.
        self.groups = {group.part for group in groups if part_of(group.part) is not None}
        groups = [group for group in groups if group.part in self.groups]
        #: Parts of groups: none has a row of its own by what it tells itself.
        self._taken = {part for group in groups for part in (group.part, *group.sources.values())}
        self._columns: dict[int, tuple[int, float]] = {}
        self._grouped: dict[tuple[str, int], list[Place]] = {}
        self.states: list[StatePlace] = []
        for column, channel in enumerate(task.channels):
            sources = [(group.part, group.sources[column]) for group in groups if column in group.sources]
            if channel.analog.startswith(_STATE):
                state = channel.analog.removeprefix(_STATE)
                self.states += [
                    StatePlace(row, column, part, state) for row, part in sources if part_of(part) is not None
                ]
                continue
            for analog, factor in _FILLED_WITH.get(channel.analog, {channel.analog: 1.0}).items():
                code = BY_SLUG[analog].code
                # Of several columns of one kind the first is the part's own.
                self._columns.setdefault(code, (column, factor))
                for row, part in sources:
                    self._grouped.setdefault((part, code), []).append(Place(row, column, factor))

    def of(self, name: str, analog_type: int) -> Sequence[Place]:
        """Where the part's value goes."""
        part = self._part_of(name)
        if part is None:
            return ()
        if name in self._taken:
            return self._grouped.get((name, analog_type), ())
        column, factor = self._columns.get(analog_type, (None, 1.0))
        if column is None or not self._task.eye.counts(part, column):
            return ()
        return (Place(name, column, factor, column in self._task.eye.keys),)

    def has_row(self, name: str) -> bool:
        """Whether a row may be of this part."""
        if name in self._taken:
            return name in self.groups
        part, eye = self._part_of(name), self._task.eye
        return part is not None and any(eye.counts(part, column) for column in eye.keys)
