"""The three lists from their CSV files; every fault is told by file, line and column, nothing is guessed."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from cloud.imports import csv_file
from cloud.imports.fault import CellFault, FileFault, shortened
from cloud.inspection_draw import cells
from cloud.inspection_draw.cells import CellRefused, Column
from cloud.inspection_draw.plan import PlanFile
from cloud.inspection_draw.roll import Conflict, Inspector, Rolls, Unit
from runtime.faults import PlainFault

MOST_UNITS: Final = 500_000
_SHOWN: Final = 30
T = TypeVar("T", Unit, Inspector, Conflict)


class Found(NamedTuple):
    """A row that could be read, and where it stands."""

    line: int
    row: Unit | Inspector | Conflict


class Faults:
    """All that is wrong with the lists, told at once."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._count = 0

    def add(self, file: Path, line: int, column: str, value: str, fault: CellFault) -> None:
        """One fault at a cell; line 0 is the file itself."""
        self._count += 1
        if self._count <= _SHOWN:
            place = f"{file}:{line}" if line else str(file)
            shown = f"{column}: {shortened(value)!r}: " if column else ""
            self._lines.append(f"{place}: {shown}{fault.zh} {fault.en}")

    def tell(self) -> None:
        """Raise PlainFault when there is anything to tell."""
        if self._count > _SHOWN:
            more = self._count - _SHOWN
            raise PlainFault("\n".join([*self._lines, f"… 另有 {more} 处错误 and {more} more faults"]))
        if self._lines:
            raise PlainFault("\n".join(self._lines))


def rolls(plan: PlanFile) -> Rolls:
    """The lists of a plan, checked by themselves and together. Raises PlainFault with all faults."""
    faults = Faults()
    lists = plan.lists
    units = _only_once(
        faults, lists.units, _rows(faults, lists.units, cells.UNIT_COLUMNS, cells.unit), lambda row: row.unit
    )
    inspectors = _only_once(
        faults,
        lists.inspectors,
        _rows(faults, lists.inspectors, cells.INSPECTOR_COLUMNS, cells.inspector),
        lambda row: row.inspector,
    )
    conflicts: list[tuple[int, Conflict]] = []
    if lists.conflicts is not None:
        conflicts = list(_rows(faults, lists.conflicts, cells.CONFLICT_COLUMNS, cells.conflict))
        _known(faults, lists.conflicts, conflicts, units, inspectors)
        _not_ahead(faults, lists.conflicts, plan.date, [(line, "date", row.date) for line, row in conflicts])
    _of_the_plan(faults, plan, units)
    _not_ahead(
        faults, lists.units, plan.date, [(line, "last_inspected", row.last_inspected) for line, row in units]
    )
    faults.tell()
    return Rolls(
        sorted(row for _, row in units),
        sorted(row for _, row in inspectors),
        sorted({row for _, row in conflicts}, key=Conflict.order),
    )


def _rows(
    faults: Faults, file: Path, columns: Sequence[Column], parse: Callable[[dict[str, str]], T]
) -> Iterator[tuple[int, T]]:
    try:
        lines = csv_file.rows(file)
        _, heading = next(lines, (1, []))
        names = _headings(faults, file, columns, heading)
        if names is None:
            return
        for line, given in lines:
            if not any(given):
                continue
            row = {name: cell for name, cell in zip(names, given, strict=False) if name}
            try:
                if len(given) > len(names) and any(given[len(names) :]):
                    raise CellRefused(
                        "", CellFault("too-many", "列数多于表头。", "More cells than headings.")
                    )
                yield line, parse(row)
            except CellRefused as refused:
                faults.add(file, line, refused.column, row.get(refused.column, ""), refused.fault)
    except FileFault as fault:
        faults.add(file, 0, "", "", fault)
    except OSError as fault:
        raise PlainFault(
            f"{file}: 无法读取 cannot be read: {fault.strerror}; see [lists] of the plan"
        ) from None


