"""Overdue hazards are told by rules, once for each deadline, and stand on the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import select

from cloud.centre import Centre
from cloud.duty.days import DAY_MS, day_of, start_of
from cloud.hazards import jobs, repository, service
from cloud.hazards.overdue import OVERDUE, news
from cloud.hazards.schemas import FindingIn
from cloud.hazards.state_table import Action
from cloud.jobs import repository as job_rows
from cloud.jobs.job import Work
from cloud.notification.tables import NotificationMatter
from cloud.organisations.tables import Organisation
from cloud.people.asker import LOCAL
from tests.cloud.notification.site import PAGE, Site
from tests.cloud.places import add_organisation

(JOB,) = jobs.JOBS


@pytest.fixture
def site(tmp_path: Path, records_url: str) -> Iterator[Site]:
    made = Site(tmp_path, records_url)
    yield made
    made.close()


def run(site: Site) -> int:
    """One run of the job, under its lease; how many it told."""
    centre = SimpleNamespace(database=site.database, clock=site.clock)
    with site.database.write() as session:
        job_rows.make_known(session, [JOB.name], 0)
        lease = job_rows.lease(session, JOB.name, "test", site.clock.at, site.clock.at + DAY_MS)
    assert lease is not None
    try:
        return JOB.run(Work(cast("Centre", centre), lease)).rows
    finally:
        with site.database.write() as session:
            job_rows.give_back(session, lease)


def owner(site: Site) -> int:
    with site.database.write() as session:
        return add_organisation(session, name="蒙源酒店").id


def ordered(site: Site, owner: int, key: str = "hazard-0001", days: int = 2) -> int:
    told = FindingIn.model_validate(
        {
            "key": key, "text": "疏散通道堵塞", "place": "二层东侧", "grade": "general",
            "deadline": day_of(site.clock.at) + timedelta(days=days),
        }
    )  # fmt: skip
    with site.database.write() as session:
        row = session.get_one(Organisation, owner)
        return service.find(session, LOCAL, row, told, source="inspection", by="王芳", now=site.clock.at).id


def act(site: Site, number: int, action: Action, deadline: date | None = None) -> None:
    with site.database.write() as session:
        service.act(
            session, LOCAL, number, action, by="王芳", note="说明", deadline=deadline, version=None, key=None,
            now=site.clock.at,
        )  # fmt: skip


def matters_of(site: Site) -> list[str]:
    with site.database.read() as session:
        query = select(NotificationMatter.subject).order_by(NotificationMatter.id)
        return list(session.scalars(query))


def test_what_is_said_names_the_place_the_hazard_and_the_day() -> None:
    said = news(date(2026, 3, 17), "2号楼", "二层东侧", "疏散通道堵塞")
    assert said.text.zh == "2号楼 二层东侧:疏散通道堵塞(期限 2026-03-17)"
    assert said.text.en == "2号楼 二层东侧: 疏散通道堵塞 (due 2026-03-17)"
    assert (said.key, said.at) == ("overdue/2026-03-17", start_of(date(2026, 3, 18)))
    assert news(date(2026, 3, 17), "", "", "乱堆").text.zh == "乱堆(期限 2026-03-17)"


async def test_a_hazard_past_its_deadline_is_told_once_by_every_way(site: Site) -> None:
    phone = site.file()
    site.rule(
        {"channels": [phone, PAGE], "people": [site.person()]}, moments=["hazard-overdue"], kinds=["fire"]
    )
    hazard = ordered(site, owner(site))
    site.clock.at += 2 * DAY_MS
    assert run(site) == 0, "the day of the deadline is still in time"
    site.clock.at += DAY_MS
    assert (run(site), run(site)) == (1, 0)
    await site.work()
    messages = site.messages()
    assert [(row.moment, row.state, row.rank) for row in messages] == [("hazard-overdue", "delivered", 1)] * 2
    assert messages[0].text.startswith("隐患逾期未整改 蒙源酒店 二层东侧:疏散通道堵塞(期限")
    assert matters_of(site) == [f"hazard/{hazard}"]
    with site.database.read() as session:
        assert [one.action for one in repository.entries(session, hazard)] == ["found", "order", OVERDUE]


async def test_a_deadline_set_anew_that_passes_again_is_told_again(site: Site) -> None:
    hazard = ordered(site, owner(site))
    site.clock.at += 3 * DAY_MS
    assert run(site) == 1
    act(site, hazard, Action.FAIL, day_of(site.clock.at) + timedelta(days=1))
    assert run(site) == 0
    site.clock.at += 2 * DAY_MS
    assert run(site) == 1


def test_what_is_reported_or_closed_in_time_or_was_overdue_long_ago_is_told_to_nobody(site: Site) -> None:
    home = owner(site)
    act(site, ordered(site, home), Action.REPORT)
    act(site, ordered(site, home, "hazard-0002"), Action.PASS)
    ordered(site, home, "hazard-0003")
    site.clock.at += 10 * DAY_MS
    assert (run(site), matters_of(site)) == (0, [])


async def test_quiet_hours_hold_it_to_their_end_and_one_message_tells_of_all(site: Site) -> None:
    home, phone = owner(site), site.file()
    night = {"begins": "22:00", "ends": "07:00"}
    site.rule({"channels": [phone], "people": [site.person()]}, moments=["hazard-overdue"], quiet=[night])
    for n in range(3):
        ordered(site, home, f"hazard-000{n}", days=1)
    site.clock.at += 2 * DAY_MS  # half past midnight
    assert run(site) == 3
    await site.work()
    (row,) = site.messages()
    assert (row.state, row.matters, site.lines(phone)) == ("queued", 3, [])
    site.clock.at += DAY_MS // 2
    await site.work()
    (row,) = site.messages()
    assert (row.state, "共3起" in row.text) == ("delivered", True)
