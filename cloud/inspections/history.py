"""What inspections know of every organisation and building up to a moment: features for models of risk.

1. Only what the centre *knew* at the moment counts (`known_at`): what was found before and came later, from
   an offline phone or an import, is not in it. So a model learns from nothing that it could not have seen.
2. A hazard is open at the moment when it was known and not closed by then; its deadline is the one that held
   then, as the timeline tells.
3. One row an organisation and building; `building_id` None is what is known of the organisation alone.
   Organisations without any record have no row: nothing known is not the same as nothing found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from cloud.duty.days import DAY_MS, day_of
from cloud.hazards.tables import Hazard, HazardEntry
from cloud.inspections.state_table import DONE
from cloud.inspections.tables import Inspection
from cloud.organisations.tables import Organisation
from cloud.patrols.tables import Patrol
from cloud.people.asker import Asker
from cloud.people.scope import within

YEAR_MS: Final = 365 * DAY_MS
QUARTER_MS: Final = 90 * DAY_MS


@dataclass
class Row:
    """What is known of one building, or of an organisation beyond its buildings. Days count back."""

    organisation_id: int
    building_id: int | None
    inspections_1y: int = 0
    days_since_inspection: int | None = None
    hazards_1y: int = 0
    hazards_3y: int = 0
    major_3y: int = 0
    hazards_open: int = 0
    hazards_overdue: int = 0
    #: Of hazards closed within three years: how long rectification took, mean in days; None: none was.
    days_to_rectify: float | None = None
    failed_rechecks_3y: int = 0
    extensions_3y: int = 0
    #: Items that were found wrong more than once within three years.
    repeated_items_3y: int = 0
    patrols_90d: int = 0
    #: Of the items of those patrols, the share that was abnormal; None: no items were looked at.
    patrol_abnormal_share: float | None = None


@dataclass
class _Held:
    row: Row
    items: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    took: list[float] = field(default_factory=list)
    looked_at: int = 0
    abnormal: int = 0


def upto(session: Session, asker: Asker, moment: int, *, after: int, limit: int) -> list[Row]:
    """Rows of the next organisations by id that anything is known of at the moment (milliseconds UTC).

    At most `limit` organisations; the last row's organisation is where to go on.
    """
    owners = _owners(session, asker, moment, after, limit)
    held: dict[tuple[int, int | None], _Held] = {}

    def at(organisation_id: int, building_id: int | None) -> _Held:
        key = (organisation_id, building_id)
        if key not in held:
            held[key] = _Held(Row(organisation_id, building_id))
        return held[key]

    for inspection in _inspections(session, owners, moment):
        _inspected(at(inspection.organisation_id, inspection.building_id).row, inspection, moment)
    known = _hazards(session, owners, moment)
    entries = _entries(session, [row.id for row in known], moment)
    for hazard in known:
        _found(at(hazard.organisation_id, hazard.building_id), hazard, entries.get(hazard.id, ()), moment)
    for patrol in _patrols(session, owners, moment):
        one = at(patrol.organisation_id, patrol.building_id)
        one.row.patrols_90d += 1
        one.looked_at += patrol.items
        one.abnormal += patrol.abnormal
    for one in held.values():
        one.row.repeated_items_3y = sum(count > 1 for count in one.items.values())
        one.row.days_to_rectify = sum(one.took) / len(one.took) if one.took else None
        one.row.patrol_abnormal_share = one.abnormal / one.looked_at if one.looked_at else None
    return [held[key].row for key in sorted(held, key=lambda key: (key[0], key[1] or 0))]


def _inspected(row: Row, inspection: Inspection, moment: int) -> None:
    at = inspection.submitted_at or moment
    days = max(0, (moment - at) // DAY_MS)
    row.inspections_1y += at > moment - YEAR_MS
    row.days_since_inspection = min(days, row.days_since_inspection or days) if at <= moment else None


def _found(held: _Held, hazard: Hazard, entries: Sequence[HazardEntry], moment: int) -> None:
    row = held.row
    recent = hazard.found_at > moment - 3 * YEAR_MS
    row.hazards_1y += hazard.found_at > moment - YEAR_MS
    row.hazards_3y += recent
    row.major_3y += recent and hazard.grade == "major"
    row.failed_rechecks_3y += sum(entry.action == "recheck-fail" for entry in entries) if recent else 0
    row.extensions_3y += sum(entry.action == "grant-extension" for entry in entries) if recent else 0
    if recent and hazard.item:
        held.items[hazard.item] += 1
    state = entries[-1].state if entries else "found"
    if state in ("closed", "withdrawn"):
        if state == "closed" and entries[-1].at > moment - 3 * YEAR_MS:
            held.took.append(max(0, entries[-1].at - hazard.found_at) / DAY_MS)
        return
    row.hazards_open += 1
    deadline = _deadline(entries)
    row.hazards_overdue += state == "ordered" and deadline is not None and deadline < day_of(moment)


def _deadline(entries: Sequence[HazardEntry]) -> date | None:
    """The deadline that held after these entries: asking for more time moves nothing."""
    told = [entry.detail.get("deadline") for entry in entries if entry.action != "ask-extension"]
    set_ = [text for text in told if isinstance(text, str) and text]
    return date.fromisoformat(set_[-1]) if set_ else None


def _owners(session: Session, asker: Asker, moment: int, after: int, limit: int) -> list[int]:
    def known(column: object, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return exists().where(column == Organisation.id, *conditions)

    query = (
        select(Organisation.id)
        .where(
            Organisation.id > after,
            within(asker, Organisation.area, Organisation.id),
            or_(
                known(Hazard.organisation_id, Hazard.known_at <= moment),
                known(Inspection.organisation_id, Inspection.known_at <= moment),
                known(Patrol.organisation_id, Patrol.known_at <= moment),
            ),
        )
        .order_by(Organisation.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def _inspections(session: Session, owners: Collection[int], moment: int) -> list[Inspection]:
    return list(
        session.scalars(
            select(Inspection).where(
                Inspection.organisation_id.in_(owners),
                Inspection.known_at <= moment,
                Inspection.state.in_([state.value for state in DONE]),
            )
        )
    )


def _hazards(session: Session, owners: Collection[int], moment: int) -> list[Hazard]:
    query = select(Hazard).where(Hazard.organisation_id.in_(owners), Hazard.known_at <= moment)
    return list(session.scalars(query.order_by(Hazard.id)))


def _entries(session: Session, hazards: Collection[int], moment: int) -> dict[int, list[HazardEntry]]:
    found: dict[int, list[HazardEntry]] = defaultdict(list)
    query = select(HazardEntry).where(
        HazardEntry.hazard_id.in_(hazards), HazardEntry.at <= moment, HazardEntry.action != "photo"
    )
    for entry in session.scalars(query.order_by(HazardEntry.id)):
        found[entry.hazard_id].append(entry)
    return found


def _patrols(session: Session, owners: Collection[int], moment: int) -> list[Patrol]:
    return list(
        session.scalars(
            select(Patrol).where(
                Patrol.organisation_id.in_(owners),
                Patrol.known_at <= moment,
                Patrol.at > moment - QUARTER_MS,
                Patrol.at <= moment,
            )
        )
    )
