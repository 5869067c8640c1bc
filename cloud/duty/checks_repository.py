"""Queries of duty checks, of those they found on duty, and of the devices that pass them on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select, update
from sqlalchemy.orm import Session

from cloud.commands.service import VIRTUAL
from cloud.commands.tables import GatewayCommand
from cloud.database.among import among
from cloud.duty import reach
from cloud.duty.load import percentile
from cloud.duty.repository import seen_by
from cloud.duty.tables import DutyCheck, DutyCheckPerson, DutyRoom
from cloud.people.asker import Asker
from cloud.registry.tables import Gateway
from cloud.transmission.tables import TransmissionDevice, TransmissionRequest

WAITING: Final = "waiting"
ANSWERED: Final = "answered"
UNANSWERED: Final = "unanswered"
#: Devices and gateways that one check is sent to.
AT_MOST: Final = 20


class Answer(NamedTuple):
    """What came back from a device: when, and who pressed the key as far as it says."""

    at: int
    operator: str


class Tally(NamedTuple):
    """How one room, or one person, has answered."""

    key: int
    name: str
    sent: int
    answered: int
    unanswered: int
    late: int
    p50_ms: int | None


def one(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> DutyCheck | None:
    """One check, if the asker may see its room."""
    query = (
        select(DutyCheck)
        .join(DutyRoom, DutyRoom.id == DutyCheck.room_id)
        .where(DutyCheck.id == number, seen_by(asker))
    )
    return session.scalars(query.with_for_update(of=DutyCheck) if for_update else query).one_or_none()


def waiting_in(session: Session, room_id: int) -> DutyCheck | None:
    """The check of a room that waits for its answer."""
    return session.scalars(
        select(DutyCheck).where(DutyCheck.room_id == room_id, DutyCheck.state == WAITING).limit(1)
    ).one_or_none()


def planned(session: Session, room_ids: Sequence[int], since: int) -> set[tuple[int, int]]:
    """The random checks of these rooms that were sent for moments since then: (room, moment)."""
    rows = session.execute(
        select(DutyCheck.room_id, DutyCheck.planned_at).where(
            DutyCheck.room_id.in_(room_ids), DutyCheck.sent_at >= since, DutyCheck.planned_at.is_not(None)
        )
    )
    return {(room, at) for room, at in rows if at is not None}


def untold(session: Session, limit: int = 50) -> list[int]:
    """Waiting checks of which no device has been told."""
    return list(
        session.scalars(
            select(DutyCheck.id)
            .where(DutyCheck.state == WAITING, DutyCheck.told_at.is_(None))
            .order_by(DutyCheck.id)
            .limit(limit)
        )
    )


def claim(session: Session, number: int, now: int) -> DutyCheck | None:
    """Take it upon oneself to tell the devices; None: another process has."""
    done = session.execute(
        update(DutyCheck)
        .where(DutyCheck.id == number, DutyCheck.told_at.is_(None), DutyCheck.state == WAITING)
        .values(told_at=now)
        .execution_options(synchronize_session=False)
    )
    return session.get(DutyCheck, number) if getattr(done, "rowcount", 0) else None


def open_checks(session: Session, limit: int = 500) -> list[DutyCheck]:
    """Checks that wait, the one that ends first first."""
    return list(
        session.scalars(
            select(DutyCheck).where(DutyCheck.state == WAITING).order_by(DutyCheck.due_at).limit(limit)
        )
    )


def locked(session: Session, number: int) -> DutyCheck:
    """A check, to decide on."""
    return session.get_one(DutyCheck, number, with_for_update=True, populate_existing=True)


def devices(session: Session, room: DutyRoom) -> list[int]:
    """The transmission devices of a room."""
    if room.organisation_id is None:
        return []
    return list(
        session.scalars(
            select(TransmissionDevice.id)
            .where(reach.below(room, TransmissionDevice), TransmissionDevice.enabled)
            .order_by(TransmissionDevice.id)
            .limit(AT_MOST)
        )
    )


def gateways(session: Session, room: DutyRoom) -> list[str]:
    """The gateways of a room that take commands and are heard."""
    if room.organisation_id is None:
        return []
    rows = session.scalars(
        select(Gateway.gateway)
        .where(
            reach.gateways_of(room),
            Gateway.link == "online",
            *(~Gateway.gateway.startswith(prefix, autoescape=True) for prefix in VIRTUAL),
        )
        .order_by(Gateway.gateway)
        .limit(AT_MOST)
    )
    return list(rows)


def device_answers(session: Session, checks: Sequence[DutyCheck]) -> dict[int, Answer]:
    """The first answer that a device or a gateway has brought, of each of these checks that has one."""
    asked = [(check.id, each) for check in checks for each in check.requests]
    of_request = {each["request"]: check for check, each in asked if "request" in each}
    of_command = {(each["gateway"], each["seq"]): check for check, each in asked if "gateway" in each}
    answers: dict[int, list[Answer]] = {}
    for row in _done_requests(session, of_request.keys()):
        told = Answer(row.answered_at or 0, str(row.result.get("operator", "")))
        answers.setdefault(of_request[row.id], []).append(told)
    for gateway, seq, at, text in _done_commands(session, of_command.keys()):
        if (gateway, seq) in of_command:
            answers.setdefault(of_command[gateway, seq], []).append(Answer(at, text[:64]))
    return {check: min(told) for check, told in answers.items()}


def _done_requests(session: Session, ids: Collection[int]) -> Iterable[TransmissionRequest]:
    if not ids:
        return ()
    return session.scalars(
        select(TransmissionRequest).where(
            among(session, TransmissionRequest.id, ids),
            TransmissionRequest.state == "done",
            TransmissionRequest.answered_at.is_not(None),
        )
    )


def _done_commands(session: Session, keys: Collection[tuple[str, int]]) -> Iterable[Any]:
    """Of these gateways' commands those that are answered, and perhaps others of the same numbers."""
    if not keys:
        return ()
    return session.execute(
        select(
            GatewayCommand.gateway, GatewayCommand.seq, GatewayCommand.answered_at, GatewayCommand.text
        ).where(
            among(session, GatewayCommand.gateway, {gateway for gateway, _ in keys}),
            among(session, GatewayCommand.seq, {seq for _, seq in keys}),
            GatewayCommand.state == "done",
            GatewayCommand.answered_at.is_not(None),
        )
    )


