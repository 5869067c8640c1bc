"""Shifts by pattern, by hand and by substitution: who is on duty when, and what is refused."""

from __future__ import annotations

from datetime import date
from threading import Thread

import pytest

from cloud.duty import cover, repository, rota, rota_repository, service, views
from cloud.duty.days import DAY_MS, HOUR_MS, start_of, words
from cloud.duty.schemas import HolidayIn, MemberIn, RoomIn, SeatIn, SubstitutionIn
from cloud.errors import ApiError
from cloud.people.asker import LOCAL, Asker, Permission
from tests.cloud.duty.conftest import DAY, MIDNIGHT, SETTINGS, Site, new_person, rota_told
from tests.cloud.places import add_organisation
from tests.cloud.said import NOW


def put(site: Site, preset: int = 0, now: int = NOW, **changed: object) -> None:
    with site.database.write() as session:
        rota.put_rota(session, LOCAL, site.room, rota_told(site.people, preset, **changed), SETTINGS, now)


def refused(site: Site, *told: object, **named: object) -> ApiError:
    with pytest.raises(ApiError) as raised:
        site.shift(*told, **named)  # type: ignore[arg-type]
    return raised.value


def test_a_pattern_makes_shifts_ahead_that_cover_every_moment(site: Site) -> None:
    put(site)
    made = site.shifts()
    assert len(made) == 2 * SETTINGS.ahead_days
    assert [each.end_at for each in made[:-1]] == [each.start_at for each in made[1:]]
    with site.database.read() as session:
        watches = rota_repository.watches(session, site.room, made[0].start_at, made[-1].end_at)
        assert cover.gaps(watches, 2, made[0].start_at, made[-1].end_at) == []


def test_more_shifts_are_made_day_by_day_and_none_twice(site: Site) -> None:
    put(site, preset=3)
    before = site.shifts()
    for days in (1, 2, 2, 5):
        with site.database.write() as session:
            rota.make_ahead(session, site.room, SETTINGS, NOW + days * DAY_MS + HOUR_MS)
    made = site.shifts()
    assert len(made) == len(before) + 3 * 5
    assert [each.end_at for each in made[:-1]] == [each.start_at for each in made[1:]]


def test_the_night_shift_over_new_year_is_on_duty_on_both_sides_of_midnight(site: Site) -> None:
    site.shift(-4, 8, *site.people[:2])
    for at, there in ((MIDNIGHT - 1, True), (MIDNIGHT, True), (MIDNIGHT + 8 * HOUR_MS, False)):
        with site.database.read() as session:
            (found,) = views.now(session, [site.row(session)], at)
            assert (found.shift is not None, found.covered) == (there, there), words(at)


def test_two_people_with_certificates_are_needed_and_what_is_missing_is_said(site: Site) -> None:
    newcomer = site.account("newcomer", certified=False)
    site.shift(8, 20, site.people[0], newcomer)
    with site.database.read() as session:
        (found,) = views.now(session, [site.row(session)], NOW + 1)
    assert found.shift is not None
    assert not found.covered
    assert found.warning is not None
    assert "需 2 人，在岗 2 人，其中持证 1 人" in found.warning.zh


def test_a_certificate_that_ends_within_the_shift_does_not_count(site: Site) -> None:
    with site.database.write() as session:
        held = repository.certificates(session, site.people)
        held[site.people[0]].valid_until = "2026-01-01"
    site.shift(20, 32, *site.people[:2])
    site.shift(8, 20, *site.people[:2])
    with site.database.read() as session:
        watches = rota_repository.watches(session, site.room, MIDNIGHT, MIDNIGHT + 2 * DAY_MS)
        found = cover.gaps(watches, 2, NOW, MIDNIGHT + 32 * HOUR_MS)
    assert [words(gap.start_at) for gap in found] == ["2026-01-01 20:00"]


def test_overlapping_shifts_are_refused_in_clear_words(site: Site) -> None:
    site.shift(8, 20)
    fault = refused(site, 19, 23)
    assert (fault.status, fault.detail.code) == (409, "shift-overlaps")
    assert (
        "2026-01-01 19:00 – 2026-01-01 23:00 与已有班次“值班”(2026-01-01 08:00 – 2026-01-01 20:00)重叠"
        in (fault.detail.message_zh)
    )
    site.shift(20, 32)
    site.shift(7, 8)


def test_nobody_is_on_two_shifts_at_once_in_whatever_rooms(site: Site) -> None:
    with site.database.write() as session:
        other = service.add_room(
            session, LOCAL, RoomIn(name="2号楼消防控制室", organisation_id=site.organisation), NOW
        ).id
    site.shift(8, 20, site.people[0])
    fault = refused(site, 19, 31, site.people[0], room=other)
    assert fault.detail.code == "person-overlaps"
    assert "p0 名 在 2026-01-01 08:00 – 2026-01-01 20:00 已排在“消防控制室”值班" in fault.detail.message_zh
    site.shift(20, 31, site.people[0], room=other)


