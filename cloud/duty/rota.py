"""Rotas, holidays, shifts and substitutions. Opens and commits nothing.

1. Shifts of one room never overlap, and nobody is on two shifts at once, in whatever rooms: what would
   breach it is refused in words. The room's row is locked, and then the people, by number.
2. Out of the pattern shifts are made some weeks ahead. A new pattern replaces those that lie ahead and that
   nobody has touched.
3. Made in the background, a shift that would overlap another is left out, and so is a person who is on
   another shift: the cover then tells what is missing.
4. What is over stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.database import locks
from cloud.duty import patterns, repository, rota_repository
from cloud.duty.days import DAY_MS, HOUR_MS, clock_of, day_of, start_of, words
from cloud.duty.patterns import ShiftForm
from cloud.duty.schemas import HolidayIn, MemberIn, RotaIn, ShiftIn, SubstitutionIn
from cloud.duty.service import found, serving
from cloud.duty.settings import DutySettings
from cloud.duty.tables import DutyAssignment, DutyHoliday, DutyRoom, DutyRota, DutyShift
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.people.scope import sees
from cloud.versions import check_version

LONGEST_MS = 36 * HOUR_MS


def put_rota(
    session: Session, asker: Asker, room_id: int, told: RotaIn, settings: DutySettings, now: int
) -> DutyRota:
    """Give a room its pattern, and make the shifts ahead. Raises ApiError."""
    room = found(session, asker, room_id, for_update=True)
    _check_pattern(told)
    _check_people(session, room, [one for team in told.teams for one in team.people], now)
    row = rota_repository.rota(session, room_id, for_update=True)
    before = None if row is None else _shown(row)
    if row is None:
        row = DutyRota(room_id=room_id, version=0, made_until=now)
        session.add(row)
    else:
        check_version(row.version, told.version, code="moved-on")
    values = told.model_dump(mode="json", exclude={"version"})
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    session.flush()
    _make_anew(session, asker, room, row, settings, now)
    audit.record(session, asker, "duty-rota.put", f"duty-room/{room_id}", before, _shown(row), at=now)
    return row


def put_holiday(
    session: Session,
    asker: Asker,
    room_id: int,
    day: date,
    told: HolidayIn | None,
    settings: DutySettings,
    now: int,
) -> None:
    """Name a holiday and its teams, or take it away (`None`). Raises ApiError."""
    room = found(session, asker, room_id, for_update=True)
    rota = rota_repository.rota(session, room_id, for_update=True)
    if rota is None:
        raise ApiError(
            409, "no-rota", "该控制室尚无排班,请先设置。", "The room has no rota yet; give it one first."
        )
    if told is not None and told.teams:
        _check_teams(told.teams, len(rota.shifts), len(rota.teams), "body.teams")
    row = session.get(DutyHoliday, (room_id, day.isoformat()))
    before = None if row is None else {"name": row.name, "teams": row.teams}
    if told is None:
        if row is None:
            raise not_found("节假日", "holiday", "path.day")
        session.delete(row)
    elif row is None:
        session.add(DutyHoliday(room_id=room_id, day=day.isoformat(), **told.model_dump()))
    else:
        row.name, row.teams = told.name, list(told.teams)
    session.flush()
    _make_anew(session, asker, room, rota, settings, now)
    after = None if told is None else told.model_dump()
    audit.record(session, asker, "duty-holiday.put", f"duty-room/{room_id}/{day}", before, after, at=now)


def make_ahead(session: Session, room_id: int, settings: DutySettings, now: int) -> int:
    """Make a room's shifts as far ahead as they shall be; returns how many were new."""
    room = repository.rooms_by_id(session, [room_id]).get(room_id)
    rota = rota_repository.rota(session, room_id, for_update=True)
    if room is None or rota is None:
        return 0
    first = max(day_of(rota.made_until), day_of(now - DAY_MS))
    return _make(session, None, room, rota, first, day_of(now + settings.ahead_days * DAY_MS), now)


def add_shift(session: Session, asker: Asker, room_id: int, told: ShiftIn, now: int) -> DutyShift:
    """A shift outside the pattern. Raises ApiError."""
    room = found(session, asker, room_id, for_update=True)
    if not 0 < told.end_at - told.start_at <= LONGEST_MS:
        raise ApiError(
            422,
            "shift-length",
            f"班次结束须晚于开始,且不超过 {LONGEST_MS // HOUR_MS} 小时。",
            f"A shift ends after it begins, {LONGEST_MS // HOUR_MS} hours later at most.",
            "body.end_at",
        )
    _check_open(told.end_at, now)
    held = rota_repository.shifts(session, [room_id], told.start_at, told.end_at)
    if held:
        raise _overlaps(held[0], told.start_at, told.end_at)
    row = DutyShift(
        room_id=room_id, name=told.name, team="", start_at=told.start_at, end_at=told.end_at, by_pattern=False
    )
    session.add(row)
    session.flush()
    _put_on(session, asker, room, row, told.people, now)
    audit.record(
        session, asker, "duty-shift.add", f"duty-shift/{row.id}", None, told.model_dump(mode="json"), at=now
    )
    return row