def _headings(
    faults: Faults, file: Path, columns: Sequence[Column], heading: Sequence[str]
) -> list[str] | None:
    known = {column.zh: column.name for column in columns} | {column.name: column.name for column in columns}
    given = [unicodedata.normalize("NFC", cell) for cell in heading]
    names = [known.get(cell, "") for cell in given]
    good = True
    for cell, name in zip(given, names, strict=True):
        if cell and not name:
            words = ", ".join(f"{column.zh} {column.name}" for column in columns)
            faults.add(
                file,
                1,
                cell,
                cell,
                CellFault("unknown", f"没有这一列。可用:{words}", "There is no such column."),
            )
            good = False
        elif name and names.count(name) > 1:
            faults.add(
                file, 1, name, cell, CellFault("twice", "该列出现两次。", "This column is there twice.")
            )
            good = False
    for column in columns:
        if column.needed and column.name not in names:
            fault = CellFault("missing", f"缺少“{column.zh}”列。", f"The column {column.name} is missing.")
            faults.add(file, 1, column.name, "", fault)
            good = False
    return names if good else None


def _only_once(
    faults: Faults, file: Path, rows: Iterator[tuple[int, T]], id_of: Callable[[T], str]
) -> list[tuple[int, T]]:
    seen: dict[str, int] = {}
    kept = []
    for line, row in rows:
        first = seen.setdefault(id_of(row), line)
        if first != line:
            fault = CellFault("twice", f"与第 {first} 行重复。", f"The same id stands on line {first}.")
            faults.add(file, line, row._fields[0], id_of(row), fault)
        kept.append((line, row))
    if len(kept) > MOST_UNITS:
        fault = CellFault("too-many", f"超过 {MOST_UNITS} 行。", f"More than {MOST_UNITS} rows.")
        faults.add(file, 0, "", "", fault)
    return kept


def _of_the_plan(faults: Faults, plan: PlanFile, units: Sequence[tuple[int, Unit]]) -> None:
    classes = {entry.id for entry in plan.classes}
    for line, row in units:
        if row.unit_class not in classes:
            fault = CellFault(
                "unknown-class",
                f"计划中没有该类别:{'、'.join(sorted(classes))}。",
                f"The plan has no such class; it has {', '.join(sorted(classes))}.",
            )
            faults.add(plan.lists.units, line, "class", row.unit_class, fault)
        elif not row.area.startswith(plan.area):
            fault = CellFault(
                "elsewhere",
                f"不在计划的辖区 {plan.area} 内。",
                f"Not within the plan's area {plan.area}.",
            )
            faults.add(plan.lists.units, line, "area", row.area, fault)
        elif not any(
            stratum.takes(row.unit_class, row.risk, row.credit, row.area) for stratum in plan.strata
        ):
            fault = CellFault(
                "no-stratum",
                "没有任何分层包含该单位,请在 [[strata]] 中补充。",
                "No stratum takes this unit; add one to [[strata]].",
            )
            faults.add(plan.lists.units, line, "unit", row.unit, fault)


def _known(
    faults: Faults,
    file: Path,
    conflicts: Sequence[tuple[int, Conflict]],
    units: Sequence[tuple[int, Unit]],
    inspectors: Sequence[tuple[int, Inspector]],
) -> None:
    there = {
        "unit": {row.unit for _, row in units},
        "inspector": {row.inspector for _, row in inspectors},
    }
    for line, row in conflicts:
        for column, value in (("inspector", row.inspector), ("unit", row.unit)):
            if value not in there[column]:
                fault = CellFault("unknown", "名单中没有该编号。", "No list has this id.")
                faults.add(file, line, column, value, fault)


def _not_ahead(faults: Faults, file: Path, day: date, given: Sequence[tuple[int, str, date | None]]) -> None:
    for line, column, value in given:
        if value is not None and value > day:
            fault = CellFault("ahead", f"晚于计划日期 {day}。", f"Later than the plan's date, {day}.")
            faults.add(file, line, column, str(value), fault)
