"""Queries of the regional index: what the centre's records say of counties, versions, and what was entered.

An area's figures are no organisation's: whoever may look at an area as a whole sees them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm
from cloud.dispatch.deciding.incident_types import FIRES
from cloud.dispatch.forces.tables import ForceUnit
from cloud.dispatch.incidents.tables import Incident, Report
from cloud.draws.tables import SupervisedUnit
from cloud.duty.days import DAY_MS
from cloud.duty.tables import DutyCheck, DutyRoom
from cloud.hazards.tables import Hazard
from cloud.inspections.tables import Inspection
from cloud.organisations.categories import COMMUNITY, HOUSEHOLDS
from cloud.organisations.tables import Organisation
from cloud.registry.tables import Gateway, Part, PartKind
from cloud.risk.index.tables import IndexValue, IndexVersion
from cloud.risk.scores.scoring import unpacked
from cloud.risk.scores.tables import RiskScore, SiteTraits
from models.fire_risk.facts import PLACE
from telemetry.event_kinds import FIRE_CLASS, EventKind

_YEAR_MS: Final = 365 * DAY_MS
_IN_TIME_MS: Final = 300_000
_OLD: Final = 1990
#: What a part that is out of order says.
_OUT: Final = (EventKind.FAULT, EventKind.DISABLED, EventKind.DEVICE_OFFLINE)


class Parts(NamedTuple):
    """A share or a mean by county: what is above and what is below the line."""

    above: dict[str, float]
    below: dict[str, float]


def parts(session: Session, now: int) -> dict[str, Parts]:
    """Of every indicator that the records tell: its parts by county. `fires` and `crew` are a resident's."""
    since = now - _YEAR_MS
    return {
        "fires": Parts(_fires(session, since), {}),
        "crew": Parts(_sums(session, select(ForceUnit.area, func.sum(ForceUnit.crew))
                            .where(ForceUnit.retired.is_(False)).group_by(ForceUnit.area)), {}),
        "expected": _share(session, RiskScore.area, func.sum(RiskScore.p365), func.count(), _buildings()),
        "high_risk": _share(session, RiskScore.area, func.count().filter(RiskScore.band.in_(["III", "IV"])),
                            func.count(), _buildings()),
        "old": _old(session),
        "in_time": _share(
            session, Incident.area,
            func.count().filter(Incident.first_arrival_at - Incident.first_order_at <= _IN_TIME_MS),
            func.count(),
            (Incident.first_arrival_at.is_not(None), Incident.first_order_at.is_not(None),
             Incident.opened_at > since),
        ),
        "connected": _connected(session),
        "equipment": _equipment(session),
        "duty": _share(session, DutyRoom.area, func.count().filter(DutyCheck.state == "answered"),
                       func.count(),
                       (DutyCheck.room_id == DutyRoom.id, DutyCheck.sent_at > since,
                        DutyCheck.state.in_(["answered", "unanswered"]))),
        "dispatch": _share(
            session, Alarm.area, func.sum(Alarm.dispatched_at - Alarm.verified_at) / 1000.0,
            func.count() * 100,
            (Alarm.outcome == "real", Alarm.dispatched_at >= Alarm.verified_at, Alarm.raised_at > since),
        ),
        "patrols": _patrols(session),
        "rectified": _rectified(session, since),
        "inspected": _inspected(session, since),
    }  # fmt: skip


def versions(session: Session) -> list[IndexVersion]:
    """Versions, the newest first."""
    return list(session.scalars(select(IndexVersion).order_by(IndexVersion.id.desc())))


def entered(session: Session) -> dict[tuple[str, str], IndexValue]:
    """What people have entered, by area and indicator."""
    return {(row.area, row.indicator): row for row in session.scalars(select(IndexValue))}


def value(session: Session, area: str, indicator: str) -> IndexValue | None:
    """One of them, held."""
    return session.get(IndexValue, (area, indicator), with_for_update=True)


def _buildings() -> tuple[Any, ...]:
    return (RiskScore.subject == "building",)


def _share(session: Session, area: Any, above: Any, below: Any, conditions: Iterable[Any]) -> Parts:
    rows = session.execute(select(area, above, below).where(*conditions).group_by(area)).all()
    return Parts({row[0]: float(row[1] or 0) for row in rows}, {row[0]: float(row[2] or 0) for row in rows})


