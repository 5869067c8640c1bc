"""Why an alarm was what it was (原因): one table, each cause with the outcomes it can belong to."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cloud.alarms.state_table import Outcome


class Cause(StrEnum):
    """What lay behind an alarm."""

    COOKING = "cooking"
    STEAM = "steam"
    DUST = "dust"
    SMOKING = "smoking"
    INSECTS = "insects"
    WEATHER = "weather"
    WORKS = "works"
    FAULT = "fault"
    MALICIOUS = "malicious"
    ACCIDENTAL = "accidental"
    DRILL = "drill"
    WALK_TEST = "walk-test"
    MAINTENANCE = "maintenance"
    ELECTRICAL = "electrical"
    OPEN_FLAME = "open-flame"
    ARSON = "arson"
    OTHER = "other"


class CauseEntry(NamedTuple):
    """A cause's names, and the outcomes that it explains."""

    zh: str
    en: str
    outcomes: frozenset[Outcome]


_REAL = frozenset({Outcome.REAL})
_FALSE = frozenset({Outcome.FALSE})
_TEST = frozenset({Outcome.TEST})
_EITHER = _REAL | _FALSE

CAUSES: dict[Cause, CauseEntry] = {
    Cause.COOKING: CauseEntry("烹饪油烟", "cooking", _EITHER),
    Cause.STEAM: CauseEntry("水蒸气", "steam", _FALSE),
    Cause.DUST: CauseEntry("灰尘", "dust", _FALSE),
    Cause.SMOKING: CauseEntry("吸烟", "smoking", _EITHER),
    Cause.INSECTS: CauseEntry("昆虫", "insects", _FALSE),
    Cause.WEATHER: CauseEntry("天气(风、雷、潮湿)", "weather", _EITHER),
    Cause.WORKS: CauseEntry("施工(电焊、切割、装修)", "works", _EITHER),
    Cause.FAULT: CauseEntry("设备故障", "device fault", _FALSE),
    Cause.MALICIOUS: CauseEntry("恶意报警", "malicious", _FALSE),
    Cause.ACCIDENTAL: CauseEntry("误碰", "accidental", _FALSE),
    Cause.DRILL: CauseEntry("消防演练", "drill", _TEST),
    Cause.WALK_TEST: CauseEntry("步测", "walk test", _TEST),
    Cause.MAINTENANCE: CauseEntry("维护保养", "maintenance", _TEST),
    Cause.ELECTRICAL: CauseEntry("电气", "electrical", _REAL),
    Cause.OPEN_FLAME: CauseEntry("用火不慎", "open flame", _REAL),
    Cause.ARSON: CauseEntry("放火", "arson", _REAL),
    Cause.OTHER: CauseEntry("其他", "other", _REAL | _FALSE | _TEST),
}


def explains(cause: Cause, outcome: Outcome) -> bool:
    """Whether a cause can stand with an outcome."""
    return outcome in CAUSES[cause].outcomes
