"""From alarms to messages that wait, on both records stores."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cloud.alarms.state_table import Action, Outcome
from cloud.live import repository as change_log
from cloud.live.classes import FIRE
from cloud.notification import mailbag, planning
from cloud.notification.tables import NotificationCursor, NotificationItem
from cloud.people.tables import Account, DutyGrant
from tests.cloud.notification.site import NOW, PAGE, Site
from tests.cloud.places import add_organisation


def told(site: Site) -> list[tuple[str, str]]:
    return [(row.target, row.moment) for row in site.messages()]


async def test_a_fire_is_told_once_at_each_of_its_moments(site: Site) -> None:
    site.rule({"channels": [PAGE]}, moments=["raised", "acknowledged", "verified-real"])
    [alarm] = site.raise_alarms()
    await site.work()
    await site.work()
    site.decide(alarm, Action.ACKNOWLEDGE)
    site.decide(alarm, Action.VERIFY, Outcome.REAL)
    await site.work()
    assert told(site) == [("channel", "raised"), ("channel", "acknowledged"), ("channel", "verified-real")]


async def test_what_happened_before_the_rule_is_not_told(site: Site) -> None:
    [alarm] = site.raise_alarms()
    await site.work()
    site.rule({"channels": [PAGE]})
    site.decide(alarm, Action.ACKNOWLEDGE)
    await site.work()
    assert told(site) == []


async def test_a_look_with_nothing_to_do_writes_nothing(site: Site) -> None:
    site.rule({"channels": [PAGE]})
    site.raise_alarms()
    await site.work(looks=2)
    writes: list[object] = []
    site.database.before_commit = writes.append  # type: ignore[assignment]
    await site.work(looks=3)
    assert writes == []


async def test_a_receiver_named_by_two_rules_hears_once(site: Site) -> None:
    phone, person = site.file(), site.person()
    for _ in range(2):
        site.rule({"channels": [phone], "people": [person]})
    site.raise_alarms()
    await site.work()
    assert told(site) == [(f"person/{person}", "raised")]
    assert len(site.lines(phone)) == 1


async def test_a_duty_is_whoever_holds_it_where_the_alarm_is(site: Site) -> None:
    with site.database.write() as session:
        for id, (login, areas) in enumerate({"here": ["1501"], "there": ["1502"]}.items(), 1):
            session.add(Account(id=id, login=login, name=login, created_at=NOW))
            session.flush()
            session.add(
                DutyGrant(
                    account_id=id,
                    duty="control-room-duty",
                    areas=areas,
                    organisations=[],
                    created_at=NOW,
                    created_by="x",
                )
            )
    here, there = (site.person(name=name, account_id=id) for id, name in enumerate(("甲", "乙"), 1))
    site.rule({"channels": [site.file()], "duties": ["control-room-duty"]})
    site.raise_alarms(area="150102")
    await site.work()
    assert told(site) == [(f"person/{here}", "raised")], f"and not person/{there}"


async def test_an_organisation_s_contacts_are_told_by_phone(site: Site) -> None:
    with site.database.write() as session:
        contacts = [
            {"name": "王芳", "phone": "139-0471-1234", "duty": "消防安全管理人"},
            {"name": "无号", "phone": "110", "duty": ""},
        ]
        owner = add_organisation(session, contacts=contacts).id
    phone = site.file()
    site.rule({"channels": [phone], "contacts": True})
    site.raise_alarms(organisation_id=owner)
    await site.work()
    [line] = site.lines(phone)
    assert json.loads(line)["to"] == "13904711234"
    assert "蒙源酒店" in json.loads(line)["text"]
    [row] = site.messages()
    assert "1390471" not in row.target, "the stored target is no phone"


async def test_a_step_that_can_tell_nobody_leaves_it_to_the_next(site: Site) -> None:
    off = site.file(enabled=False)
    phone, person = site.file(), site.person()
    site.rule({"channels": [off], "people": [person]}, {"channels": [phone], "people": [person]})
    site.raise_alarms()
    await site.work()
    [row] = site.messages()
    assert (row.channel_id, row.step, row.state) == (phone, 1, "delivered")


async def test_what_quiet_hours_hold_is_one_message_in_the_morning(site: Site) -> None:
    phone, person = site.file(), site.person()
    night = [{"begins": "22:00", "ends": "07:00"}]
    site.rule({"channels": [phone], "people": [person]}, kinds=[], quiet=night)
    for gateway in ("gw-1", "gw-2", "gw-3"):
        site.raise_alarms(4, kind="fault", gateway=gateway)
        await site.work()
    assert site.lines(phone) == []
    site.raise_alarms(kind="fire")
    await site.work()
    assert len(site.lines(phone)) == 1, "a fire is told at once"
    site.clock.at = NOW + 7 * 3_600_000
    await site.work()
    assert len(site.lines(phone)) == 2
    assert "共12起" in json.loads(site.lines(phone)[1])["text"]


async def test_a_fire_waits_for_no_early_warning_that_came_before_it(site: Site) -> None:
    phone, person = site.file(), site.person()
    site.rule({"channels": [phone], "people": [person]})
    for number in range(site.settings.fire_burst + 1):
        site.raise_alarms(kind="early-warning", gateway=f"gw-{number}")
        site.raise_alarms(kind="pre-alarm", gateway=f"gw-{number}")
        await site.work()
    before = len(site.lines(phone))
    site.raise_alarms(kind="fire", gateway="gw-0")
    await site.work()
    assert len(site.lines(phone)) == before + 1
    assert json.loads(site.lines(phone)[-1])["text"].startswith("火警(待核实)")


NIGHT = [{"begins": "22:00", "ends": "07:00"}]


@pytest.mark.parametrize("order", [(NIGHT, []), ([], NIGHT)])
async def test_what_one_rule_holds_and_another_wants_at_once_is_told_at_once_and_once(
    site: Site, order: tuple[list[dict[str, str]], ...]
) -> None:
    phone, person = site.file(), site.person()
    for quiet in order:
        site.rule({"channels": [phone], "people": [person]}, kinds=["fault"], quiet=quiet)
    site.raise_alarms(kind="fault")
    await site.work()
    assert [row.due_at for row in site.messages(state="delivered")] == [NOW]
    assert len(site.messages()) == 1


async def test_what_quiet_hours_hold_delays_nothing_that_is_told_at_once(site: Site) -> None:
    phone, person = site.file(), site.person()
    step = {"channels": [phone], "people": [person]}
    for hour, moment in enumerate(("raised", "acknowledged", "verified-real"), 6):
        night = [{"begins": "22:00", "ends": f"0{hour}:00"}]
        site.rule(step, kinds=["fault"], moments=[moment], quiet=night)
    site.rule(step, kinds=["supervisory"])
    [fault] = site.raise_alarms(kind="fault")
    site.decide(fault, Action.ACKNOWLEDGE)
    site.decide(fault, Action.VERIFY, Outcome.REAL)
    await site.work()
    assert len(site.messages(state="queued")) == site.settings.burst
    for looks in (1, 2):
        site.raise_alarms(kind="supervisory", gateway=f"gw-{looks}")
        await site.work()
        assert len(site.lines(phone)) == looks


async def test_changes_that_left_the_log_are_counted_and_open_alarms_told_all_the_same(
    site: Site,
) -> None:
    site.rule({"channels": [PAGE]})
    site.raise_alarms(5)
    with site.database.write() as session:
        change_log.let_go(session, FIRE, 4)
    await site.work()
    with site.database.read() as session:
        row = session.get_one(NotificationCursor, 1)
        assert row.missed_fire == 4
        assert session.scalar(select(func.count()).select_from(NotificationItem)) == 5


async def test_five_thousand_fires_are_a_handful_of_messages_and_the_first_is_in_the_first(
    site: Site,
) -> None:
    phone, person = site.file(), site.person()
    site.rule({"channels": [phone], "people": [person]})
    first, *_ = site.raise_alarms(1, gateway="gw-first")
    await site.work()
    for building in range(50):
        site.raise_alarms(100, gateway=f"gw-{building}")
        if building % 10 == 0:
            await site.work()
    await site.pass_time(60, step_s=10)
    lines = [json.loads(line) for line in site.lines(phone)]
    assert 2 <= len(lines) <= 10, "nobody's phone gets five thousand"
    assert site.messages()[0].alarm_id == first
    assert "三层1室" in lines[0]["text"]
    with site.database.read() as session:
        spoken = session.scalar(select(func.count(NotificationItem.alarm_id.distinct())))
        assert spoken == 5_001, "every one of them is in some message"
        assert mailbag.figures(session) == []
    assert all(len(line["text"]) <= 70 for line in lines)
    assert any("共" in line["text"] for line in lines)


async def test_a_full_queue_drops_others_before_fires_and_says_so(tmp_path: Path, records_url: str) -> None:
    site = Site(tmp_path, records_url, waiting=3, burst=100, fire_burst=100)
    down, person = site.channel({"kind": "sms", "url": "http://127.0.0.1:1/x"}), site.person()
    site.rule({"channels": [down], "people": [person]}, kinds=[])
    for number in range(5):
        _raised(site, "fault", number)
    with site.database.write() as session:
        assert planning.plan(session, site.settings, site.clock.at) is False
    assert _waiting(site) == ["fault"] * 3
    assert site.stored_channel(down).dropped == 2
    for number in range(10, 15):
        _raised(site, "fire", number)
    with site.database.write() as session:
        planning.plan(session, site.settings, site.clock.at)
    assert set(_waiting(site)) == {"fire"}
    assert len(site.messages(state="dropped")) == 3
    assert {row.kind for row in site.messages(state="dropped")} == {"fault"}
    with site.database.read() as session:
        fires = select(func.count()).select_from(NotificationItem)
        assert session.scalar(fires.where(NotificationItem.alarm_id > 5)) == 5, "each fire is in a message"
    site.close()


def _raised(site: Site, kind: str, number: int) -> None:
    site.raise_alarms(kind=kind, gateway=f"gw-{number}")


def _waiting(site: Site) -> list[str]:
    return [row.kind for row in site.messages(state="queued")]


@pytest.mark.parametrize("kind", ["fire", "fault"])
async def test_tests_are_told_only_where_a_rule_names_them(site: Site, kind: str) -> None:
    site.rule({"channels": [PAGE]}, kinds=[])
    site.raise_alarms(kind="test")
    site.raise_alarms(kind=kind)
    await site.work()
    assert [row.kind for row in site.messages()] == [kind]


async def test_a_wide_message_belongs_to_the_area_that_holds_all_it_tells(site: Site) -> None:
    phone, person = site.file(), site.person()
    site.rule({"channels": [phone], "people": [person]})
    for number, area in enumerate(("150102", "150103", "150104", "150105", "150121", "150122", "150402")):
        site.raise_alarms(gateway=f"gw-{number}", area=area)
        await site.work()
    wide = site.messages()[-1]
    assert (wide.gathers, wide.area, wide.organisation_id) == ("*", "15", None)