def _sums(session: Session, query: Any) -> dict[str, float]:
    return {area: float(number or 0) for area, number in session.execute(query)}


def _fires(session: Session, since: int) -> dict[str, float]:
    """Confirmed fires: incidents that were one, and verified alarms that belong to none."""
    incidents = _sums(
        session,
        select(Incident.area, func.count())
        .where(
            Incident.outcome == "real",
            Incident.state == "closed",
            Incident.type.in_(sorted(FIRES)),
            Incident.opened_at > since,
        )
        .group_by(Incident.area),
    )
    alone = ~select(Report.id).where(Report.alarm_id == Alarm.id).exists()
    alarms = _sums(
        session,
        select(Alarm.area, func.count(func.distinct(Alarm.organisation_id)))
        .where(
            Alarm.outcome == "real",
            Alarm.kind.in_([kind.value for kind in FIRE_CLASS]),
            Alarm.raised_at > since,
            alone,
        )
        .group_by(Alarm.area),
    )
    return {area: incidents.get(area, 0.0) + alarms.get(area, 0.0) for area in {*incidents, *alarms}}


def _old(session: Session) -> Parts:
    return _share(
        session, Organisation.area, func.count().filter(SiteTraits.built_year < _OLD), func.count(),
        (SiteTraits.organisation_id == Organisation.id, SiteTraits.built_year.is_not(None)),
    )  # fmt: skip


def _connected(session: Session) -> Parts:
    has = select(Gateway.gateway).where(Gateway.organisation_id == Organisation.id).exists()
    return _share(
        session, Organisation.area, func.sum(case((has, 1), else_=0)), func.count(),
        (SupervisedUnit.organisation_id == Organisation.id, SupervisedUnit.unit_class.like("%key")),
    )  # fmt: skip


def _equipment(session: Session) -> Parts:
    there = _sums(
        session,
        select(Gateway.area, func.count()).join(Part, Part.gateway == Gateway.gateway).group_by(Gateway.area),
    )
    out = _sums(
        session,
        select(Gateway.area, func.count(func.distinct(PartKind.gateway + "/" + PartKind.part)))
        .join(PartKind, PartKind.gateway == Gateway.gateway)
        .where(
            PartKind.active.is_(True),
            PartKind.kind.in_(
                [EventKind.FAULT.value, EventKind.DISABLED.value, EventKind.DEVICE_OFFLINE.value]
            ),
        )
        .group_by(Gateway.area),
    )
    return Parts({area: max(0.0, number - out.get(area, 0.0)) for area, number in there.items()}, there)


def _patrols(session: Session) -> Parts:
    """Rounds done of those due, by the facts of the scores; who reports none is not in it."""
    above: dict[str, float] = defaultdict(float)
    below: dict[str, float] = defaultdict(float)
    done, due = PLACE["patrols_done:365"], PLACE["patrols_due:365"]
    for area, facts in session.execute(select(RiskScore.area, RiskScore.facts)):
        row = unpacked(facts)[0]
        if not np.isnan(row[due]):
            above[area] += min(float(row[done]), float(row[due]))
            below[area] += float(row[due])
    return Parts(dict(above), dict(below))


def _rectified(session: Session, since: int) -> Parts:
    """Of hazards with a deadline that were closed within the year: those closed in time."""
    # A deadline is a day of Beijing's: compared as the day of closing, in text.
    rows = session.execute(
        select(Hazard.area, Hazard.deadline, func.coalesce(Hazard.closed_at, 0)).where(
            Hazard.state == "closed", Hazard.closed_at > since, Hazard.deadline.is_not(None)
        )
    ).all()
    above: dict[str, float] = defaultdict(float)
    below: dict[str, float] = defaultdict(float)
    for area, deadline, closed_at in rows:
        day = int(np.datetime64(deadline, "D").astype(np.int64))
        above[area] += (closed_at + DAY_MS // 3) // DAY_MS <= day
        below[area] += 1
    return Parts(dict(above), dict(below))


def _inspected(session: Session, since: int) -> Parts:
    there = _sums(
        session,
        select(Organisation.area, func.count())
        .where(Organisation.category.not_in([*HOUSEHOLDS, COMMUNITY]))
        .group_by(Organisation.area),
    )
    done = _sums(
        session,
        select(Inspection.area, func.count(func.distinct(Inspection.organisation_id)))
        .where(Inspection.submitted_at > since)
        .group_by(Inspection.area),
    )
    return Parts(done, there)