def remove_shift(session: Session, asker: Asker, number: int, now: int) -> None:
    """Take away a shift that has not begun. Raises ApiError."""
    row, _ = _locked(session, asker, number)
    if row.start_at <= now:
        raise ApiError(
            409,
            "shift-begun",
            "班次已开始,不能删除。",
            "The shift has begun and cannot be taken away.",
            "path.id",
        )
    before = {"room": row.room_id, "name": row.name, "start_at": row.start_at, "end_at": row.end_at}
    rota_repository.drop_shift(session, number)
    audit.record(session, asker, "duty-shift.remove", f"duty-shift/{number}", before, at=now)


def add_person(session: Session, asker: Asker, number: int, told: MemberIn, now: int) -> DutyShift:
    """Put one more person on a shift. Raises ApiError."""
    row, room = _locked(session, asker, number)
    _check_open(row.end_at, now)
    _put_on(session, asker, room, row, [told], now)
    row.by_pattern = False
    audit.record(
        session, asker, "duty-shift.add-person", f"duty-shift/{number}", None, told.model_dump(), at=now
    )
    return row


def remove_person(session: Session, asker: Asker, number: int, account_id: int, now: int) -> DutyShift:
    """Take a person off a shift that is not over. Raises ApiError."""
    row, _ = _locked(session, asker, number)
    _check_open(row.end_at, now)
    session.delete(_on(session, row, account_id, "path.account_id"))
    row.by_pattern = False
    session.flush()
    before = {"account_id": account_id}
    audit.record(session, asker, "duty-shift.remove-person", f"duty-shift/{number}", before, at=now)
    return row


def substitute(session: Session, asker: Asker, number: int, told: SubstitutionIn, now: int) -> DutyShift:
    """Somebody takes another's place on a shift (替班). Raises ApiError."""
    row, room = _locked(session, asker, number)
    _check_open(row.end_at, now)
    place = _on(session, row, told.leaves, "body.leaves")
    seat, leader, first = place.seat_id, place.leader, place.stands_in_for or place.account_id
    session.delete(place)
    session.flush()
    _put_on(
        session,
        asker,
        room,
        row,
        [MemberIn(account_id=told.comes, seat_id=seat, leader=leader)],
        now,
        "body.comes",
    )
    taken = rota_repository.assignment(session, row.id, told.comes)
    if taken is not None:
        taken.stands_in_for, taken.reason = first, told.reason
    row.by_pattern = False
    session.flush()
    audit.record(
        session, asker, "duty-shift.substitute", f"duty-shift/{number}", None, told.model_dump(), at=now
    )
    return row


def _make_anew(
    session: Session, asker: Asker, room: DutyRoom, rota: DutyRota, settings: DutySettings, now: int
) -> None:
    rota_repository.drop_untouched(session, room.id, now)
    until = day_of(now + settings.ahead_days * DAY_MS)
    _make(session, asker, room, rota, day_of(now - DAY_MS), until, now)


def _make(
    session: Session,
    asker: Asker | None,
    room: DutyRoom,
    rota: DutyRota,
    first: date,
    until: date,
    now: int,
) -> int:
    """The shifts that begin on the days before `until`; with an asker, who is on two shifts is refused."""
    forms = [ShiftForm(**form) for form in rota.shifts]
    holidays = rota_repository.holiday_teams(session, room.id)
    held = rota_repository.shifts(session, [room.id], start_of(first) - DAY_MS, start_of(until) + 2 * DAY_MS)
    spans = [(each.start_at, each.end_at) for each in held]
    made = 0
    anchor = date.fromisoformat(rota.anchor)
    for planned in patterns.planned(anchor, forms, rota.cycle, holidays, first, (until - first).days):
        if planned.end_at <= now or planned.team >= len(rota.teams):
            continue
        if patterns.overlapping(planned.start_at, planned.end_at, spans):
            continue
        team = rota.teams[planned.team]
        row = DutyShift(
            room_id=room.id,
            name=planned.name,
            team=team["name"],
            start_at=planned.start_at,
            end_at=planned.end_at,
            by_pattern=True,
        )
        session.add(row)
        session.flush()
        _put_on(session, asker, room, row, [MemberIn(**one) for one in team["people"]], now)
        made += 1
    rota.made_until = start_of(until)
    session.flush()
    return made


