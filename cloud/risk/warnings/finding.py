"""Queries of what the rules look for, whoever asks: a site and what stands behind it, a rule at a time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm
from cloud.database.among import among
from cloud.duty.days import DAY_MS, HOUR_MS, day_of
from cloud.hazards.state_table import State
from cloud.hazards.tables import Hazard
from cloud.inspections.state_table import DONE
from cloud.inspections.tables import Inspection
from cloud.organisations.tables import Building, Organisation
from cloud.registry.tables import Gateway
from cloud.risk.scores.tables import RiskScore
from cloud.risk.settings import RiskSettings
from cloud.risk.warnings.tables import RiskWarning
from telemetry.event_kinds import EventKind

#: Warnings of one rule that one look raises; the rest waits for the next.
LIMIT: Final = 2_000
_MONTH_MS: Final = 30 * DAY_MS


class Found(NamedTuple):
    """A site at which a rule holds: its score's row, the record behind it, and the figure that says so."""

    score: RiskScore
    record: str | None
    record_id: int | None
    figure: Any


def overdue_major(session: Session, now: int) -> list[Found]:
    """Major hazards that are past their deadline; of several at a site the oldest."""
    query = (
        select(RiskScore, func.min(Hazard.id), func.min(Hazard.deadline))
        .join(Hazard, _at_site(Hazard.organisation_id, Hazard.building_id))
        .where(
            Hazard.grade == "major",
            Hazard.state == State.ORDERED,
            Hazard.deadline < day_of(now).isoformat(),
            _none_open("overdue-major"),
        )
    )
    return [Found(row[0], "hazard", row[1], row[2]) for row in session.execute(_grouped(query))]


def offline(session: Session, settings: RiskSettings, now: int) -> list[Found]:
    """Sites whose gateway has been silent for long; the figure is since when."""
    since = now - int(settings.warnings.offline_h * HOUR_MS)
    query = (
        select(RiskScore, func.min(Alarm.id), func.min(Alarm.raised_at))
        .join(Alarm, Alarm.organisation_id == RiskScore.organisation_id)
        .outerjoin(Gateway, Gateway.gateway == Alarm.gateway)
        .where(
            Alarm.kind == EventKind.DEVICE_OFFLINE.value,
            Alarm.state != "closed",
            Alarm.cleared_at.is_(None),
            Alarm.raised_at <= since,
            _at_site(Alarm.organisation_id, Gateway.building_id),
            _none_open("offline-long"),
        )
    )
    return [Found(row[0], "alarm", row[1], row[2]) for row in session.execute(_grouped(query))]


def faults(session: Session, settings: RiskSettings, now: int) -> list[Found]:
    """Sites with many faults within thirty days; the figure is how many."""
    number = func.sum(Alarm.occurrences)
    query = (
        select(RiskScore, func.max(Alarm.id), number)
        .join(Alarm, Alarm.organisation_id == RiskScore.organisation_id)
        .outerjoin(Gateway, Gateway.gateway == Alarm.gateway)
        .where(
            Alarm.kind == EventKind.FAULT.value,
            Alarm.raised_at > now - _MONTH_MS,
            or_(Alarm.outcome.is_(None), Alarm.outcome != "test"),
            _at_site(Alarm.organisation_id, Gateway.building_id),
            _none_open("faults-repeated"),
        )
    )
    found = _grouped(query).having(number >= settings.warnings.faults_30d)
    return [Found(row[0], "alarm", row[1], int(row[2])) for row in session.execute(found)]


def uninspected(session: Session, settings: RiskSettings, now: int) -> list[Found]:
    """Sites of high and very high risk that were not inspected within what their band asks for.

    The figure is the moment of the last inspection; where there was none, since when the organisation is
    known.
    """
    last = (
        select(func.max(Inspection.submitted_at))
        .where(
            Inspection.organisation_id == RiskScore.organisation_id,
            or_(Inspection.building_id.is_(None), Inspection.building_id == RiskScore.building_id),
            Inspection.state.in_([state.value for state in DONE]),
        )
        .scalar_subquery()
    )
    seen = func.coalesce(last, Organisation.created_at)
    within = case(
        {band: days * DAY_MS for band, days in settings.inspect_within_days.items()}, value=RiskScore.band
    )
    query = (
        select(RiskScore, seen)
        .join(Organisation, Organisation.id == RiskScore.organisation_id)
        .where(RiskScore.band.in_(["III", "IV"]), seen < now - within, _none_open("inspection-due"))
        .order_by(RiskScore.safety)
        .limit(LIMIT)
    )
    return [Found(row[0], None, None, row[1]) for row in session.execute(query)]


def scores_of(session: Session, keys: Collection[tuple[str, int]]) -> dict[tuple[str, int], RiskScore]:
    """The scores of these sites, by subject and id."""
    numbers = {number for _, number in keys}
    rows = session.scalars(select(RiskScore).where(among(session, RiskScore.site_id, numbers)))
    return {(row.subject, row.site_id): row for row in rows if (row.subject, row.site_id) in keys}


def _at_site(organisation: Any, building: Any) -> ColumnElement[bool]:
    """That a record belongs to the site: it names its building, or the organisation has no other."""
    alone = select(func.count(Building.id)).where(Building.organisation_id == RiskScore.organisation_id)
    return and_(
        organisation == RiskScore.organisation_id,
        or_(
            RiskScore.subject == "community",
            building == RiskScore.building_id,
            and_(building.is_(None), alone.scalar_subquery() == 1),
        ),
    )


def _none_open(rule: str) -> ColumnElement[bool]:
    return ~exists().where(
        RiskWarning.subject == RiskScore.subject,
        RiskWarning.site_id == RiskScore.site_id,
        RiskWarning.rule == rule,
        RiskWarning.closed_at.is_(None),
    )


def _grouped(query: Any) -> Any:
    return query.group_by(RiskScore.subject, RiskScore.site_id).limit(LIMIT)
