"""Rows that name their organisation instead of giving its number: the number is put in, or why it cannot be.

Opens and commits nothing; spellings that a person must decide on are asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from cloud.imports.fault import CellFault
from cloud.imports.sheets import Row
from cloud.matching.comparing import Spelling
from cloud.matching.service import Asked, Matcher

#: Kinds that may name an organisation, and whether one that the registry lacks is no fault.
NAMED: Final = {"inspections": False, "hazards": False, "patrols": False, "fires": True, "works": False}
NUMBER: Final = "organisation"
NAME: Final = "organisation_name"
WAITS: Final = "match-waiting"


def fill(session: Session, matcher: Matcher, kind: str, rows: Sequence[Row], *, run: int, now: int) -> None:
    """Put numbers into rows without faults; a row that cannot go in gets its fault."""
    if kind not in NAMED:
        return
    sought: list[tuple[Row, Asked]] = []
    for row in rows:
        row.values.setdefault(NUMBER, None)
        if row.values[NUMBER] is not None or row.faults:
            continue
        spelling = _spelling(row)
        if spelling is not None:
            sought.append((row, Asked(spelling, run, kind, row.number)))
        elif not NAMED[kind]:
            row.faults.append(row.fault(row.sheet, NUMBER, _MISSING))
    for (row, _), meant in zip(
        sought, matcher.meant(session, [asked for _, asked in sought], now), strict=True
    ):
        row.values[NUMBER] = meant.number
        if meant.waits is not None:
            row.waits = meant.waits
            row.faults.append(row.fault(row.sheet, NAME, _WAITING))
        elif meant.number is None and not NAMED[kind]:
            row.faults.append(row.fault(row.sheet, NAME, _NOBODY))


def _spelling(row: Row) -> Spelling | None:
    name = row.values.get(NAME)
    if not name:
        return None
    return Spelling(name, row.values.get("organisation_address") or "", row.values.get("area") or "")


_MISSING: Final = CellFault(
    "missing", "须填写单位编号或单位名称。", "Fill in the organisation's number or its name."
)
_WAITING: Final = CellFault(
    WAITS,
    "与登记单位写法相近,等待人工确认后自动导入。",
    "Spelt like a registered organisation; it goes in by itself once a person has decided.",
)
_NOBODY: Final = CellFault(
    "match-none",
    "登记单位中没有写法相近的,请填写单位编号或先登记该单位。",
    "No registered organisation is spelt like this. Write its number, or register it first.",
)
