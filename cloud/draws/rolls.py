"""The three lists of a draw from the registry. What is not needed to draw is not in them: they are published.

1. Units: organisations of the area, but homes. Their id in the list is their number in the registry. How
   they stand is as was told (`SupervisedUnit`), their risk the worst band of their sites' scores, and only
   where nothing is scored what was told; when they were last inspected, and whether what was ordered
   still has time, is known from the inspections themselves.
2. Inspectors: those who are active, certified on the plan's day and at work in all of its area or in a part
   of it. Their capacity is what is left of it beside the tasks that are on them.
3. Conflicts: whatever their reason they are published as recusals, since the reason is nobody's business and
   changes nothing; and each visit with its day. Who inspects only a part of the area is recused elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from cloud.draws import repository
from cloud.draws.tables import SupervisedUnit
from cloud.draws.template import OTHERWISE
from cloud.duty.days import DAY_MS, day_of, start_of
from cloud.errors import ApiError
from cloud.hazards import repository as hazards
from cloud.inspection_draw.plan import Plan
from cloud.inspection_draw.roll import Conflict, Inspector, Rolls, Unit
from cloud.inspections import repository as inspections
from cloud.inspectors import repository as inspector_rows
from cloud.inspectors.tables import Inspector as InspectorRow
from cloud.inspectors.views import certified
from cloud.organisations.tables import Organisation
from cloud.risk.scores import worst_repository as scores

RECUSAL = "recusal"
#: Pairs of who is recused for inspecting only a part of the area; beyond it the plan is of too large an area.
_MOST_PAIRS = 500_000
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Listed(NamedTuple):
    """The lists, and which organisation each unit is."""

    rolls: Rolls
    organisations: dict[str, int]


def listed(session: Session, plan: Plan) -> Listed:
    """The lists of a plan as they are now. Raises ApiError 422 where they cannot be."""
    units: list[Unit] = []
    ids: dict[str, int] = {}
    areas: dict[int, str] = {}
    day = plan.date.isoformat()
    for piece in repository.organisations(session, plan.area):
        numbers = [row.id for row, _ in piece]
        last = inspections.last_done(session, numbers)
        rectifying = hazards.under_rectification(session, numbers, day)
        bands = scores.worst_bands(session, numbers)
        for row, standing in piece:
            unit = _unit(row, standing, plan.date, last.get(row.id), row.id in rectifying, bands.get(row.id))
            if unit.unit in ids:
                raise _fault(
                    f"unit {unit.unit}", "编号重复,请更正单位编号。", "is there twice; correct its number"
                )
            ids[unit.unit], areas[row.id] = row.id, row.area
            units.append(unit)
    if not units:
        raise _fault(
            "units", "该辖区没有可列入名单的单位。", "there are none in this area; correct the plan's area"
        )
    rows = [row for row in repository.inspectors(session) if _works(row, plan)]
    return Listed(
        Rolls(sorted(units), _people(session, rows), _conflicts(session, plan, rows, ids, areas)), ids
    )


def _unit(
    row: Organisation,
    standing: SupervisedUnit | None,
    day: date,
    last: int | None,
    rectifying: bool,
    band: str | None,
) -> Unit:
    exclusion = standing.exclusion if standing is not None else ""
    inspected = None if last is None else min(day_of(last), day)
    return Unit(
        unit=unit_id(row),
        name=_line(row.name),
        area=row.area,
        unit_class=standing.unit_class if standing is not None else OTHERWISE,
        risk=band or (standing.risk if standing is not None else ""),
        credit=standing.credit if standing is not None else "",
        last_inspected=inspected,
        exclusion=exclusion or ("under-rectification" if rectifying else ""),
        certain=_line(standing.certain) if standing is not None else "",
    )


def unit_id(row: Organisation) -> str:
    """An organisation's id in a list: its number, where that is one."""
    return row.number if _ID.fullmatch(row.number) else f"organisation-{row.id}"


def _works(row: InspectorRow, plan: Plan) -> bool:
    here = any(area.startswith(plan.area) or plan.area.startswith(area) for area in row.districts)
    return here and certified(row, plan.date)


def _people(session: Session, rows: list[InspectorRow]) -> list[Inspector]:
    load = inspections.open_by_inspector(session, [row.id for row in rows])
    return sorted(
        Inspector(row.number, _line(row.name), row.home_area, max(0, row.capacity - load.get(row.id, 0)))
        for row in rows
    )


def _conflicts(
    session: Session, plan: Plan, rows: list[InspectorRow], ids: dict[str, int], areas: dict[int, str]
) -> list[Conflict]:
    units = {number: unit for unit, number in ids.items()}
    people = {row.id: row.number for row in rows}
    found = {
        Conflict(people[one.inspector_id], units[one.organisation_id], RECUSAL, None)
        for one in inspector_rows.standing(session, list(people))
        if one.organisation_id in units
    }
    since = start_of(plan.date) - plan.inspectors.visits_days * DAY_MS
    for inspector, organisation, at in inspections.visits(session, list(people), since):
        if organisation in units:
            day = min(day_of(at), plan.date)
            found.add(Conflict(people[inspector], units[organisation], "visited", day))
    for row in rows:
        districts = tuple(row.districts)
        if plan.area.startswith(districts):
            continue
        found |= {
            Conflict(row.number, unit, RECUSAL, None)
            for unit, number in ids.items()
            if not areas[number].startswith(districts)
        }
        if len(found) > _MOST_PAIRS:
            raise _fault(
                "inspectors",
                "检查人员执法区划过于零散,请缩小计划的辖区。",
                "work in too small parts of the area; draw up a plan of a smaller one",
            )
    return sorted(found, key=Conflict.order)


def _line(text: str) -> str:
    return unicodedata.normalize("NFC", text)[:200]


def _fault(what: str, zh: str, en: str) -> ApiError:
    return ApiError(422, "plan-fault", f"{what}:{zh}", f"{what} {en}.", "body.plan")