def page(
    session: Session,
    asker: Asker,
    *,
    room_id: int | None,
    state: str | None,
    start_at: int | None = None,
    end_at: int | None = None,
    before: int | None = None,
    limit: int,
) -> list[DutyCheck]:
    """Checks of rooms within the asker's scope, newest first."""
    query = (
        select(DutyCheck)
        .join(DutyRoom, DutyRoom.id == DutyCheck.room_id)
        .where(seen_by(asker))
        .order_by(DutyCheck.id.desc())
        .limit(limit)
    )
    for condition in _within(room_id, state, start_at, end_at):
        query = query.where(condition)
    if before is not None:
        query = query.where(DutyCheck.id < before)
    return list(session.scalars(query))


def by_ids(session: Session, ids: Sequence[int]) -> list[tuple[DutyCheck, DutyRoom]]:
    """Checks with their rooms, by id."""
    rows = session.execute(
        select(DutyCheck, DutyRoom)
        .join(DutyRoom, DutyRoom.id == DutyCheck.room_id)
        .where(DutyCheck.id.in_(ids))
        .order_by(DutyCheck.id)
    )
    return [(row, room) for row, room in rows]


def persons(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """Who was on duty as these checks were sent."""
    found: dict[int, list[str]] = {number: [] for number in ids}
    rows = session.execute(
        select(DutyCheckPerson.check_id, DutyCheckPerson.name)
        .where(DutyCheckPerson.check_id.in_(ids))
        .order_by(DutyCheckPerson.account_id)
    )
    for number, name in rows:
        found[number].append(name)
    return found


def by_room(session: Session, asker: Asker, room_id: int | None, start_at: int, end_at: int) -> list[Tally]:
    """How each room has answered."""
    of_rooms = _joined(asker, room_id, start_at, end_at)
    return _tallies(session, of_rooms, DutyRoom.id, DutyRoom.name)


def by_person(session: Session, asker: Asker, room_id: int | None, start_at: int, end_at: int) -> list[Tally]:
    """How checks were answered while each person was on duty."""
    of_people = _joined(asker, room_id, start_at, end_at).join(
        DutyCheckPerson, DutyCheckPerson.check_id == DutyCheck.id
    )
    return _tallies(session, of_people, DutyCheckPerson.account_id, DutyCheckPerson.name)


def _joined(asker: Asker, room_id: int | None, start_at: int, end_at: int) -> Select[Any]:
    return (
        select(DutyCheck.id)
        .join(DutyRoom, DutyRoom.id == DutyCheck.room_id)
        .where(seen_by(asker), *_within(room_id, None, start_at, end_at))
    )


def _tallies(session: Session, joined: Select[Any], key: Any, name: Any) -> list[Tally]:
    delays: dict[int, dict[int, int]] = {}
    waited = DutyCheck.answered_at - DutyCheck.sent_at
    for number, delay, times in session.execute(
        joined.where(DutyCheck.state == ANSWERED)
        .with_only_columns(key, waited, func.count())
        .group_by(key, waited)
    ):
        delays.setdefault(number, {})[delay] = times
    counted = joined.with_only_columns(
        key,
        func.max(name),
        func.count(),
        func.sum(_is(DutyCheck.state == ANSWERED)),
        func.sum(_is(DutyCheck.state == UNANSWERED)),
        func.sum(_is(DutyCheck.late_at.is_not(None))),
    )
    rows = session.execute(counted.group_by(key).order_by(key).limit(1_000))
    return [
        Tally(number, called, sent, answered, unanswered, late, percentile(delays.get(number, {}), 0.5))
        for number, called, sent, answered, unanswered, late in rows
    ]


def _is(condition: ColumnElement[bool]) -> Any:
    return case((condition, 1), else_=0)


def _within(
    room_id: int | None, state: str | None, start_at: int | None, end_at: int | None
) -> list[ColumnElement[bool]]:
    told: list[ColumnElement[bool]] = []
    if room_id is not None:
        told.append(DutyCheck.room_id == room_id)
    if state is not None:
        told.append(DutyCheck.state == state)
    if start_at is not None:
        told.append(DutyCheck.sent_at >= start_at)
    if end_at is not None:
        told.append(DutyCheck.sent_at < end_at)
    return told
