"""Moving organisations along the table of commissioning. Opens and commits nothing."""

from __future__ import annotations

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.errors import ApiError, refused
from cloud.organisations import commissioning, indexing, repository
from cloud.organisations.categories import HOUSEHOLDS
from cloud.organisations.commissioning import Action, Progress, State
from cloud.organisations.schemas import WalkTestIn
from cloud.organisations.tables import Commissioning, CommissioningStep, GatewayPlace, WalkTest
from cloud.people.asker import Asker
from cloud.refusal import Refusal

#: Who the records name for a move that follows from what the centre sees.
CENTRE = "centre"


def progress_of(row: Commissioning, note: str = "") -> Progress:
    """The part of an organisation that the rules speak of."""
    return Progress(
        state=State(row.state),
        former=State(row.former) if row.former is not None else None,
        household=row.category in HOUSEHOLDS,
        points_planned=row.points_planned,
        points_heard=row.points_heard,
        accepted=note,
    )


def act(
    session: Session, asker: Asker, organisation_id: int, action: Action, version: int, note: str, now: int
) -> Commissioning:
    """A person's move."""
    row = repository.commissioning(session, organisation_id, for_update=True)
    if row.version != version:
        raise ApiError(
            409,
            "moved",
            "投运状态已变化,请刷新后重试。",
            f"The state has moved on and is at version {row.version}. Reload it and try again.",
            "body.version",
        )
    row.points_planned, row.points_heard = repository.count_points(session, organisation_id)
    before = {"state": row.state}
    _move(session, row, _allowed(progress_of(row, note), action), action, asker.name, note, now)
    after = {"state": row.state, "note": note}
    audit.record(
        session, asker, f"organisation.{action}", f"organisation/{organisation_id}", before, after, at=now
    )
    return row


def walk_test(session: Session, asker: Asker, organisation_id: int, told: WalkTestIn, now: int) -> WalkTest:
    """Keep a report; one without a failure moves the state (rule 3)."""
    row = repository.commissioning(session, organisation_id, for_update=True)
    report = WalkTest(organisation_id=organisation_id, **told.model_dump())
    session.add(report)
    session.flush()
    if told.passed == told.tested and not told.failed:
        to = _allowed(progress_of(row), Action.WALK_TEST)
        _move(session, row, to, Action.WALK_TEST, told.by, told.note, now)
    audit.record(
        session,
        asker,
        "organisation.walk-test",
        f"organisation/{organisation_id}",
        None,
        {"by": told.by, "tested": told.tested, "passed": told.passed, "report": told.report_sha256},
        at=now,
    )
    return report


def saw(session: Session, organisation_id: int, action: Action, now: int) -> bool:
    """The centre saw that a gateway was enrolled, or heard; True when that moved the organisation."""
    row = repository.commissioning(session, organisation_id, for_update=True)
    before = progress_of(row)
    after = commissioning.seen(before, action)
    if after == before:
        return False
    _move(session, row, after, action, CENTRE, "", now)
    return True


def _allowed(progress: Progress, action: Action) -> Progress:
    try:
        return commissioning.move(progress, action)
    except Refusal as refusal:
        raise refused(refusal) from None


def _move(
    session: Session, row: Commissioning, to: Progress, action: Action, by: str, note: str, now: int
) -> None:
    if row.state != to.state:
        row.since = now
    row.state, row.former = to.state.value, to.former.value if to.former is not None else None
    row.version += 1
    session.add(
        CommissioningStep(
            organisation_id=row.organisation_id,
            at=now,
            action=action.value,
            state=row.state,
            by=by,
            note=note,
        )
    )
    session.flush()


def enrolled(session: Session, gateway: str, organisation_id: int, building_id: int | None, now: int) -> bool:
    """A gateway was enrolled for an organisation: it is the organisation's from now on, if it was nobody's.

    False: the registry does not know the organisation, or the gateway is another's there.
    """
    row = session.get(Commissioning, organisation_id)
    if row is None:
        return False
    place = repository.gateway_place(session, gateway)
    if place is None:
        place = GatewayPlace(
            gateway=gateway,
            organisation_id=organisation_id,
            building_id=building_id,
            room_id=None,
            name="",
            points_planned=0,
            points_heard=0,
            version=1,
            changed_at=now,
        )
        session.add(place)
        session.flush()
        repository.recount(session, [organisation_id])
        session.refresh(row)
        indexing.put(session, GatewayPlace, [place], {organisation_id: row.area})
    if place.organisation_id != organisation_id:
        return False
    saw(session, organisation_id, Action.ENROL, now)
    return True
