"""Duty checks: one answer counts, the limit holds, nobody answers for themselves, the unanswered go up."""

from __future__ import annotations

from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event, select

from cloud.duty import checks, checks_repository, escalations, jobs, service, watch
from cloud.duty.days import HOUR_MS, MINUTE_MS
from cloud.duty.schemas import RoomUpdate
from cloud.duty.tables import DutyCheck, DutyEscalation
from cloud.errors import ApiError
from cloud.people.asker import LOCAL
from cloud.people.duties import Duty
from cloud.transmission.tables import TransmissionRequest
from tests.cloud.duty.conftest import MIDNIGHT, SETTINGS, Site, new_person
from tests.cloud.said import NOW

LIMIT = 10 * MINUTE_MS


def send(site: Site, now: int = NOW, sender: int | None = None) -> int:
    with site.database.write() as session:
        asker = site.asker(sender) if sender is not None else LOCAL
        return checks.send(session, asker, site.room, "", SETTINGS, now).id


def answer(site: Site, number: int, person: int, now: int) -> DutyCheck:
    with site.database.write() as session:
        return checks.answer(session, site.asker(person), number, None, now)


def settle(site: Site, now: int) -> None:
    with site.database.write() as session:
        checks.settle(session, SETTINGS, now)


def row(site: Site, number: int) -> DutyCheck:
    with site.database.read() as session:
        return session.get_one(DutyCheck, number)


def escalated(site: Site) -> list[tuple[str, str, int]]:
    with site.database.read() as session:
        rows = session.scalars(select(DutyEscalation).order_by(DutyEscalation.id))
        return [(one.kind, one.subject, one.level) for one in rows]


def test_an_answer_in_time_is_an_answer_to_the_last_moment(site: Site) -> None:
    site.shift(8, 20, *site.people[:2])
    number = send(site)
    found = answer(site, number, site.people[0], NOW + LIMIT)
    assert (found.state, found.answered_by, found.answered_via) == ("answered", "p0 名", "page")
    settle(site, NOW + HOUR_MS)
    assert escalated(site) == []


def test_an_answer_after_the_limit_is_noted_and_the_check_stays_unanswered(site: Site) -> None:
    site.shift(8, 20, *site.people[:2])
    number = send(site)
    late = answer(site, number, site.people[0], NOW + LIMIT + 1)
    assert (late.state, late.late_at, late.late_by) == ("waiting", NOW + LIMIT + 1, "p0 名")
    settle(site, NOW + LIMIT + 6_000)
    found = row(site, number)
    assert (found.state, found.answered_at, found.late_by) == ("unanswered", None, "p0 名")
    answer(site, number, site.people[1], NOW + LIMIT + HOUR_MS)
    assert row(site, number).late_by == "p0 名"
    assert escalated(site) == [("check-unanswered", f"check/{number}", 1)]


def test_of_two_seats_that_answer_at_once_one_does_and_the_other_is_told_who(site: Site) -> None:
    site.shift(8, 20, *site.people[:2])
    number = send(site)
    answered: list[str] = []
    refused: list[ApiError] = []
    together = Barrier(2)

    def press(person: int) -> None:
        together.wait()
        try:
            answered.append(answer(site, number, person, NOW + 1_000).answered_by)
        except ApiError as fault:
            refused.append(fault)

    threads = [Thread(target=press, args=(person,)) for person in site.people[:2]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answered) == len(refused) == 1
    assert refused[0].detail.code == "already-answered"
    assert answered[0] in refused[0].detail.message_zh
    assert row(site, number).answered_by == answered[0]


def test_nobody_answers_their_own_check_nor_for_a_shift_they_are_not_on(site: Site) -> None:
    site.shift(8, 20, *site.people[:2])
    number = send(site, sender=site.people[0])
    for person, code in ((site.people[0], "own-check"), (site.people[5], "not-on-duty")):
        with pytest.raises(ApiError) as raised:
            answer(site, number, person, NOW + 1)
        assert raised.value.detail.code == code


def test_who_comes_on_duty_while_a_check_waits_may_answer_it(site: Site) -> None:
    site.shift(8, 20, *site.people[:2])
    site.shift(20, 32, *site.people[2:4])
    at = MIDNIGHT + 20 * HOUR_MS - MINUTE_MS
    number = send(site, at)
    assert answer(site, number, site.people[2], at + 2 * MINUTE_MS).state == "answered"


