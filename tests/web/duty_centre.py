"""A centre with a control room on duty: a rota, checks, a hand-over, escalations, a log and a load."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from benchmarks.operator.seed import Region
from cloud.centre import Centre
from cloud.duty import checks, entries, escalations, rota, rota_repository, service
from cloud.duty.days import DAY_MS, HOUR_MS, MINUTE_MS, day_of
from cloud.duty.patterns import PRESETS
from cloud.duty.record_schemas import EntryIn
from cloud.duty.schemas import CertificateIn, HolidayIn, MemberIn, RoomIn, RotaIn, ShiftIn, SubstitutionIn
from cloud.duty.tables import DutyCheck, DutyShift
from cloud.people import service as people
from cloud.people.asker import LOCAL
from cloud.people.duties import Duty
from tests.cloud.people.conftest import KEPT, MACHINE
from tests.web.city_centre import CITY, K, Telling, enrol

NAMES = ("王芳", "李强", "赵敏", "刘洋", "巴特尔", "其其格", "张伟", "斯琴", "孙丽", "周凯")
#: Who may serve nowhere and only looks on.
VIEWER = "kan"


@dataclass(frozen=True)
class Seeded:
    """Numbers of what was written."""

    room: int
    second: int
    people: tuple[int, ...]


def fill_duty(centre: Centre) -> Seeded:
    """A full room with a day behind it, and one that nobody has manned."""
    room, accounts = staff(centre)
    _plan(centre, room, accounts)
    return Seeded(room, trouble(centre, room, accounts), tuple(accounts))


def trouble(centre: Centre, room: int, accounts: list[int]) -> int:
    """What has gone wrong until now in a room, and beside it one that nobody has manned: its number."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        second = service.add_room(session, LOCAL, RoomIn(name="医院消防控制室", organisation_id=2), now).id
        _past(session, centre, room, accounts, now)
    return second


def staff(centre: Centre) -> tuple[int, list[int]]:
    """A room, and those who may serve in it: their numbers."""
    now = centre.clock.now_ms()
    Region(30, now).write(centre.database)
    with centre.database.write() as session:
        told = RoomIn(name="1号楼消防控制室", organisation_id=1)
        room = service.add_room(session, LOCAL, told, now - DAY_MS).id
    with centre.database.write() as session:
        accounts = []
        for number, name in enumerate(NAMES):
            account = _account(session, f"p{number}", name, Duty.CONTROL_ROOM, (1, 2), now)
            accounts.append(account)
            if number != 9:  # who comes to the second room: no shift of the first depends on the hour
                grade = ("senior", "intermediate", "technician")[number % 3]
                certificate = CertificateIn.model_validate({"number": f"1500{number:04}", "grade": grade})
                service.certify(session, LOCAL, room, account, certificate, now)
        _account(session, VIEWER, "看客", Duty.VIEWER, (1,), now)
    return room, accounts


def _plan(centre: Centre, room: int, accounts: list[int]) -> None:
    """A rota of four teams since yesterday, a holiday, and somebody who stands in."""
    now = centre.clock.now_ms()
    form = PRESETS[0]
    teams = [
        {
            "name": f"{letter}班",
            "people": [
                {"account_id": accounts[at * 2], "leader": True},
                {"account_id": accounts[at * 2 + 1]},
            ],
        }
        for at, letter in enumerate("甲乙丙丁")
    ]
    # Planned as of yesterday, so that there is a shift now.
    began = now - DAY_MS
    pattern = RotaIn.model_validate(
        {
            "anchor": day_of(began) - timedelta(days=8),
            "shifts": [each._asdict() for each in form.shifts],
            "cycle": form.cycle,
            "teams": teams,
        }
    )
    with centre.database.write() as session:
        rota.put_rota(session, LOCAL, room, pattern, centre.settings.duty, began)
        holiday = HolidayIn(name="元旦")
        rota.put_holiday(
            session, LOCAL, room, day_of(now) + timedelta(days=3), holiday, centre.settings.duty, now
        )
    with centre.database.write() as session:
        later = session.query(DutyShift).filter(DutyShift.start_at > now + DAY_MS).first()
        if later is not None:
            on = [each for each in accounts if each not in _on(session, later)]
            change = SubstitutionIn(leaves=_on(session, later)[0], comes=on[0], reason="外出培训")
            rota.substitute(session, LOCAL, later.id, change, now)


def _account(
    session: Session, login: str, name: str, duty: Duty, organisations: tuple[int, ...], now: int
) -> int:
    row = people.new_account(session, MACHINE, login, name, now=now, password_hash=KEPT, must_change=False)
    people.give(session, MACHINE, row.id, duty, (), organisations, valid_until=None, now=now)
    return row.id


def _on(session: Session, shift: DutyShift) -> list[int]:
    found = rota_repository.on_shifts(session, [shift.id])[shift.id]
    return [one.assignment.account_id for one in found]


def _past(session: Session, centre: Centre, room: int, accounts: list[int], now: int) -> None:
    """What has happened until now: checks, lines of the log, an escalation."""
    settings = centre.settings.duty
    for number in range(6):
        at = now - (number + 2) * 3 * HOUR_MS
        row = checks.send(session, LOCAL, room, "", settings, at)
        session.flush()
        if number == 3:
            row.state = "unanswered"
        else:
            row.state, row.answered_at = "answered", at + (number + 1) * 40_000
            row.answered_by, row.answered_via = NAMES[number], "page" if number % 2 else "device"
        session.flush()
    missed = session.query(DutyCheck).filter(DutyCheck.state == "unanswered").one()
    escalations.escalate(
        session,
        room,
        escalations.CHECK_UNANSWERED,
        f"check/{missed.id}",
        settings,
        now - 5 * MINUTE_MS,
    )
    items = dict.fromkeys(("self-test", "mute", "reset", "mains"), "normal") | {"battery": "fault"}
    for told in (
        {"kind": "panel-check", "items": items, "text": "备用电源电量偏低,已报修", "person": accounts[0]},
        {"kind": "note", "text": "3层东侧喷淋泵检修,预计16时恢复", "person": accounts[1]},
    ):
        entries.write(session, LOCAL, room, EntryIn.model_validate(told), now - MINUTE_MS)


def ending_shift(centre: Centre, room: int, leaves: int, comes: int) -> None:
    """A shift of a room that ends within the hour, and the one that follows it."""
    now = centre.clock.now_ms()
    shift(centre, room, "白班", now - 11 * HOUR_MS, now + HOUR_MS // 2, [leaves])
    shift(centre, room, "夜班", now + HOUR_MS // 2, now + 12 * HOUR_MS, [comes])


def shift(centre: Centre, room: int, name: str, start: int, end: int, accounts: list[int]) -> None:
    """One shift, without a rota."""
    people = [MemberIn(account_id=account) for account in accounts]
    told = ShiftIn(name=name, start_at=start, end_at=end, people=people)
    with centre.database.write() as session:
        rota.add_shift(session, LOCAL, room, told, start - HOUR_MS)


def burning(centre: Centre) -> None:
    """Alarms of a monitoring centre's day, one flood among them."""
    enrol(centre)
    tell = Telling(centre)
    tell.say(*(tell.event(CITY[n % 40], K.FAULT, 1, n // 40, 60) for n in range(60)))
    tell.say(tell.event(CITY[3], K.FIRE, 2, 1, 30))
