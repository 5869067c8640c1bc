"""Rows about inspections: whether they fit, and how they are written. Opens and commits nothing.

1. A row's number is its key. A record that came before is not changed by a later file, but for one thing: a
   hazard that was open is closed by the day of its closing. A file that says otherwise is refused.
2. What comes by a file is known from its import on (`known_at`), and says which import brought it.
3. The timeline tells what the file tells: found, ordered, and closed as of the import.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.checklists.by_category import checklist
from cloud.checklists.items import ITEMS
from cloud.draws.tables import SupervisedUnit
from cloud.duty.days import day_of, start_of
from cloud.hazards.tables import Hazard, HazardEntry
from cloud.imports.fault import CellFault
from cloud.imports.sheets import Row
from cloud.inspections import settling
from cloud.inspections.tables import Inspection
from cloud.live import changes
from cloud.organisations.tables import Building, Organisation
from cloud.patrols.tables import Patrol

KINDS: Final = ("supervision", "inspections", "hazards", "patrols")
_KEY: Final = "import-"


@dataclass
class Records:
    """What is there already, by its number; how units stand, by their organisation's id."""

    standings: dict[int, SupervisedUnit] = field(default_factory=dict)
    inspections: dict[str, Inspection] = field(default_factory=dict)
    hazards: dict[str, Hazard] = field(default_factory=dict)
    patrols: dict[tuple[int, str], Patrol] = field(default_factory=dict)


def find(session: Session, kind: str, rows: Sequence[Row], owners: Sequence[int]) -> Records:
    """The records that rows of a kind name."""
    found = Records()
    if kind == "supervision":
        standings = select(SupervisedUnit).where(SupervisedUnit.organisation_id.in_(owners))
        found.standings = {row.organisation_id: row for row in session.scalars(standings)}
        return found
    numbers = [row.values["number"] for row in rows]
    if kind == "patrols":
        query = select(Patrol).where(Patrol.organisation_id.in_(owners), Patrol.number.in_(numbers))
        found.patrols = {(row.organisation_id, row.number): row for row in session.scalars(query)}
        return found
    named = {row.values["inspection"] for row in rows if row.values.get("inspection")}
    wanted = numbers if kind == "inspections" else sorted(named)
    held = session.scalars(select(Inspection).where(Inspection.number.in_(wanted)))
    found.inspections = {str(row.number): row for row in held}
    if kind == "hazards":
        keys = [_KEY + number for number in numbers]
        rows_there = session.scalars(select(Hazard).where(Hazard.key.in_(keys)))
        found.hazards = {row.key.removeprefix(_KEY): row for row in rows_there}
    return found


Fault = tuple[str, CellFault]


def fault_of(
    kind: str,
    values: dict[str, Any],
    owner: Organisation | None,
    found: Records,
    ahead: Callable[[str], bool],
    today: date,
) -> Fault | None:
    """What does not fit, with its field. `ahead`: whether an earlier sheet brings this inspection."""
    if kind == "supervision":
        return None
    for name in ("inspected_on", "found_on", "closed_on"):
        if values.get(name) is not None and values[name] > today:
            return name, _AHEAD
    if kind == "inspections":
        there = found.inspections.get(values["number"])
        return None if there is None or _same_inspection(there, values, owner) else ("number", _OTHER)
    if kind == "patrols":
        if values["abnormal"] > values["items"]:
            return "abnormal", _MORE_THAN_ALL
        held = found.patrols.get((owner.id, values["number"])) if owner is not None else None
        told = tuple(values[name] for name in ("at", "items", "abnormal"))
        same = held is None or (held.at, held.items, held.abnormal) == told
        return None if same else ("number", _OTHER)
    return _hazard_fault(values, owner, found, ahead)


