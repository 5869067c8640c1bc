"""The load of seats: on demand and rolled up alike, by day and by shift, for every room in one pass."""

from __future__ import annotations

import random

from sqlalchemy import select

from cloud.alarms.tables import TimelineEntry
from cloud.database import counters
from cloud.duty import figures, figures_repository, service
from cloud.duty.days import DAY_MS, HOUR_MS, MINUTE_MS
from cloud.duty.figure_schemas import csv_rows, figure
from cloud.duty.schemas import RoomIn, SeatIn
from cloud.duty.tables import DutyFigure, DutySeat
from cloud.people.asker import LOCAL
from cloud.registry.tables import Gateway
from telemetry.event_kinds import EventKind
from tests.cloud.duty.conftest import MIDNIGHT, Site
from tests.cloud.duty.rows import add_alarm
from tests.cloud.places import add_organisation, furnish
from tests.cloud.said import NOW

TOMORROW = MIDNIGHT + DAY_MS


def rolled(site: Site, now: int) -> list[DutyFigure]:
    with site.database.write() as session:
        while figures.roll_up_days(session, now) >= 0:
            pass
        while figures.roll_up_shifts(session, now) >= 0:
            pass
    with site.database.read() as session:
        return list(session.scalars(select(DutyFigure).order_by(DutyFigure.seat_id, DutyFigure.start_at)))


def test_a_day_and_its_shifts_are_rolled_up_once_they_are_over(site: Site) -> None:
    site.shift(0, 8, *site.people[:2])
    site.shift(8, 24, *site.people[2:4])
    with site.database.write() as session:
        for minute in range(12):
            add_alarm(session, site, EventKind.FAULT, NOW + minute * 30_000, acknowledged=NOW + HOUR_MS)
        add_alarm(session, site, EventKind.FIRE, NOW - HOUR_MS, acknowledged=NOW - HOUR_MS + 20_000)
        add_alarm(session, site, EventKind.TEST, NOW)
    assert "day" not in {
        row.period for row in rolled(site, TOMORROW + 4 * MINUTE_MS) if row.start_at >= MIDNIGHT
    }
    found = rolled(site, TOMORROW + 6 * MINUTE_MS)
    by_span = {(row.period, row.start_at): row for row in found if row.seat_id == site.seats[0]}
    day = by_span["day", MIDNIGHT]
    assert (day.alarms, day.peak, day.floods, day.flood_alarms) == (13, 12, 1, 12)
    assert day.by_kind == {"fault": 12, "fire": 1, "test": 1}
    assert (day.acknowledged, day.acknowledge_p90_ms, day.standing) == (13, HOUR_MS - 30_000, 13)
    assert by_span["shift", MIDNIGHT].alarms == 1
    assert by_span["shift", NOW].alarms == 12
    assert by_span["shift", MIDNIGHT].acknowledge_p50_ms == 20_000
    with site.database.read() as session:
        rows = figures_repository.figures(session, site.room, "day", MIDNIGHT, TOMORROW)
        lines = csv_rows(figure(row, seat) for row, seat in rows)
    assert lines[1][:6] == ["1号席", "2026-01-01 00:00", "2026-01-02 00:00", "13", "0.09", "12"]


def test_on_demand_and_rolled_up_agree_whatever_came(site: Site) -> None:
    drawn = random.Random(7)
    with site.database.write() as session:
        for _ in range(400):
            at = MIDNIGHT + drawn.randrange(DAY_MS)
            answered = at + drawn.randrange(HOUR_MS) if drawn.random() < 0.7 else None
            kind = drawn.choice([EventKind.FIRE, EventKind.FAULT, EventKind.SUPERVISORY, EventKind.TEST])
            add_alarm(
                session, site, kind, at, acknowledged=answered, part=f"p-{drawn.random()}",
                state=drawn.choice(["raised", "closed"]),
            )  # fmt: skip
    now = TOMORROW + 10 * MINUTE_MS
    found = {row.seat_id: row for row in rolled(site, now) if row.period == "day"}
    with site.database.read() as session:
        loads = figures.of_room(session, site.row(session), MIDNIGHT, TOMORROW, now)
    assert len(loads) == 3
    for seat, tally, rates in loads:
        for name, value in figures.measured(tally, rates).items():
            assert getattr(found[seat.id], name) == value, name


