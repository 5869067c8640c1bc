"""What declared works, the shelf and the rota make of who is told, on both records stores."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from cloud.alarms.state_table import Action, Outcome
from cloud.alarms.tables import TimelineEntry
from cloud.duty import escalations, rota
from cloud.duty import service as duty
from cloud.duty.schemas import CertificateIn, MemberIn, RoomIn, ShiftIn
from cloud.duty.settings import DutySettings
from cloud.live import changes
from cloud.maintenance import service as maintenance
from cloud.maintenance.schemas import MaintenanceIn
from cloud.maintenance.tables import Maintenance
from cloud.notification import matters, trial
from cloud.notification.declared import ALWAYS, held_back
from cloud.notification.moments import Moment
from cloud.notification.schemas import DryRunIn
from cloud.notification.tables import NotificationRecipient
from cloud.people.asker import LOCAL
from cloud.people.tables import Account, DutyGrant
from cloud.shelving.tables import Shelf
from cloud.vocabulary import LabelOut
from telemetry.event_kinds import FIRE_CLASS, EventKind
from tests.cloud.notification import servers
from tests.cloud.notification.servers import other
from tests.cloud.notification.site import NOW, PAGE, Site
from tests.cloud.places import add_organisation

EVERYTHING = [moment.value for moment in Moment]


def told(site: Site) -> list[str]:
    return [row.moment for row in site.messages()]


def happens(site: Site, alarm: int, action: str, detail: dict[str, Any] | None = None) -> None:
    with site.database.write() as session:
        session.add(TimelineEntry(alarm_id=alarm, at=site.clock.at, action=action, detail=detail))
        changes.note(session, changes.ALARM, alarm)


def declare(site: Site, gateway: str = "gw-1", begun_at: int = NOW) -> None:
    with site.database.write() as session:
        session.add(
            Maintenance(
                mode="walk-test", gateway=gateway, parts=[], reason="步测", by="王芳", begun_at=begun_at,
                until=NOW + 3_600_000, area="150102",
            )
        )  # fmt: skip


async def test_what_rings_within_declared_works_is_not_told_but_a_real_fire_is(site: Site) -> None:
    site.rule({"channels": [PAGE]}, moments=EVERYTHING)
    declare(site)
    [alarm] = site.raise_alarms()
    await site.work()
    site.decide(alarm, Action.ACKNOWLEDGE)
    await site.work()
    assert told(site) == [], "before the watch has looked at it, too"
    site.decide(alarm, Action.VERIFY, Outcome.REAL)
    await site.work()
    assert told(site) == ["verified-real", "dispatch-confirmed"]


async def test_what_rang_before_the_works_or_beside_them_is_told(site: Site) -> None:
    site.rule({"channels": [PAGE]})
    site.raise_alarms()
    declare(site, begun_at=NOW + 1)
    site.raise_alarms(gateway="gw-2")
    await site.work()
    assert told(site) == ["raised", "raised"]


async def test_what_lies_on_the_shelf_is_not_told_again_and_a_fire_is(site: Site) -> None:
    site.rule({"channels": [PAGE]}, moments=EVERYTHING, kinds=["fire", "fault"])
    [fault] = site.raise_alarms(kind="fault")
    [fire] = site.raise_alarms(kind="fire")
    await site.work()
    with site.database.write() as session:
        for kind, part in (("fault", 1), ("fire", 2)):
            session.add(
                Shelf(
                    gateway="gw-1", part=f"panel-1/{part}", kind=kind, reason="待换", by="王芳", at=NOW,
                    until=NOW + 3_600_000, area="150102",
                )
            )  # fmt: skip
    for alarm in (fault, fire):
        happens(site, alarm, "reactivate")
    await site.work()
    assert [(row.kind, row.moment) for row in site.messages()] == [
        ("fire", "raised"),
        ("fault", "raised"),
        ("fire", "raised-again"),
    ]
    with site.database.read() as session:
        run = trial.run(
            session, LOCAL, DryRunIn(alarm_id=fault, moment=Moment.AGAIN), site.settings, site.clock.at
        )
    assert [(rule.tells, rule.reasons[0].zh) for rule in run.rules] == [(False, "搁置期间不再通知")]


async def test_a_time_out_its_request_and_chatter_are_told_and_a_seat_is_not_told_twice(site: Site) -> None:
    site.rule({"channels": [PAGE]}, moments=EVERYTHING)
    [alarm] = site.raise_alarms()
    happens(site, alarm, "escalate", {"step": 1, "role": "seat"})
    happens(site, alarm, "time-out")
    happens(site, alarm, "dispatch-request", {"state": "requested"})
    happens(site, alarm, "chatter")
    happens(site, alarm, "dispatch-withdraw", {"state": "withdrawn"})
    await site.work()
    assert told(site) == ["raised", "timed-out", "dispatch-requested", "chatter", "dispatch-withdrawn"]


def test_a_verdict_and_a_request_are_never_held_back_nor_a_fire_by_the_shelf() -> None:
    every = product(Moment, EventKind, [None, *Outcome], (False, True), (False, True))
    for moment, kind, outcome, in_works, shelved in every:
        held = held_back(moment, kind, outcome, in_works=in_works, shelved=shelved) is not None
        in_force = in_works and outcome != Outcome.REAL
        assert held == (moment not in ALWAYS and (in_force or (shelved and kind not in FIRE_CLASS)))


class Room:
    """A control room of an organisation with four people who hold its duty and can be told."""

    def __init__(self, site: Site) -> None:
        self.site = site
        with site.database.write() as session:
            self.owner = add_organisation(session).id
            self.room = duty.add_room(
                session, LOCAL, RoomIn(name="控制室", organisation_id=self.owner), NOW
            ).id
            for id in range(1, 5):
                session.add(Account(id=id, login=f"p{id}", name=f"p{id}", created_at=NOW))
                session.flush()
                session.add(
                    DutyGrant(
                        account_id=id, duty="control-room-duty", areas=[], organisations=[self.owner],
                        created_at=NOW, created_by="x",
                    )
                )  # fmt: skip
                session.flush()
                duty.certify(session, LOCAL, self.room, id, CertificateIn(number=f"{id}"), NOW)
        self.people = [site.person(name=f"人{id}", account_id=id) for id in range(1, 5)]
        site.rule({"channels": [site.file()], "duties": ["control-room-duty"]})

    def shift(self, *accounts: int) -> None:
        with self.site.database.write() as session:
            told = ShiftIn(
                name="夜班",
                start_at=NOW - 3_600_000,
                end_at=NOW + 3_600_000,
                people=[MemberIn(account_id=one) for one in accounts],
            )
            rota.add_shift(session, LOCAL, self.room, told, NOW - 7_200_000)

    async def who_is_told(self) -> tuple[list[str], list[str]]:
        """Accounts, and what the dry run says of them."""
        [alarm] = self.site.raise_alarms(organisation_id=self.owner)
        await self.site.work()
        with self.site.database.read() as session:
            run = trial.run(session, LOCAL, DryRunIn(alarm_id=alarm), self.site.settings, NOW)
        [step] = next(rule for rule in run.rules if rule.tells).steps
        told = sorted(row.target for row in self.site.messages())
        assert len(told) == len(step.receivers)
        return told, [gap.zh for gap in step.gaps]


async def test_a_duty_is_who_is_on_shift_now(site: Site) -> None:
    room = Room(site)
    room.shift(1, 3)
    assert await room.who_is_told() == ([f"person/{room.people[0]}", f"person/{room.people[2]}"], [])


@pytest.mark.parametrize(
    ("on", "why"),
    [((), "“控制室”未排班,通知全部值班员"), ((2,), "“控制室”当班人员不足,通知全部值班员")],
)
async def test_without_a_rota_or_a_covered_shift_all_are_told_and_it_says_why(
    site: Site, on: tuple[int, ...], why: str
) -> None:
    room = Room(site)
    if on:
        room.shift(*on)
    assert await room.who_is_told() == ([f"person/{one}" for one in room.people], [why])


async def test_a_shift_that_cannot_be_told_is_no_reason_to_tell_nobody(site: Site) -> None:
    room = Room(site)
    room.shift(1, 2)
    with site.database.write() as session:
        for person in room.people[:2]:
            session.get_one(NotificationRecipient, person).phone = ""
    people, why = await room.who_is_told()
    assert people == [f"person/{one}" for one in room.people[2:]]
    assert why[0] == "“控制室”当班人员均无法通知,通知全部值班员"


async def test_an_unanswered_check_is_told_to_those_whom_it_concerns_by_now(site: Site) -> None:
    room = Room(site)
    with site.database.write() as session:
        session.add(Account(id=9, login="s", name="s", created_at=NOW))
        session.flush()
        session.add(
            DutyGrant(
                account_id=9, duty="area-supervisor", areas=["1501"], organisations=[], created_at=NOW,
                created_by="x",
            )
        )  # fmt: skip
    supervisor = site.person(name="督", account_id=9)
    phone = site.file()
    site.rule({"channels": [phone], "duties": ["area-supervisor"]}, moments=["check-unanswered"])
    site.rule({"channels": [phone], "duties": ["control-room-duty"]}, moments=["check-unanswered"])
    settings = DutySettings()
    with site.database.write() as session:
        assert escalations.escalate(session, room.room, "check-unanswered", "check/1", settings, NOW)
    await site.work()
    assert {row.target for row in site.messages()} == {f"person/{one}" for one in room.people}
    [row, *_] = site.messages()
    assert row.text.startswith("查岗无人应答 呼和浩特市蒙源酒店有限公司 控制室")
    assert (row.alarm_id, row.matters, row.rank, row.state) == (None, 1, 1, "delivered")
    site.clock.at += 3_600_000
    with site.database.write() as session:
        assert escalations.climb(session, settings, site.clock.at) == 1
    await site.work()
    assert f"person/{supervisor}" in {row.target for row in site.messages()}


async def test_works_that_begin_and_end_are_told_where_a_rule_asks(site: Site) -> None:
    site.rule({"channels": [PAGE]}, moments=["works-began", "works-ended"])
    site.gateway("gw-1")
    with site.database.write() as session:
        declared = MaintenanceIn(mode="maintenance", gateway="gw-1", minutes=60, reason="检修")
        number = maintenance.declare(session, LOCAL, declared, by="王芳", hours=12, now=NOW).id
    await site.work()
    with site.database.write() as session:
        maintenance.end(session, LOCAL, number, by="王芳", now=NOW + 1)
    await site.work(looks=2)
    assert told(site) == ["works-began", "works-ended"]
    assert all(row.state == "delivered" and "gw-1" in row.text for row in site.messages())


async def test_each_place_of_matters_told_together_goes_its_own_next_way(
    tmp_path: Path, records_url: str
) -> None:
    site = Site(tmp_path, records_url, burst=1, pause_s=0)
    places: dict[str, tuple[int | None, str]] = {"无主": (None, "150102")}
    with site.database.write() as session:
        for name, area, phone in (("甲店", "150102", "13900000001"), ("乙店", "150202", "13900000002")):
            contacts = [{"name": name, "phone": phone, "duty": ""}]
            owner = add_organisation(session, f"{area}-1", area=area, name=name, contacts=contacts)
            places[name] = (owner.id, area)
    with other(lambda _came: (400, {"accepted": False})) as far:
        phone, file = site.channel({"kind": "sms", "url": far.url}), site.file()
        site.rule(
            {"channels": [phone], "people": [site.person()]},
            {"channels": [file], "contacts": True},
            moments=["not-covered"],
        )
        for names in (["无主"], ["甲店", "甲店", "乙店", "乙店"]):
            with site.database.write() as session:
                for name in names:
                    matters.tell(
                        session, Moment.NOT_COVERED, "escalation/1", at=NOW, place=LabelOut(zh=name, en=name),
                        area=places[name][1], organisation_id=places[name][0],
                    )  # fmt: skip
            await site.work(looks=2)
    assert [(row.matters, row.organisation_id) for row in site.messages(instead_of=None)][1] == (4, None)
    told = [json.loads(line) for line in site.lines(file)]
    assert sorted(one["to"] for one in told) == ["13900000001", "13900000002"]
    for one in told:
        assert f"持证值班人员不足 {'甲店' if one['to'].endswith('1') else '乙店'}" in one["text"]
        assert "共2起" in one["text"]
    site.close()


async def test_a_matter_whose_way_fails_goes_the_next_way(site: Site) -> None:
    room = Room(site)
    with other(servers.judge_provider) as far:
        far.answer(400, {"accepted": False})
        phone = site.channel(servers.sms(far.url))
        site.rule(
            {"channels": [phone], "people": [room.people[0]]},
            {"channels": [PAGE]},
            moments=["handover-missing"],
        )
        with site.database.write() as session:
            escalations.escalate(session, room.room, "handover-missing", "shift/1", DutySettings(), NOW)
        await site.work(looks=2)
    first, second = site.messages()
    assert (first.channel_id, first.state) == (phone, "failed")
    assert (second.channel_id, second.moment, second.instead_of, second.matters) == (
        PAGE,
        "handover-missing",
        first.id,
        1,
    )