def test_a_room_has_one_open_check(site: Site) -> None:
    send(site)
    with pytest.raises(ApiError) as raised:
        send(site, NOW + MINUTE_MS)
    assert raised.value.detail.code == "check-waiting"
    settle(site, NOW + LIMIT + 6_000)
    send(site, NOW + HOUR_MS)


def test_the_answer_key_of_a_device_answers_within_the_limit_only(site: Site) -> None:
    for after, state, late in ((LIMIT, "answered", None), (LIMIT + 1, "unanswered", NOW + LIMIT + 1)):
        number = send(site)
        with site.database.write() as session:
            request = TransmissionRequest(
                device_id=1, kind="duty-check", arguments={}, asked_by="", asked_at=NOW, state="done",
                answered_at=NOW + after, result={"operator": 7}, text="",
            )  # fmt: skip
            session.add(request)
            session.flush()
            checks_repository.locked(session, number).requests = [{"request": request.id}]
        settle(site, NOW + after + 6_000)
        found = row(site, number)
        assert (found.state, found.late_at) == (state, late)
        assert "7" in (found.answered_by or found.late_by)


def test_however_many_devices_pass_a_check_on_a_look_asks_the_records_as_often(site: Site) -> None:
    statements: list[str] = []
    event.listen(site.database.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
    asked = []
    for devices in (1, 9):
        number = send(site)
        with site.database.write() as session:
            requests = [
                TransmissionRequest(
                    device_id=device, kind="duty-check", arguments={}, asked_by="", asked_at=NOW,
                    state="waiting", result={}, text="",
                )
                for device in range(devices)
            ]  # fmt: skip
            session.add_all(requests)
            session.flush()
            told = [{"request": request.id} for request in requests]
            told += [{"gateway": f"gw-{device}", "seq": 1} for device in range(devices)]
            checks_repository.locked(session, number).requests = told
        statements.clear()
        with site.database.read() as session:
            assert not checks.due(session, NOW + 1)
        asked.append(len(statements))
        settle(site, NOW + HOUR_MS)
    assert asked[0] == asked[1]


def test_an_unanswered_check_goes_up_to_the_top_until_somebody_takes_it(site: Site) -> None:
    with site.database.write() as session:
        above = new_person(session, "above", Duty.AREA_SUPERVISOR, areas=["1501"])
        beside = new_person(session, "beside", Duty.AREA_SUPERVISOR, areas=["1502"])
    number = send(site)
    at = NOW + LIMIT + 6_000
    settle(site, at)
    for level in (1, 2, 3, 3):
        assert escalated(site) == [("check-unanswered", f"check/{number}", level)]
        with site.database.read() as session:
            raised = session.scalars(select(DutyEscalation)).one()
            told = escalations.to_be_told(session, raised, at)
        assert set(site.people) <= set(told)
        assert (above in told, beside in told) == (level > 1, False)
        at += 10 * MINUTE_MS
        with site.database.write() as session:
            escalations.climb(session, SETTINGS, at)
    with site.database.write() as session:
        escalations.take(session, LOCAL, raised.id, "已电话联系", at)
    with site.database.write() as session, pytest.raises(ApiError) as fault:
        escalations.take(session, LOCAL, raised.id, "", at)
    assert fault.value.detail.code == "taken"


def test_what_somebody_has_taken_goes_no_higher(site: Site) -> None:
    number = send(site)
    at = NOW + LIMIT + 6_000
    settle(site, at)
    with site.database.write() as session:
        raised = session.scalars(select(DutyEscalation)).one()
        escalations.take(session, LOCAL, raised.id, "已电话联系", at)
    with site.database.write() as session:
        assert escalations.climb(session, SETTINGS, at + HOUR_MS) == 0
    assert escalated(site) == [("check-unanswered", f"check/{number}", 1)]


def test_what_cannot_be_escalated_keeps_back_nothing_else(site: Site) -> None:
    number = send(site)
    at = NOW + LIMIT + 6_000
    settle(site, at)
    strange = DutyEscalation(
        room_id=site.room, kind="of-tomorrow", subject="x/1", raised_at=NOW, level=1, next_at=NOW
    )
    with site.database.write() as session:
        session.add(strange)
    with site.database.write() as session:
        assert escalations.climb(session, SETTINGS, at + HOUR_MS) == 1
    assert escalated(site) == [("check-unanswered", f"check/{number}", 2), ("of-tomorrow", "x/1", 1)]


def test_of_what_is_looked_after_each_is_done_whatever_fails(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise SystemError("cut off")

    with site.database.write() as session:
        escalations.escalate(session, site.room, escalations.CHECK_UNANSWERED, "check/1", SETTINGS, NOW)
    monkeypatch.setattr(checks, "settle", broken)
    monkeypatch.setattr(watch, "random_checks_due", broken)
    work: Any = SimpleNamespace(
        centre=SimpleNamespace(settings=SimpleNamespace(duty=SETTINGS), database=site.database),
        now=NOW + HOUR_MS,
        keep=lambda: None,
        guard=lambda _session: None,
    )
    with pytest.raises(SystemError):
        jobs.look_after(work)
    assert escalated(site) == [("check-unanswered", "check/1", 2)]


def test_random_checks_are_sent_once_at_the_moments_drawn_and_bounded_by_the_shift(site: Site) -> None:
    with site.database.write() as session:
        told = RoomUpdate(name="消防控制室", checks_per_shift=3, version=1)
        service.change_room(session, LOCAL, site.room, told, NOW)
    site.shift(8, 11, *site.people[:2])
    for minute in range(3 * 60 + 30):
        now = NOW + minute * MINUTE_MS
        for _ in range(2):
            with site.database.read() as session:
                due = watch.random_checks_due(session, [site.row(session)], SETTINGS, now)
            for room, at in due:
                with site.database.write() as session:
                    watch.send_random(session, room, at, SETTINGS, now)
        if minute % 5 == 0:
            settle(site, now)
    with site.database.read() as session:
        sent = session.scalars(select(DutyCheck).order_by(DutyCheck.sent_at)).all()
    assert len(sent) == 3
    assert all(0 <= one.sent_at - (one.planned_at or 0) < MINUTE_MS for one in sent)
    assert {one.state for one in sent} == {"unanswered"}


def test_a_centre_that_was_off_sends_no_random_check_late(site: Site) -> None:
    site.shift(8, 20, *site.people[:2])
    with site.database.read() as session:
        room = site.row(session)
        due = [
            at
            for minute in range(12 * 60)
            for _, at in watch.random_checks_due(session, [room], SETTINGS, NOW + minute * MINUTE_MS)
        ]
        assert due
        assert watch.random_checks_due(session, [room], SETTINGS, due[0] + 2 * MINUTE_MS) == []


def test_statistics_count_by_room_and_by_who_was_on_duty(site: Site) -> None:
    site.shift(8, 20, *site.people[:2])
    site.shift(20, 32, *site.people[1:3])
    for hour, delay in ((9, 60_000), (10, 180_000), (21, None)):
        at = MIDNIGHT + hour * HOUR_MS
        number = send(site, at)
        if delay is not None:
            answer(site, number, site.people[1], at + delay)
        settle(site, at + 11 * MINUTE_MS)
    with site.database.read() as session:
        (of_room,) = checks_repository.by_room(session, LOCAL, None, MIDNIGHT, MIDNIGHT + 24 * HOUR_MS)
        of_people = checks_repository.by_person(session, LOCAL, site.room, MIDNIGHT, MIDNIGHT + 24 * HOUR_MS)
    assert tuple(of_room)[1:] == ("消防控制室", 3, 2, 1, 0, 60_000)
    assert [(one.name, one.sent, one.unanswered) for one in of_people] == [
        ("p0 名", 2, 0), ("p1 名", 3, 1), ("p2 名", 1, 1),
    ]  # fmt: skip


def test_a_check_waits_for_those_of_the_shift_and_not_for_whoever_sent_it(site: Site) -> None:
    first, second, other = site.people[:3]
    site.shift(8, 20, first, second)
    number = send(site, sender=second)

    def waits_for(account: int) -> list[int]:
        with site.database.read() as session:
            return [each.id for each in checks.to_answer(session, site.asker(account), NOW + 1)]

    assert [waits_for(each) for each in (first, second, other)] == [[number], [], []]


def test_a_check_of_a_room_without_a_rota_waits_for_everybody(site: Site) -> None:
    number = send(site)
    with site.database.read() as session:
        found = checks.to_answer(session, site.asker(site.people[5]), NOW + 1)
    assert [each.id for each in found] == [number]