def test_alarms_go_to_the_seats_of_their_place(site: Site) -> None:
    with site.database.write() as session:
        other = add_organisation(session, "150105-1", area="150105", name="别处")
        made = furnish(session, other, "gw-b1", points=0)
        first = made["building"].id
        session.add(
            Gateway(
                gateway="gw-b1",
                area="150105",
                organisation_id=other.id,
                building_id=first,
                first_seen=NOW,
                last_seen=NOW,
            )
        )
        building = service.add_room(
            session, LOCAL, RoomIn(name="主楼", organisation_id=other.id, building_id=first), NOW
        )
        centre = service.add_room(session, LOCAL, RoomIn(name="市中心", area="1501"), NOW)
        county = service.add_seat(session, LOCAL, centre.id, SeatIn(name="赛罕席", areas=["150105"]), NOW).id
        abroad = service.add_room(session, LOCAL, RoomIn(name="包头", area="1502"), NOW)
        away = {"area": "150105", "organisation_id": other.id}
        add_alarm(session, site, EventKind.FIRE, NOW)
        add_alarm(session, site, EventKind.FIRE, NOW, gateway="gw-b1", **away)
        add_alarm(session, site, EventKind.FAULT, NOW, gateway="gw-unbound", **away)
        add_alarm(session, site, EventKind.FAULT, NOW, gateway="gw-far", area="150202", organisation_id=None)
    with site.database.read() as session:
        seats = figures_repository.seats_with_rooms(session)
        found = figures.tallies(session, seats, MIDNIGHT, TOMORROW, NOW)
        names = {seat.id: (room.name, seat.name) for room, seat in seats}
    told = {names[seat]: tally.by_kind.total() for seat, tally in found.items()}
    assert told[("消防控制室", "1号席")] == 1
    assert told[("主楼", "1号席")] == 2
    assert told[("市中心", "1号席")] == 3
    assert told[("市中心", "赛罕席")] == 2
    assert told[("包头", "1号席")] == 1
    assert {building.id, centre.id, abroad.id, county}


def test_what_has_stood_for_a_day_is_stale(site: Site) -> None:
    with site.database.write() as session:
        add_alarm(session, site, EventKind.FAULT, NOW - 2 * DAY_MS)
        add_alarm(session, site, EventKind.FAULT, NOW)
        add_alarm(session, site, EventKind.FAULT, NOW - 3 * DAY_MS, level="cleared")
    with site.database.read() as session:
        ((_, tally, _), *_) = figures.of_room(session, site.row(session), MIDNIGHT, NOW + 1, NOW + 1)
    assert (tally.standing, tally.stale) == (2, 1)


def test_a_seat_that_is_not_used_has_no_figures(site: Site) -> None:
    with site.database.write() as session:
        session.get_one(DutySeat, site.seats[0]).enabled = False
        add_alarm(session, site, EventKind.FAULT, NOW)
    assert site.seats[0] not in {row.seat_id for row in rolled(site, TOMORROW + HOUR_MS)}


def test_days_that_were_missed_are_caught_up_on(site: Site) -> None:
    rolled(site, TOMORROW + HOUR_MS)
    with site.database.write() as session:
        for day in range(1, 4):
            add_alarm(session, site, EventKind.FAULT, NOW + day * DAY_MS)
    found = rolled(site, TOMORROW + 5 * DAY_MS)
    days = {row.start_at: row.alarms for row in found if row.seat_id == site.seats[0] and row.alarms}
    assert days == {MIDNIGHT + day * DAY_MS: 1 for day in range(1, 4)}
    with site.database.read() as session:
        assert counters.current(session, figures.DAYS_UNTIL) == MIDNIGHT + 5 * DAY_MS


def test_only_what_a_person_did_about_it_is_an_answer(site: Site) -> None:
    deeds: list[tuple[str, str | None, int]] = [
        ("time-out", None, 1),
        ("dispatch-request", None, 2),
        ("shelve", None, 3),
        ("verification-link", "王芳", 4),
        ("shelve", "王芳", 50),
        ("verify", "王芳", 70),
    ]
    with site.database.write() as session:
        alarm = add_alarm(session, site, EventKind.FAULT, NOW)
        for action, by, after_s in deeds:
            session.add(TimelineEntry(alarm_id=alarm, at=NOW + after_s * 1000, action=action, by=by))
        logged = add_alarm(session, site, EventKind.FIRE, NOW, maintenance_id=7, acknowledged=NOW + 5_000)
        session.add(TimelineEntry(alarm_id=logged, at=NOW, action="log", by="王芳"))
    with site.database.read() as session:
        (_, tally, load), *_ = figures.of_room(session, site.row(session), NOW, NOW + HOUR_MS, NOW + HOUR_MS)
    assert dict(tally.delays) == {50_000: 1}
    assert dict(tally.by_kind) == {"fault": 1, "test": 1}, "what is logged in declared works is a test"
    assert (load.alarms, tally.standing) == (1, 1)
