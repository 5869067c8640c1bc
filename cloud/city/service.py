"""Taking groups and giving them back. Opens and commits nothing.

1. A unit is in one seat's hands at most: a partial unique index decides between two that take at once, and
   the second is told who was first.
2. A claim lapses after `HELD_MS` unless it is taken again by the same seat; it ends when its unit has nothing
   open any more. Nothing waits for a claim: alarms are watched and escalate whoever has them.
3. Another seat's unit can be taken over; that is written into the audit log with both names.
4. Only who may see the whole unit takes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from cloud.alarm_groups import repository as groups
from cloud.alarms import service as alarms
from cloud.alarms.state_table import Action, State
from cloud.audit import service as audit
from cloud.city import fair_share, repository
from cloud.city.tables import GroupClaim
from cloud.city.units import Unit, burning, units
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees

HELD_MS = 30 * 60_000
#: Who has taken something within this time is at work.
AT_WORK_MS = 30 * 60_000
#: Alarms that one request acknowledges.
AT_ONCE = 500


class Given(NamedTuple):
    """A claim, or why there is none."""

    claim: GroupClaim | None
    shared_out: bool = False


def take(session: Session, asker: Asker, key: str, *, by: str, now: int, over: bool = False) -> GroupClaim:
    """Take a unit; ApiError 404 when nothing of it is open, 409 when another seat has it."""
    unit = next((unit for unit in _tidied(session, asker, now) if unit.key == key), None)
    if unit is None:
        raise not_found("警情组", "group", "body.unit")
    return _take(session, asker, unit, by, now, over)


def take_next(session: Session, asker: Asker, *, by: str, now: int) -> Given:
    """Take what is due to this seat."""
    found = _tidied(session, asker, now)
    passed: dict[str, str] = {}
    while True:
        held = {row.unit: row.by for row in repository.held(session, asker, now)}
        at_work = {*repository.seats_since(session, asker, now - AT_WORK_MS), *held.values()}
        held |= passed
        unit = fair_share.next_for(by, found, held, at_work)
        if unit is None:
            return Given(None, any(unit.waits and unit.key not in held for unit in found))
        try:
            return Given(_take(session, asker, unit, by, now, False))
        except ApiError as refusal:
            if refusal.status not in (403, 409):
                raise
            passed[unit.key] = "?"


def give_back(session: Session, asker: Asker, key: str, *, by: str, now: int) -> None:
    """Give a unit back; ApiError 404 when this seat does not have it."""
    row = repository.of_unit(session, key)
    if row is None or row.by != by or not sees(asker, row.area, row.organisation_id):
        raise not_found("接办记录", "claim", "body.unit")
    row.ended_at, row.ended_by, row.end = now, by, "given-back"
    audit.record(session, asker, "group.give-back", f"group/{key}", {"by": by}, None, at=now)


def acknowledge(
    session: Session, asker: Asker, key: str, *, by: str, up_to: int, now: int
) -> tuple[int, int]:
    """Acknowledge what the seat has seen of a unit; how many it was, and how many are left."""
    unit, ids = _alarms_of(session, asker, key, (State.RAISED,), up_to, now)
    ids = sorted(ids[:AT_ONCE])  # locked in the order in which ingest locks them
    done = 0
    for alarm_id in ids:
        try:
            alarms.decide(session, asker, alarm_id, Action.ACKNOWLEDGE, by=by, note="", now=now)
            done += 1
        except ApiError as refusal:
            # Somebody else was quicker with this one.
            if refusal.status not in (404, 409):
                raise
    return done, max(0, unit.group.unacknowledged - done)


def _alarms_of(
    session: Session, asker: Asker, key: str, states: Sequence[State], up_to: int, now: int
) -> tuple[Unit, list[int]]:
    tallies = groups.tallies(session, asker, now)
    unit = next((unit for unit in units(tallies) if unit.key == key), None)
    if unit is None:
        raise not_found("警情组", "group", "body.unit")
    return unit, repository.alarms_of(session, asker, unit, burning(tallies), states, up_to)


def _tidied(session: Session, asker: Asker, now: int) -> list[Unit]:
    """The units, after claims of what is over have been ended."""
    found = units(groups.tallies(session, asker, now))
    repository.end_lapsed(session, now)
    known = {unit.key for unit in found}
    over = [row.id for row in repository.held(session, asker, now) if row.unit not in known]
    # Who sees a part of the region sees only a part of what is open.
    if over and asker.everything:
        repository.end_done(session, over, now)
    return found


def _take(session: Session, asker: Asker, unit: Unit, by: str, now: int, over: bool) -> GroupClaim:
    site = unit.group.site
    owner = repository.organisation_of(session, site) if site is not None else None
    if not sees(asker, unit.area, owner):
        raise outside("body.unit")
    row = GroupClaim(
        unit=unit.key, by=by, taken_at=now, until=now + HELD_MS, area=unit.area, organisation_id=owner
    )
    if not repository.insert(session, row):
        return _held_already(session, asker, row, over)
    audit.record(session, asker, "group.take", f"group/{unit.key}", None, {"by": by}, at=now)
    return row


def _held_already(session: Session, asker: Asker, wanted: GroupClaim, over: bool) -> GroupClaim:
    held = repository.of_unit(session, wanted.unit)
    if held is None:
        raise _moved()
    if held.by == wanted.by:
        held.until = wanted.until
        return held
    if not over:
        raise ApiError(
            409,
            "taken",
            f"该警情组已由 {held.by} 接办。",
            f"{held.by} has taken this group.",
            "body.unit",
        )
    before, now = held.by, wanted.taken_at
    held.ended_at, held.ended_by, held.end = now, wanted.by, "taken-over"
    session.flush()
    if not repository.insert(session, wanted):
        raise _moved()
    audit.record(
        session, asker, "group.take-over", f"group/{wanted.unit}", {"by": before}, {"by": wanted.by}, at=now
    )
    return wanted


def _moved() -> ApiError:
    return ApiError(
        409, "claim-moved", "接办情况刚有变化,请重试。", "It has just changed hands. Try again.", "body.unit"
    )


def claims_of(rows: Sequence[GroupClaim]) -> dict[str, GroupClaim]:
    """Claims by unit."""
    return {row.unit: row for row in rows}
