"""Open alarms folded into few groups, whatever their number. Pure.

Theory of operation
===================

1. A site on fire is one group: everything that rings there belongs to it, but for tests, for what was found
   to be none, and for what only says that a line or a device is lost.
2. Everything else is grouped by cause and county; where that is too many, by cause alone, then by family of
   causes.
3. If there are still too many, the sites that burnt first keep a group each and the others share one.
4. The first fire is always the first group's, and that is of its site alone. Fires stand before the rest.
5. No alarm is lost: the counts of the groups add up to those of the tallies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from telemetry.event_kinds import EVENT_KINDS, EventKind

LIMIT = 10

_K = EventKind
#: Families into which causes are folded at last.
_FAMILIES: dict[str, frozenset[EventKind]] = {
    "warning": frozenset({_K.EARLY_WARNING, _K.PRE_ALARM}),
    "equipment": frozenset({_K.LINKAGE, _K.SUPERVISORY}),
    "technical": frozenset({_K.FAULT, _K.DEVICE_OFFLINE, _K.DISABLED, _K.OPERATION}),
    "test": frozenset({_K.TEST}),
}
#: A group a family, one for the first fire, and one for the other fires.
LEAST = len(_FAMILIES) + 2
_FAMILY_OF = {kind: name for name, kinds in _FAMILIES.items() for kind in kinds}
#: What says nothing of a fire at its site.
APART = frozenset({_K.DEVICE_OFFLINE, _K.TEST})


class Tally(NamedTuple):
    """The open alarms of one kind at one site."""

    site: str
    area: str
    kind: EventKind
    number: int
    unacknowledged: int
    first_id: int
    first_at: int
    #: Found to be none of what they say (false, a test), or logged within declared works.
    dismissed: bool = False
    #: Of the fire class, and neither verified nor closed.
    unverified: int = 0
    #: The oldest of these.
    unverified_id: int | None = None
    #: When the newest of those that nobody has acknowledged began to ring, by the centre's clock.
    rung_at: int | None = None


@dataclass
class Group:
    """What a person sees as one thing."""

    cause: str
    #: The site, where it is of one alone; the county, where it is of one alone.
    site: str | None
    area: str | None
    count: int = 0
    unacknowledged: int = 0
    unverified: int = 0
    #: The oldest unverified alarm of the most urgent kind that has one.
    unverified_id: int | None = None
    first_id: int = 0
    first_at: int = 0
    kinds: dict[EventKind, int] = field(default_factory=dict)
    sites: set[str] = field(default_factory=set)

    def add(self, tally: Tally) -> None:
        """Take a tally in."""
        ahead = (_rank(tally.kind), tally.first_at, tally.first_id)
        first = not self.count or ahead < self._ahead
        if first:
            self._ahead = ahead
            self.first_id, self.first_at = tally.first_id, tally.first_at
        self.count += tally.number
        self.unacknowledged += tally.unacknowledged
        self.unverified += tally.unverified
        if tally.unverified_id is not None:
            waits = (_rank(tally.kind), tally.unverified_id)
            if self._waits is None or waits < self._waits:
                self._waits, self.unverified_id = waits, tally.unverified_id
        self.kinds[tally.kind] = self.kinds.get(tally.kind, 0) + tally.number
        self.sites.add(tally.site)

    _ahead: tuple[int, int, int] = (0, 0, 0)
    _waits: tuple[int, int] | None = None

    @property
    def order(self) -> tuple[bool, int, int, int]:
        """Fires first, those that burnt first before the others."""
        return (self.cause != "fire", *self._ahead)


_Key = tuple[str, str | None, str | None]
_Level = Callable[[Tally], _Key]

#: How what burns nowhere is grouped, from the finest to the coarsest.
_LEVELS: Sequence[_Level] = (
    lambda tally: (_cause(tally), None, tally.area),
    lambda tally: (_cause(tally), None, None),
    lambda tally: (_family(tally), None, None),
)


def fold(tallies: Iterable[Tally], limit: int = LIMIT) -> list[Group]:
    """At most `limit` groups (`LEAST` at least), what must be seen first in front."""
    if limit < LEAST:
        raise ValueError(f"fewer than {LEAST} groups cannot keep the first fire apart")
    held = list(tallies)
    burning = {tally.site for tally in held if tally.kind is EventKind.FIRE and not tally.dismissed}
    of_fires = [tally for tally in held if _of_fire(tally, burning)]
    rest = [tally for tally in held if not _of_fire(tally, burning)]
    fires = sorted(_grouped(of_fires, lambda tally: ("fire", tally.site, tally.area)), key=_order)
    others: list[Group] = []
    for level in _LEVELS:
        others = _grouped(rest, level)
        if len(others) + len(fires) <= limit:
            break
    else:
        alone = {group.site for group in fires[: limit - len(others) - 1]}
        fires = [
            *(group for group in fires if group.site in alone),
            *_grouped((tally for tally in of_fires if tally.site not in alone), _other_fires),
        ]
    return sorted([*fires, *others], key=_order)


def family(cause: str) -> str:
    """The family that a cause is folded into at last; of a family, itself."""
    return next((name for name, kinds in _FAMILIES.items() if cause in {kind.value for kind in kinds}), cause)


def _grouped(tallies: Iterable[Tally], level: _Level) -> list[Group]:
    found: dict[_Key, Group] = {}
    for tally in tallies:
        key = level(tally)
        found.setdefault(key, Group(*key)).add(tally)
    return list(found.values())


def _of_fire(tally: Tally, burning: set[str]) -> bool:
    return tally.site in burning and tally.kind not in APART and not tally.dismissed


def _other_fires(_tally: Tally) -> _Key:
    return "fire", None, None


def _cause(tally: Tally) -> str:
    return "test" if tally.dismissed else tally.kind.value


def _family(tally: Tally) -> str:
    return "test" if tally.dismissed else _FAMILY_OF.get(tally.kind, "warning")


def _rank(kind: EventKind) -> int:
    return EVENT_KINDS[kind].rank


def _order(group: Group) -> tuple[bool, int, int, int]:
    return group.order