def write(
    session: Session,
    kind: str,
    rows: Sequence[Row],
    owners: dict[str, Organisation],
    buildings: dict[tuple[int, str], Building],
    found: Records,
    *,
    by: str,
    now: int,
    run: int,
) -> tuple[tuple[int, int, int], list[tuple[Row, Any]]]:
    """Write rows that fit; returns how many were created, changed and unchanged, and the records of rows."""
    told: list[tuple[Row, Any]] = []
    created = changed = unchanged = 0
    for row in rows:
        values = row.values
        owner = owners[values["organisation"]]
        if kind == "supervision":
            became = _stand(session, found.standings.get(owner.id), values, owner, by, now)
            created, changed = created + (became == "created"), changed + (became == "changed")
            unchanged += became == "unchanged"
            continue
        name = values.get("building")
        building = buildings[owner.id, name].id if name is not None else None
        common = {
            "organisation_id": owner.id,
            "building_id": building,
            "area": owner.area,
            "known_at": now,
            "import_id": run,
        }
        if kind == "patrols" and (owner.id, values["number"]) not in found.patrols:
            plain = {key: values[key] for key in ("number", "at", "items", "abnormal")}
            texts = {key: values.get(key) or "" for key in ("by", "note")}
            patrol = Patrol(**common, **plain, **texts)
            session.add(patrol)
            session.flush()
            changes.note(session, changes.INSPECTION, ("patrol", patrol.id))
            told.append((row, patrol))
            created += 1
        elif kind == "inspections" and values["number"] not in found.inspections:
            told.append((row, _inspection(session, values, owner, common, by, now)))
            created += 1
        elif kind == "hazards" and values["number"] not in found.hazards:
            told.append((row, _hazard(session, values, common, found, by, now)))
            created += 1
        elif kind == "hazards" and _closes(found.hazards[values["number"]], values):
            told.append((row, found.hazards[values["number"]]))
            _close(session, found.hazards[values["number"]], values["closed_on"], by, now)
            changed += 1
        else:
            unchanged += 1
    session.flush()
    return (created, changed, unchanged), told


def _stand(
    session: Session,
    row: SupervisedUnit | None,
    values: dict[str, Any],
    owner: Organisation,
    by: str,
    now: int,
) -> str:
    told = {name: value or "" for name, value in values.items() if name != "organisation"}
    if row is None:
        blank = dict.fromkeys(("risk", "credit", "exclusion", "certain"), "")
        session.add(
            SupervisedUnit(organisation_id=owner.id, by=by, changed_at=now, version=1, **blank | told)
        )
        return "created"
    if all(getattr(row, name) == value for name, value in told.items()):
        return "unchanged"
    for name, value in told.items():
        setattr(row, name, value)
    row.by, row.changed_at, row.version = by, now, row.version + 1
    return "changed"


def _inspection(
    session: Session, values: dict[str, Any], owner: Organisation, common: dict[str, Any], by: str, now: int
) -> Inspection:
    at = start_of(values["inspected_on"])
    row = Inspection(
        **common,
        category=owner.category,
        origin="import",
        number=values["number"],
        checklist=list(checklist(owner.category)),
        state="closed",
        due_on=values["inspected_on"].isoformat(),
        result=values["result"],
        note=values.get("note") or "",
        made_at=now,
        made_by=values.get("by") or by,
        started_at=at,
        submitted_at=at,
        closed_at=at,
        version=1,
    )
    session.add(row)
    session.flush()
    settling.enter(session, row, "import", by=by, now=now, detail={"import": common["import_id"]})
    return row


