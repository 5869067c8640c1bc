from __future__ import annotations

import threading

import pytest

from cloud.errors import ApiError
from cloud.hazards import repository, service, views
from cloud.hazards.photos import kept
from cloud.hazards.repository import Filters
from cloud.hazards.state_table import Action
from cloud.people.asker import LOCAL, Asker, Permission
from tests.cloud.hazards.test_photos import photo
from tests.cloud.inspections.site import Site, finding
from tests.cloud.stores import Stores

ELSEWHERE = Asker("x", areas=("1502",), permissions=frozenset(Permission))


@pytest.fixture
def site(stores: Stores) -> Site:
    return Site(stores)


def refused(status: int, code: str) -> object:
    return pytest.raises(ApiError, check=lambda fault: (fault.status, fault.detail.code) == (status, code))


def test_found_ordered_reported_failed_and_closed_with_every_step_on_the_timeline(site: Site) -> None:
    site_day_five = site.day(5).isoformat()
    row = site.report(deadline=site.day(5))
    assert (row.state, row.clause_zh) == ("ordered", "《消防法》第二十八条")
    site.act(row.id, Action.REPORT, by="王芳", note="已拆除门锁")
    site.pass_days(6)
    failed = site.act(row.id, Action.FAIL, deadline=site.day(3), note="仍上锁")
    assert (failed.state, failed.failed_rechecks, failed.closed_at) == ("ordered", 1, None)
    closed = site.act(row.id, Action.PASS)
    assert (closed.state, closed.closed_at) == ("closed", site.now)
    with site.database.read() as session:
        shown = views.detail(session, row, site.today)
    steps = [(one.action, one.by) for one in shown.timeline]
    assert steps == [
        ("found", "王芳"),
        ("order", "王芳"),
        ("report", "王芳"),
        ("recheck-fail", "检查员1"),
        ("recheck-pass", "检查员1"),
    ]
    assert shown.timeline[1].detail == {"deadline": site_day_five}


def test_the_same_hazard_told_twice_is_one_and_another_under_its_key_is_refused(site: Site) -> None:
    assert site.report().id == site.report().id
    with refused(409, "key-used"):
        site.report(text="另一条")
    assert len(site.hazards()) == 1


def test_an_action_told_twice_happens_once(site: Site) -> None:
    row = site.report(deadline=site.day(5))
    for _ in range(2):
        site.act(row.id, Action.FAIL, deadline=site.day(9), key="recheck-0001")
    assert site.hazards()[0].failed_rechecks == 1
    with refused(409, "moved"):
        site.act(row.id, Action.PASS, version=1)


def test_a_deadline_that_passed_while_the_phone_was_offline_still_stands(site: Site) -> None:
    found_at = site.now
    site.pass_days(8)
    row = site.report(found_at=found_at, deadline=site.day(-3))
    assert (row.state, row.found_at, row.known_at) == ("ordered", found_at, site.now)
    with site.database.read() as session:
        assert views.by_ids(session, [row.id], site.today)[0].overdue


def test_more_time_is_granted_to_the_day_that_was_asked_for(site: Site) -> None:
    row = site.report(deadline=site.day(5))
    site.act(row.id, Action.ASK_EXTENSION, deadline=site.day(12), note="等待配件")
    with site.database.read() as session:
        assert repository.counts(session, LOCAL, site.today.isoformat())["extensions_asked"] == 1
    granted = site.act(row.id, Action.GRANT_EXTENSION)
    assert (granted.deadline, granted.asked_until, granted.extensions) == (site.day(12).isoformat(), None, 1)


def test_lists_are_filtered_and_stay_in_scope(site: Site) -> None:
    site.report("hazard-0001", deadline=site.day(1))
    site.report("hazard-0002", grade="general", corrected=True)
    site.pass_days(2)
    today = site.today.isoformat()

    def keys(asker: Asker = LOCAL, **filters: object) -> list[str]:
        with site.database.read() as session:
            wanted = Filters(**filters)  # type: ignore[arg-type]
            rows = repository.page(session, asker, wanted, before=None, limit=10)
            return [one.hazard.key for one in rows]

    assert keys() == ["hazard-0002", "hazard-0001"]
    assert keys(overdue_on=today) == ["hazard-0001"]
    assert keys(grade="general", area="150102") == ["hazard-0002"]
    assert keys(ELSEWHERE) == []
    with site.database.read() as session:
        counts = repository.counts(session, LOCAL, today)
    assert (counts["overdue"], counts["major_open"], counts["by_state"]["closed"]) == (1, 1, 1)
    with refused(404, "not-found"):
        site.act(site.hazards()[0].id, Action.PASS, ELSEWHERE)


def test_photos_are_bounded_kept_once_and_come_back(site: Site) -> None:
    row = site.report()
    taken = kept(photo())

    def add(key: str, limit: int = 2) -> None:
        with site.database.write() as session:
            service.add_photo(
                session, LOCAL, row.id, taken, stage="found", key=key, by="检查员1", limit=limit, now=site.now
            )

    for key in ("photo-0001", "photo-0001", "photo-0002"):
        add(key)
    with refused(409, "too-many-photos"):
        add("photo-0003")
    with site.database.read() as session:
        held = repository.photos(session, row.id)
        assert [one.key for one, _, _ in held] == ["photo-0001", "photo-0002"]
        assert repository.content(session, row.id, held[0][0].id) == ("image/jpeg", taken.content)
        assert repository.content(session, row.id + 1, held[0][0].id) is None


def test_many_at_once_decide_once(site: Site) -> None:
    row = site.report(deadline=site.day(5))
    outcomes: list[str] = []

    def decide(n: int) -> None:
        try:
            site.act(row.id, Action.PASS, key=f"recheck-{n:04d}")
            outcomes.append("done")
        except ApiError as fault:
            outcomes.append(fault.detail.code)

    threads = [threading.Thread(target=decide, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done"] + ["impossible-transition"] * 5


def test_many_phones_with_the_same_finding_make_one_hazard(site: Site) -> None:
    threads = [threading.Thread(target=site.report) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row.key for row in site.hazards()] == [finding("hazard-own-1")["key"]]