def test_a_room_outside_ones_scope_is_not_named(site: Site) -> None:
    with site.database.write() as session:
        elsewhere = add_organisation(session, "150202-1", area="150202", name="别处")
        told = RoomIn(name="别处的控制室", organisation_id=elsewhere.id)
        other = service.add_room(session, LOCAL, told, NOW).id
        both = new_person(session, "both", areas=["15"])
    site.shift(8, 20, both, room=other)
    mine = Asker("me", organisations=(site.organisation,), permissions=frozenset(Permission))
    shift = site.shift(10, 12)
    with site.database.write() as session, pytest.raises(ApiError) as raised:
        rota.add_person(session, mine, shift, MemberIn(account_id=both), NOW)
    assert "别处" not in raised.value.detail.message_zh
    assert "另一控制室" in raised.value.detail.message_zh


def test_who_may_not_serve_in_the_room_is_not_put_on_a_shift(site: Site) -> None:
    with site.database.write() as session:
        stranger = new_person(session, "stranger", areas=["150202"])
    assert refused(site, 8, 20, stranger).detail.code == "may-not-serve"
    assert refused(site, 8, 20, 10_000).detail.code == "may-not-serve"
    with site.database.read() as session:
        found = repository.candidates(session, site.row(session), NOW)
    assert sorted(found) == sorted(site.people)


def test_a_substitute_stands_in_for_whom_the_rota_named_first(site: Site) -> None:
    shift = site.shift(8, 20, *site.people[:2])
    first, second, third = site.people[0], site.people[2], site.people[3]
    with site.database.write() as session:
        for leaves, comes in ((first, second), (second, third)):
            told = SubstitutionIn(leaves=leaves, comes=comes, reason="发烧")
            rota.substitute(session, LOCAL, shift, told, NOW)
    with site.database.read() as session:
        row = rota_repository.shift(session, LOCAL, shift)
        assert row is not None
        shown = {one.account_id: one for one in views.shift(session, row).people}
    assert set(shown) == {site.people[1], third}
    assert (shown[third].stands_in_for, shown[third].reason) == ("p0 名", "发烧")


def test_what_is_over_is_not_changed(site: Site) -> None:
    shift = site.shift(-4, 8, *site.people[:2])
    with site.database.write() as session, pytest.raises(ApiError) as raised:
        rota.remove_person(session, LOCAL, shift, site.people[0], NOW)
    assert raised.value.detail.code == "shift-over"
    with site.database.write() as session, pytest.raises(ApiError) as raised:
        rota.remove_shift(session, LOCAL, shift, NOW)
    assert raised.value.detail.code == "shift-begun"


def test_a_holiday_brings_another_team_and_the_cycle_holds_again_without_it(site: Site) -> None:
    put(site, preset=1)
    feast = date(2026, 1, 20)
    at = start_of(feast) + 8 * HOUR_MS
    (before,) = (each for each in site.shifts() if each.start_at == at)
    other = next(number for number in range(4) if f"{number + 1}班" != before.team)
    with site.database.write() as session:
        told = HolidayIn(name="庆典", teams=[other])
        rota.put_holiday(session, LOCAL, site.room, feast, told, SETTINGS, NOW)
    assert [each.team for each in site.shifts() if each.start_at == at] == [f"{other + 1}班"]
    with site.database.write() as session:
        rota.put_holiday(session, LOCAL, site.room, feast, None, SETTINGS, NOW)
    assert [each.team for each in site.shifts() if each.start_at == at] == [before.team]


def test_a_new_pattern_replaces_what_lies_ahead_and_keeps_what_was_touched(site: Site) -> None:
    put(site)
    touched = site.shifts()[5]
    on = next(one for one in site.people if one not in people_of(site, touched.id))
    free = [one for one in site.people if one != on and one not in people_of(site, touched.id)]
    with site.database.write() as session:
        rota.add_person(session, LOCAL, touched.id, MemberIn(account_id=free[0]), NOW)
    put(site, preset=0, teams=rota_told(site.people[::-1]).model_dump()["teams"], anchor=DAY, version=1)
    kept = [each for each in site.shifts() if each.id == touched.id]
    assert len(kept) == 1
    assert free[0] in people_of(site, touched.id)
    assert [each.end_at for each in site.shifts()[:-1]] == [each.start_at for each in site.shifts()[1:]]


def people_of(site: Site, shift: int) -> set[int]:
    with site.database.read() as session:
        return {one.assignment.account_id for one in rota_repository.on_shifts(session, [shift])[shift]}


def test_a_pattern_changed_by_somebody_else_is_not_overwritten(site: Site) -> None:
    put(site)
    put(site, version=1)
    with pytest.raises(ApiError) as raised:
        put(site, version=1)
    assert raised.value.detail.code == "moved-on"


def test_a_seats_areas_lie_within_the_rooms(site: Site) -> None:
    with site.database.write() as session, pytest.raises(ApiError) as raised:
        service.add_seat(session, LOCAL, site.room, SeatIn(name="4号席", areas=["1502"]), NOW)
    assert raised.value.detail.code == "outside-room"


def test_of_two_who_put_one_person_on_two_shifts_at_once_one_is_refused(site: Site) -> None:
    with site.database.write() as session:
        told = RoomIn(name="2号楼消防控制室", organisation_id=site.organisation)
        other = service.add_room(session, LOCAL, told, NOW).id
    faults: list[str] = []

    def add(room: int) -> None:
        try:
            site.shift(8, 20, site.people[0], room=room)
        except ApiError as fault:
            faults.append(fault.detail.code)

    threads = [Thread(target=add, args=(room,)) for room in (site.room, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == ["person-overlaps"]
