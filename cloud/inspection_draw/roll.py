"""What stands in the lists of a draw: units, inspectors, and who of them may not meet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple


class Reason(NamedTuple):
    """Why a unit is not drawn. Units that are gone count in no ratio; the others do."""

    zh: str
    en: str
    gone: bool


RECENTLY_INSPECTED: Final = "recently-inspected"
#: Why a unit is left out (不纳入抽取的原因).
EXCLUSIONS: Final = {
    "closed": Reason("停业或注销", "closed down", True),
    "suspended": Reason("停产停业", "operation suspended", False),
    "under-rectification": Reason("整改期内", "under rectification", False),
    "under-investigation": Reason("立案查处中", "under investigation", False),
    RECENTLY_INSPECTED: Reason("近期已检查", "recently inspected", False),
}
#: Why an inspector does not go to a unit (回避情形).
CONFLICTS: Final = {
    "kinship": ("亲属关系", "kinship"),
    "interest": ("利害关系", "an interest of their own"),
    "recusal": ("申请回避", "recusal"),
    "visited": ("曾检查该单位", "has inspected the unit"),
}
OVERDUE: Final = "overdue"


class Unit(NamedTuple):
    """A unit on the list (监管对象). Texts are empty where nothing is known."""

    unit: str
    name: str
    area: str
    unit_class: str
    risk: str
    credit: str
    last_inspected: date | None
    exclusion: str
    certain: str


class Inspector(NamedTuple):
    """An inspector (执法检查人员): home county, and how many units at most."""

    inspector: str
    name: str
    area: str
    capacity: int


class Conflict(NamedTuple):
    """An inspector and a unit that may not meet; a visit has the day on which it was."""

    inspector: str
    unit: str
    kind: str
    date: date | None

    def order(self) -> tuple[str, str, str, str]:
        """By which conflicts are sorted."""
        return self.inspector, self.unit, self.kind, "" if self.date is None else self.date.isoformat()


class Rolls(NamedTuple):
    """The three lists, each in the order of its ids."""

    units: Sequence[Unit]
    inspectors: Sequence[Inspector]
    conflicts: Sequence[Conflict]
