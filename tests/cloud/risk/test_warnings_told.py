"""Risk warnings are told as they come to a desk and as they are taken higher: to who works there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cloud.duty.days import DAY_MS, HOUR_MS
from cloud.notification.tables import NotificationMatter
from cloud.people.asker import LOCAL
from cloud.people.tables import Account, DutyGrant
from cloud.risk.warnings import service
from cloud.risk.warnings.rules import DESKS, RULES
from cloud.risk.warnings.schemas import WarningActionIn
from cloud.risk.warnings.state_table import Action
from cloud.risk.warnings.telling import DUTIES_OF, words
from tests.cloud.notification.site import PAGE, Site
from tests.cloud.risk.town import Town

GATEWAY = "15010200000001"


class Silent:
    """A building that was silent for so long that its organisation is warned, and the people of the desks."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.town = Town(site.database, site.clock.at)
        self.owner, (building,) = self.town.organisation(name="蒙源酒店")
        self.town.gateway(GATEWAY, self.owner, building)
        self.town.run("risk-night")
        self.manager = self._person(1, "safety-manager", organisations=[self.owner])
        self.stranger = self._person(2, "safety-manager", organisations=[self.owner + 1])
        self.supervisor = self._person(3, "area-supervisor", areas=["1501"])
        self.phone = site.file()
        duties = ["safety-manager", "area-supervisor"]
        site.rule(
            {"channels": [self.phone, PAGE], "duties": duties}, moments=["risk-warned", "risk-escalated"]
        )

    def _person(self, id: int, duty: str, **over: list[str] | list[int]) -> int:
        scope = {"areas": [], "organisations": []} | over
        with self.site.database.write() as session:
            session.add(Account(id=id, login=f"p{id}", name=f"p{id}", created_at=0))
            session.flush()
            session.add(DutyGrant(account_id=id, duty=duty, created_at=0, created_by="x", **scope))
        return self.site.person(name=f"人{id}", account_id=id)

    def warned(self) -> int:
        self.town.alarm(GATEWAY, kind="device-offline")
        self.pass_time(73 * HOUR_MS)
        self.town.run("risk-warnings")
        self.town.run("risk-warnings")
        (row,) = self.town.warnings("offline-long")
        return row.id

    def pass_time(self, ms: int) -> None:
        self.town.now += ms
        self.site.clock.at = self.town.now

    async def told(self) -> list[tuple[str, str]]:
        """Each message outside the page so far: what of, and to whom."""
        await self.site.work(looks=2)
        return [(row.moment, row.target) for row in self.site.messages() if row.channel_id == self.phone]


@pytest.fixture
def silent(tmp_path: Path, records_url: str) -> Iterator[Silent]:
    site = Site(tmp_path, records_url)
    yield Silent(site)
    site.close()


def test_every_rule_at_every_desk_is_said_in_both_languages_and_somebody_works_there() -> None:
    assert set(DUTIES_OF) == set(DESKS)
    assert all(DUTIES_OF.values())
    for rule in RULES:
        for desk, (zh, en) in DESKS.items():
            said = words(rule, "甲", "a", "2号楼", desk, "2026-03-17")
            assert said.zh.startswith(f"2号楼 {RULES[rule].zh}:甲,由{zh}于 2026-03-17 前")
            assert f"{en} by 2026-03-17" in said.en


async def test_a_warning_is_told_once_to_who_works_at_its_desk(silent: Silent) -> None:
    silent.warned()
    assert await silent.told() == [("risk-warned", f"person/{silent.manager}")]
    on_page = [row for row in silent.site.messages() if row.channel_id == PAGE]
    assert [(row.state, row.rank) for row in on_page] == [("delivered", 1)]
    assert on_page[0].text.startswith("火灾风险预警交办 蒙源酒店 1号楼 长时间离线:自")


async def test_taken_higher_it_is_told_to_both_desks_once_a_step(silent: Silent) -> None:
    silent.warned()
    await silent.told()
    silent.pass_time(4 * DAY_MS)
    silent.town.run("risk-warnings")
    silent.town.run("risk-warnings")
    assert sorted((await silent.told())[1:]) == [
        ("risk-escalated", f"person/{silent.manager}"),
        ("risk-escalated", f"person/{silent.supervisor}"),
    ]


async def test_one_that_a_person_sends_to_another_desk_is_told_there(silent: Silent) -> None:
    number = silent.warned()
    told = WarningActionIn.model_validate({"action": Action.TRANSFER, "note": "请协查", "desk": "town"})
    with silent.site.database.write() as session:
        service.act(session, LOCAL, number, told, own=False, by="李队", now=silent.town.now)
    with silent.site.database.read() as session:
        subjects = list(session.scalars(select(NotificationMatter.subject)))
    assert subjects == [f"risk-warning/{number}"] * 2
    assert (await silent.told())[-1] == ("risk-warned", f"person/{silent.supervisor}")
