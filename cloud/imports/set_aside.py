"""Rows that did not go in: kept with their cells and faults, repaired, replayed or given up. Commits nothing.

1. The good rows of a file of records go in; the others are set aside in the same transaction.
2. A row that waits for a decision on its spelling is due once it is made, and goes in by itself.
3. A repaired row is checked as any row is; one that still does not fit stays, with what is wrong now.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.errors import ApiError, not_found
from cloud.imports import lookups, naming, references, sheets, writing
from cloud.imports import set_aside_repository as repository
from cloud.imports.columns import COLUMNS
from cloud.imports.sheets import Row
from cloud.imports.tables import SetAsideRow
from cloud.imports.wrong import Ahead, Wrong
from cloud.matching.service import Matcher
from cloud.people.asker import Asker

FAULTY: Final = "faulty"
WAITING: Final = "waiting"
DUE: Final = "due"
REPLAYED: Final = "replayed"
DISCARDED: Final = "discarded"
OPEN: Final = (FAULTY, WAITING, DUE)
STATE_NAMES: Final[dict[str, tuple[str, str]]] = {
    FAULTY: ("有错误", "faulty"),
    WAITING: ("等待人工确认", "waits for a person"),
    DUE: ("即将导入", "about to go in"),
    REPLAYED: ("已导入", "went in"),
    DISCARDED: ("已放弃", "given up"),
}


def keep(session: Session, kind: str, rows: Sequence[Row], *, run: int, now: int) -> None:
    """Rows with faults are set aside."""
    session.add_all(
        [
            SetAsideRow(
                import_id=run, sheet=row.sheet, kind=kind, row=row.number, cells=row.texts(),
                faults=_faults(row), sha256=row.sha256(), match_key=row.waits,
                state=WAITING if row.waits else FAULTY, at=now, version=1,
            )
            for row in rows
        ]
    )  # fmt: skip
    session.flush()


def split(
    session: Session, asker: Asker, matcher: Matcher, kind: str, rows: Sequence[Row], *, run: int, now: int
) -> tuple[list[Row], list[Row], lookups.Lookups]:
    """Rows that fit and those that do not, which have their faults; and what was looked up, locked."""
    naming.fill(session, matcher, kind, rows, run=run, now=now)
    sound = [row for row in rows if not row.faults]
    there = lookups.find(session, asker, kind, sound, lock=True)
    ahead = Ahead()
    for row in sound:
        try:
            references.check(asker, kind, row, there, ahead)
        except Wrong as wrong:
            row.faults.append(row.fault(row.sheet, wrong.field, wrong.fault))
    return [row for row in sound if not row.faults], [row for row in rows if row.faults], there


def decided(session: Session, key: str) -> int:
    """A person has said what this spelling is: what waited for it is due. Returns how many rows are."""
    return repository.make_due(session, key, WAITING, DUE)


def replay_due(session: Session, row: SetAsideRow, asker: Asker, matcher: Matcher, now: int) -> None:
    """A row whose spelling has been decided on goes in within the scope of its import."""
    _replay(session, row, asker, matcher, now)


def repair(
    session: Session, asker: Asker, number: int, version: int, cells: dict[str, str], now: int
) -> SetAsideRow:
    """A person has corrected cells: the row is tried again. Raises ApiError."""
    row = _open(session, asker, number, version)
    unknown = sorted(set(cells) - {column.field for column in COLUMNS[row.kind]})
    if unknown:
        raise ApiError(
            422,
            "column-unknown",
            f"没有字段 {unknown[0]!r}。",
            f"There is no field {unknown[0]!r}.",
            "body.cells",
        )
    before = {name: row.cells.get(name, "") for name in cells}
    row.cells = row.cells | cells
    _replay(session, row, asker, Matcher(asker), now)
    audit.record(
        session, asker, "import.repair", f"import/{row.import_id}/{row.sheet}/{row.row}",
        {"cells": before}, {"cells": cells, "state": row.state},
    )  # fmt: skip
    return row


def discard(session: Session, asker: Asker, number: int, version: int, now: int) -> SetAsideRow:
    """A person gives a row up. Raises ApiError."""
    row = _open(session, asker, number, version)
    before = row.state
    row.state, row.settled_at, row.settled_by = DISCARDED, now, asker.name
    row.version += 1
    session.flush()
    subject = f"import/{row.import_id}/{row.sheet}/{row.row}"
    audit.record(session, asker, "import.discard", subject, {"state": before}, {"state": DISCARDED})
    return row


def _replay(session: Session, row: SetAsideRow, asker: Asker, matcher: Matcher, now: int) -> None:
    again = sheets.row_of(row.kind, row.sheet, row.row, row.cells)
    fits, _, there = split(session, asker, matcher, row.kind, [again], run=row.import_id, now=now)
    row.faults, row.match_key, row.sha256 = _faults(again), again.waits, again.sha256()
    row.version += 1
    if fits:
        writing.write(session, row.kind, fits, there, asker.name, now, row.import_id)
        row.state, row.settled_at, row.settled_by = REPLAYED, now, asker.name
    else:
        row.state = WAITING if again.waits else FAULTY
    session.flush()


def _open(session: Session, asker: Asker, number: int, version: int) -> SetAsideRow:
    row = repository.by_id(session, asker, number, for_update=True)
    if row is None:
        raise not_found("隔离行", "row set aside", "path.id")
    if row.version != version or row.state not in OPEN:
        raise ApiError(
            409,
            "row-moved",
            "该行已被他人处理,请刷新后重试。",
            "Somebody else has dealt with this row. Reload it.",
            "body.version",
        )
    return row


def _faults(row: Row) -> list[dict[str, Any]]:
    told = ("field", "column", "value", "code", "zh", "en")
    return [{name: getattr(fault, name) for name in told} for fault in row.faults]