def _hazard(
    session: Session, values: dict[str, Any], common: dict[str, Any], found: Records, by: str, now: int
) -> Hazard:
    inspection = found.inspections.get(values.get("inspection") or "")
    code = values.get("item") or ""
    zh, en = ITEMS[code].clause.cited() if code else ("", "")
    clause, deadline, closed = (values.get(name) for name in ("clause", "deadline", "closed_on"))
    at = start_of(values["found_on"])
    row = Hazard(
        **common,
        key=_KEY + values["number"],
        inspection_id=inspection.id if inspection is not None else None,
        source="import" if inspection is not None else "patrol",
        item=code,
        clause_zh=clause or zh,
        clause_en=clause or en,
        grade=values["grade"],
        place=values.get("place") or "",
        text=values["text"],
        state="closed" if closed else "ordered" if deadline else "found",
        deadline=deadline.isoformat() if deadline else None,
        found_at=at,
        found_by=by,
        closed_at=start_of(closed) if closed else None,
        failed_rechecks=0,
        extensions=0,
        version=1,
    )
    session.add(row)
    session.flush()
    _enter(session, row, "found", "found", by, at, {"import": common["import_id"]})
    if deadline:
        _enter(session, row, "order", "ordered", by, at, {"deadline": deadline.isoformat()})
    if closed:
        _enter(session, row, "recheck-pass", "closed", by, start_of(closed), {})
    changes.note(session, changes.INSPECTION, ("hazard", row.id))
    if inspection is not None:
        settling.settle(session, inspection.id, now)
    return row


def _close(session: Session, row: Hazard, closed_on: date, by: str, now: int) -> None:
    row.state, row.closed_at, row.asked_until = "closed", start_of(closed_on), None
    row.version += 1
    # As of now: before this import nobody here knew of it.
    _enter(session, row, "recheck-pass", "closed", by, now, {"closed_on": closed_on.isoformat()})
    changes.note(session, changes.INSPECTION, ("hazard", row.id))
    if row.inspection_id is not None:
        settling.settle(session, row.inspection_id, now)


def _enter(
    session: Session, row: Hazard, action: str, state: str, by: str, at: int, detail: dict[str, Any]
) -> None:
    session.add(
        HazardEntry(hazard_id=row.id, at=at, action=action, state=state, by=by, note="", detail=detail)
    )
    session.flush()


def _closes(row: Hazard, values: dict[str, Any]) -> bool:
    return values.get("closed_on") is not None and row.closed_at is None


def _same_inspection(row: Inspection, values: dict[str, Any], owner: Organisation | None) -> bool:
    return (
        owner is not None
        and row.organisation_id == owner.id
        and row.result == values["result"]
        and row.submitted_at is not None
        and day_of(row.submitted_at) == values["inspected_on"]
    )


def _hazard_fault(
    values: dict[str, Any], owner: Organisation | None, found: Records, ahead: Callable[[str], bool]
) -> Fault | None:
    for name in ("deadline", "closed_on"):
        if values.get(name) is not None and values[name] < values["found_on"]:
            return name, _BEFORE
    number = values.get("inspection")
    if number is not None:
        inspection = found.inspections.get(number)
        if inspection is None and not ahead(number):
            return "inspection", _NO_INSPECTION
        if inspection is not None and (owner is None or inspection.organisation_id != owner.id):
            return "inspection", _NO_INSPECTION
    row = found.hazards.get(values["number"])
    if row is None:
        return None
    same = (
        owner is not None
        and row.organisation_id == owner.id
        and row.text == values["text"]
        and day_of(row.found_at) == values["found_on"]
    )
    return None if same else ("number", _OTHER)


_OTHER: Final = CellFault(
    "other-record",
    "该编号已有另一条不同的记录;已导入的记录不能用文件修改,请核对编号。",
    "Another record has this number; files do not change what was imported. Check the number.",
)
_AHEAD: Final = CellFault("ahead", "日期晚于今天。", "The day is later than today.")
_BEFORE: Final = CellFault("before-found", "早于发现日期。", "Earlier than the day of finding.")
_MORE_THAN_ALL: Final = CellFault(
    "more-than-all", "异常项数大于巡查项数。", "More abnormal items than items."
)
_NO_INSPECTION: Final = CellFault(
    "refers-nowhere",
    "该单位没有这条检查记录,请先导入。",
    "This organisation has no such inspection. Import it first.",
)