def _put_on(
    session: Session,
    asker: Asker | None,
    room: DutyRoom,
    row: DutyShift,
    people: Iterable[MemberIn],
    now: int,
    where: str = "body.people",
) -> None:
    """Put people on a shift; who is on another one is refused, or left out where nobody asks."""
    told = {one.account_id: one for one in people}
    if not told:
        return
    locks.take(session, "duty-person", (str(one) for one in told))
    busy = dict(rota_repository.elsewhere(session, told.keys(), row.start_at, row.end_at, row.id))
    if asker is not None:
        _check_people(session, room, told.values(), now, where)
        if busy:
            raise _on_two(session, asker, room, row, *next(iter(busy.items())), where)
        for number in told:
            if rota_repository.assignment(session, row.id, number) is not None:
                raise ApiError(
                    409,
                    "on-shift",
                    f"账号 {number} 已在该班次。",
                    f"Account {number} is on this shift already.",
                    where,
                )
    able = told.keys() if asker is not None else repository.may_serve(session, room, told.keys(), now).keys()
    for number in sorted(able - busy.keys()):
        one = told[number]
        session.add(
            DutyAssignment(
                shift_id=row.id, account_id=number, seat_id=one.seat_id, leader=one.leader, reason=""
            )
        )
    session.flush()


def _check_people(
    session: Session, room: DutyRoom, people: Iterable[MemberIn], now: int, where: str = "body.teams"
) -> None:
    told = list(people)
    serving(session, room, sorted({one.account_id for one in told}), now, where)
    seats = {seat.id for seat in repository.seats(session, [room.id])}
    for one in told:
        if one.seat_id is not None and one.seat_id not in seats:
            raise not_found("席位", "seat in this room", where)


def _check_pattern(told: RotaIn) -> None:
    forms = [ShiftForm(form.name, form.start, form.hours) for form in told.shifts]
    pair = patterns.clash(forms)
    if pair is not None:
        raise ApiError(
            422,
            "shifts-overlap",
            f"班次“{pair[0].name}”与“{pair[1].name}”时间重叠,请调整开始时间或时长。",
            f"The shifts “{pair[0].name}” and “{pair[1].name}” overlap; change their beginning or length.",
            "body.shifts",
        )
    for day in told.cycle:
        _check_teams(day, len(forms), len(told.teams), "body.cycle")
    for team in told.teams:
        numbers = [one.account_id for one in team.people]
        if len(numbers) != len(set(numbers)):
            raise ApiError(
                422,
                "person-twice",
                f"班组“{team.name}”中有人重复。",
                f"Somebody is twice in the team “{team.name}”.",
                "body.teams",
            )


def _check_teams(day: patterns.Teams, shifts: int, teams: int, where: str) -> None:
    if len(day) != shifts or any(team is not None and team >= teams for team in day):
        raise ApiError(
            422,
            "teams-of-day",
            f"每天须为 {shifts} 个班次各指定一个班组(编号 0 至 {teams - 1},或空)。",
            f"Each day names a team for each of the {shifts} shifts (0 to {teams - 1}, or null).",
            where,
        )


def _check_open(end_at: int, now: int) -> None:
    if end_at <= now:
        raise ApiError(
            409,
            "shift-over",
            "班次已结束,值班记录不能更改。",
            "The shift is over; what was on duty stays on record.",
            "path.id",
        )


def _locked(session: Session, asker: Asker, number: int) -> tuple[DutyShift, DutyRoom]:
    row = rota_repository.shift(session, asker, number)
    if row is None:
        raise not_found("班次", "shift", "path.id")
    room = found(session, asker, row.room_id, for_update=True)
    session.refresh(row)
    return row, room


def _on(session: Session, row: DutyShift, account_id: int, where: str) -> DutyAssignment:
    place = rota_repository.assignment(session, row.id, account_id)
    if place is None:
        raise not_found("该班次的值班员", "person on this shift", where)
    return place


def _overlaps(held: DutyShift, start_at: int, end_at: int) -> ApiError:
    span, other = f"{words(start_at)} – {words(end_at)}", f"{words(held.start_at)} – {words(held.end_at)}"
    return ApiError(
        409,
        "shift-overlaps",
        f"班次 {span} 与已有班次“{held.name}”({other})重叠,同一控制室的班次不能重叠。请调整时间。",
        f"The shift {span} overlaps “{held.name}” ({other}). Shifts of a room may not overlap: change it.",
        "body.start_at",
    )


def _on_two(
    session: Session, asker: Asker, room: DutyRoom, row: DutyShift, person: int, other: DutyShift, where: str
) -> ApiError:
    name = repository.names(session, [person]).get(person, str(person))
    there = repository.rooms_by_id(session, [other.room_id])[other.room_id]
    known = there.id == room.id or sees(asker, there.area, there.organisation_id)
    at_zh, at_en = (f"“{there.name}”", f"“{there.name}”") if known else ("另一控制室", "another room")
    when = f"{words(other.start_at)} – {words(other.end_at)}"
    mine = f"{words(row.start_at)} – {clock_of(row.end_at)}"
    return ApiError(
        409,
        "person-overlaps",
        f"{name} 在 {when} 已排在{at_zh}值班,与班次“{row.name}”({mine})重叠。请换人或调整时间。",
        f"{name} is on duty in {at_en} from {when}, which overlaps the shift “{row.name}” ({mine})."
        " Choose somebody else or other times.",
        where,
    )


def _shown(row: DutyRota) -> dict[str, Any]:
    return {"anchor": row.anchor, "shifts": row.shifts, "cycle": row.cycle, "teams": row.teams}
