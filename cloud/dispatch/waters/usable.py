"""Whether water can be used now: usable, doubtful, unusable, and why. A table that is walked. Pure.

Theory of operation
===================

1. The first row that fits decides; rows stand from what is certain to what is only likely.
2. What somebody has put out of use is unusable, whatever a sensor says.
3. A reading counts while it is good and not older than a day. One that is stale, uncertain, out of range or
   substituted never proves anything: silence is doubt, never water.
4. Without a reading an inspection within a year vouches; open water is doubted while it may be frozen.

Pressures are assumptions where no standard is named (`cloud.dispatch.waters.kinds`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from cloud.dispatch.deciding.words import Words
from cloud.dispatch.waters.kinds import KINDS, Kind, WaterKind, WaterState

DAY_MS: Final = 86_400_000
FRESH_MS: Final = DAY_MS
VOUCHED_MS: Final = 366 * DAY_MS
#: Open water of the region bears ice then.
_ICE: Final = frozenset({11, 12, 1, 2, 3, 4})
_EAST_8_MS: Final = 8 * 3_600_000
#: Analog types by what they tell, with the factor to kPa or m.
PRESSURES: Final = {4: 1000.0, 5: 1.0}
LEVEL: Final = 2


class Usable(StrEnum):
    """How far it can be relied upon."""

    USABLE = "usable"
    DOUBTFUL = "doubtful"
    UNUSABLE = "unusable"


USABLE_NAMES: Final[dict[Usable, Words]] = {
    Usable.USABLE: Words("可用", "usable"),
    Usable.DOUBTFUL: Words("存疑", "doubtful"),
    Usable.UNUSABLE: Words("不可用", "unusable"),
}


@dataclass(frozen=True)
class Reading:
    """The latest sample of its point: analog type, value in that type's unit, ms, and its quality."""

    analog_type: int
    value: float
    at: int
    quality: str


@dataclass(frozen=True)
class Seen:
    """What is known of one water. `tied`: a point of the registry measures it."""

    kind: WaterKind
    state: WaterState
    inspected_at: int | None
    tied: bool
    reading: Reading | None
    now: int

    @property
    def entry(self) -> Kind:
        """Its kind's figures."""
        return KINDS[self.kind]

    @property
    def kpa(self) -> float | None:
        """The pressure, where that is what is measured."""
        factor = PRESSURES.get(self.reading.analog_type) if self.reading is not None else None
        return self.reading.value * factor if self.reading is not None and factor is not None else None

    @property
    def level_m(self) -> float | None:
        """The level, where that is what is measured."""
        told = self.reading
        return told.value if told is not None and told.analog_type == LEVEL else None

    @property
    def month(self) -> int:
        """The month in the region, 1 to 12."""
        return datetime.fromtimestamp((self.now + _EAST_8_MS) / 1000, UTC).month


def _below(seen: Seen, kpa: float, level_m: float) -> bool:
    return (seen.kpa is not None and seen.kpa < kpa) or (seen.level_m is not None and seen.level_m < level_m)


def _old(seen: Seen) -> bool:
    return seen.reading is not None and seen.now - seen.reading.at > FRESH_MS


def _vouched(seen: Seen) -> bool:
    return seen.inspected_at is not None and seen.now - seen.inspected_at <= VOUCHED_MS


_Row = tuple[Callable[[Seen], bool], Usable, Words]
U = Usable
TABLE: Final[tuple[_Row, ...]] = (
    (lambda s: s.state is WaterState.OUT, U.UNUSABLE, Words("已停用", "out of use")),
    (lambda s: s.state is WaterState.REPAIR, U.UNUSABLE, Words("维修中", "under repair")),
    (
        lambda s: s.entry.freezes and s.month in _ICE,
        U.DOUBTFUL,
        Words("冰期,可能封冻", "it may be frozen over"),
    ),
    (lambda s: s.tied and s.reading is None, U.DOUBTFUL, Words("传感器无数据", "its sensor says nothing")),
    (_old, U.DOUBTFUL, Words("数据超过一天", "its reading is older than a day")),
    (
        lambda s: s.reading is not None and s.reading.quality != "good",
        U.DOUBTFUL,
        Words("数据质量不佳", "its reading is not good"),
    ),
    (
        lambda s: _below(s, s.entry.least_kpa, s.entry.least_m),
        U.UNUSABLE,
        Words("无水(无压)", "no pressure or no water"),
    ),
    (
        lambda s: _below(s, s.entry.good_kpa, s.entry.good_m),
        U.DOUBTFUL,
        Words("压力(水位)偏低", "pressure or level is low"),
    ),
    (
        lambda s: s.kpa is not None or s.level_m is not None,
        U.USABLE,
        Words("压力(水位)正常", "pressure or level is right"),
    ),
    (_vouched, U.USABLE, Words("一年内已检查", "inspected within a year")),
    (lambda _: True, U.DOUBTFUL, Words("一年内未检查", "not inspected for a year")),
)


def usable(seen: Seen) -> tuple[Usable, Words]:
    """How far it can be relied upon, and why."""
    return next((verdict, why) for fits, verdict, why in TABLE if fits(seen))
