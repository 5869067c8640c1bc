"""From a report to an incident: a new one, or one that is known already. Commits nothing.

Reports are taken one after the other (a lock by name), so that two that come at once find each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy.orm import Session

from cloud.database import locks
from cloud.dispatch.deciding.conditions import Answer
from cloud.dispatch.deciding.grades import entry, graded, risen
from cloud.dispatch.deciding.incident_types import TYPES, IncidentType, family_of
from cloud.dispatch.deciding.questions import turned
from cloud.dispatch.deciding.tiers import Tier
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.forces.station_kinds import KINDS, StationKind
from cloud.dispatch.incidents import matching, repository
from cloud.dispatch.incidents.happenings import SOURCE_NAMES, Happening, IncidentState, Source
from cloud.dispatch.incidents.matching import Match, Told
from cloud.dispatch.incidents.tables import Incident, Report
from cloud.dispatch.travel_time.port import Place

_OPEN_COUNTRY = frozenset({IncidentType.GRASSLAND_FIRE, IncidentType.FODDER_FIRE})


@dataclass(frozen=True)
class Reported:
    """What somebody reports."""

    source: Source
    type: IncidentType
    place: str
    area: str
    at: int
    by: str | None
    latitude: float | None = None
    longitude: float | None = None
    floor: str = ""
    text: str = ""
    caller: str = ""
    phone: str = ""
    building_id: int | None = None
    organisation_id: int | None = None
    category: str = ""
    alarm_id: int | None = None
    key: str | None = None
    answers: dict[str, Answer] = field(default_factory=dict)


class Opened(NamedTuple):
    """The incident, the report, and why it was put to one that was there."""

    incident: Incident
    report: Report
    match: Match | None
    #: Whether this very report was there already.
    again: bool


def take(session: Session, reported: Reported, now: int, *, apart: bool = False) -> Opened:
    """Open an incident, or put the report to one; `apart`: somebody says that it is another one."""
    locks.take(session, "incidents", ["reports"])
    if reported.key is not None and (there := repository.report_by_key(session, reported.key)) is not None:
        return Opened(repository.held(session, there.incident_id), there, None, True)
    match = None if apart else _match(session, reported)
    if match is None:
        incident = _open(session, reported, now)
        report = _keep(session, incident, reported, None)
        words = Words(f"立案:{_said(reported).zh}", f"opened: {_said(reported).en}")
        repository.tell(session, incident, Happening.OPEN, words, now, reported.by, {"report": report.id})
        return Opened(incident, report, None, False)
    incident = repository.held(session, match.incident)
    report = _keep(session, incident, reported, match)
    _learn(incident, reported)
    because = match.because
    words = Words(
        f"重复报警,并入本案({because.zh}):{_said(reported).zh}",
        f"another report, put to this incident ({because.en}): {_said(reported).en}",
    )
    repository.tell(session, incident, Happening.MERGE, words, now, reported.by, {"report": report.id})
    answer(session, incident, reported.answers, now, reported.by)
    return Opened(incident, report, match, False)


def told_of(report: Report) -> Told:
    """What a report says, as reports are compared."""
    kind = IncidentType(report.type)
    placed = report.latitude is not None and report.longitude is not None
    return Told(
        family_of(kind),
        report.at,
        Place(report.latitude or 0.0, report.longitude or 0.0) if placed else None,
        report.building_id,
        report.alarm_id,
        report.phone,
        report.place.strip(),
        kind in _OPEN_COUNTRY,
    )


def _match(session: Session, reported: Reported) -> Match | None:
    standing = {row.id for row in repository.standing(session)}
    known = [(row.incident_id, told_of(row)) for row in repository.reports(session, standing)]
    return matching.match(told_of(_row(reported, 0, None)), known)


def _open(session: Session, reported: Reported, now: int) -> Incident:
    kind = turned(reported.type, reported.answers)
    incident = Incident(
        state=IncidentState.OPEN,
        type=kind,
        grade=graded(kind, reported.answers).grade,
        answers=dict(reported.answers),
        place=reported.place,
        floor=reported.floor,
        longitude=reported.longitude,
        latitude=reported.latitude,
        category=reported.category,
        building_id=reported.building_id,
        area=reported.area,
        organisation_id=reported.organisation_id,
        opened_at=now,
        confirmed=reported.source is not Source.ALARM,
        reasons=[],
        changed_at=now,
    )
    session.add(incident)
    session.flush()
    return incident


def _learn(incident: Incident, reported: Reported) -> None:
    """What a further report adds; it takes nothing away."""
    if incident.latitude is None:
        incident.latitude, incident.longitude = reported.latitude, reported.longitude
    if incident.building_id is None and reported.building_id is not None:
        incident.building_id, incident.organisation_id = reported.building_id, reported.organisation_id
        incident.category = reported.category
    incident.floor = incident.floor or reported.floor
    incident.confirmed = incident.confirmed or reported.source is not Source.ALARM
    incident.version += 1


def _keep(session: Session, incident: Incident, reported: Reported, match: Match | None) -> Report:
    report = _row(reported, incident.id, match)
    session.add(report)
    session.flush()
    return report


def _row(reported: Reported, incident_id: int, match: Match | None) -> Report:
    return Report(
        incident_id=incident_id,
        source=reported.source,
        at=reported.at,
        key=reported.key,
        alarm_id=reported.alarm_id,
        withdrawn=False,
        caller=reported.caller,
        phone=reported.phone,
        type=reported.type,
        place=reported.place,
        floor=reported.floor,
        longitude=reported.longitude,
        latitude=reported.latitude,
        building_id=reported.building_id,
        organisation_id=reported.organisation_id,
        area=reported.area,
        category=reported.category,
        text=reported.text,
        because=list(match.because) if match is not None else [],
        by=reported.by,
    )


def _said(reported: Reported) -> Words:
    source, kind = SOURCE_NAMES[reported.source], TYPES[reported.type]
    floor = f" {reported.floor}" if reported.floor else ""
    text = f" {reported.text}" if reported.text else ""
    place = f"{reported.place}{floor}"
    return Words(f"{source.zh},{kind.zh},{place}{text}", f"{source.en}, {kind.en}, {place}{text}")


def answer(session: Session, incident: Incident, told: dict[str, Answer], now: int, by: str | None) -> bool:
    """Take answers in; type and grade follow, and the grade only rises. True: it rose."""
    if not told:
        return False
    incident.answers = {**incident.answers, **told}
    before = IncidentType(incident.type)
    kind = turned(before, incident.answers)
    incident.type = kind
    incident.version, incident.changed_at = incident.version + 1, now
    pairs = ", ".join(
        f"{key}={value:g}" if isinstance(value, float) else f"{key}={value}" for key, value in told.items()
    )
    turn = (
        Words(f";类型改为{TYPES[kind].zh}", f"; now a {TYPES[kind].en}") if kind != before else Words("", "")
    )
    words = Words(f"{pairs}{turn.zh}", f"{pairs}{turn.en}")
    repository.tell(session, incident, Happening.ANSWER, words, now, by, {"answers": dict(told)})
    return regrade(session, incident, now, by)


def regrade(session: Session, incident: Incident, now: int, by: str | None) -> bool:
    """The grade that the rules give, if that is higher than what is held."""
    found = graded(IncidentType(incident.type), incident.answers)
    return raise_grade(session, incident, found.grade, found.reasons[0], now, by)


def raise_grade(
    session: Session, incident: Incident, grade: int, why: Words, now: int, by: str | None
) -> bool:
    """The grade rises, by rule or by the commander; it never falls. True: it rose."""
    kind = IncidentType(incident.type)
    after = risen(incident.grade, kind, grade)
    if after <= incident.grade:
        return False
    before, incident.grade = entry(kind, incident.grade), after
    name = entry(kind, after)
    words = Words(f"{before.zh}升为{name.zh}:{why.zh}", f"{before.en} becomes {name.en}: {why.en}")
    incident.version, incident.changed_at = incident.version + 1, now
    repository.tell(session, incident, Happening.GRADE, words, now, by, {"grade": after})
    if incident.tier >= Tier.FULL and incident.stopped_by is None:
        # Where the full force goes by itself, the difference does too.
        incident.due_at = now
    return True


def place_in_area(session: Session, area: str) -> Place | None:
    """Where to send somebody for a place that nobody has entered: its county's own station."""
    found = [
        row
        for row in forces.every_station(session).values()
        if row.area == area and KINDS[StationKind(row.kind)].keeps_cover
    ]
    return Place(found[0].latitude, found[0].longitude) if found else None
