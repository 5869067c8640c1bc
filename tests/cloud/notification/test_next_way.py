"""What fails by one way goes the rule's next one."""

from __future__ import annotations

import json
from pathlib import Path

from cloud.notification import delivering
from cloud.notification.grouping import WIDE
from cloud.notification.states import TRIES
from cloud.notification.tables import Notification
from tests.cloud.notification import servers
from tests.cloud.notification.servers import DOWN, other, sms
from tests.cloud.notification.site import Site
from tests.cloud.places import add_organisation


async def test_a_report_of_failure_goes_the_next_way_once(site: Site) -> None:
    with other(servers.judge_provider) as far:
        channel, file, person = site.channel(sms(far.url)), site.file(), site.person()
        site.rule({"channels": [channel], "people": [person]}, {"channels": [file], "people": [person]})
        site.raise_alarms()
        await site.work()
    for _ in range(2):
        with site.database.write() as session:
            row = session.get_one(Notification, 1)
            delivering.report(session, row, False, "UNDELIV", site.clock.at)
    await site.work()
    assert [(row.state, row.instead_of) for row in site.messages()] == [("failed", None), ("delivered", 1)]
    assert len(site.lines(file)) == 1


async def test_a_fire_whose_first_try_fails_goes_the_next_way_at_once_and_is_tried_on(site: Site) -> None:
    down, file, person = site.channel(sms(DOWN)), site.file(), site.person()
    site.rule({"channels": [down], "people": [person]}, {"channels": [file], "people": [person]})
    site.raise_alarms()
    await site.work(looks=2)
    assert len(site.lines(file)) == 1
    first, second = site.messages()
    assert (first.state, first.tries, second.state) == ("queued", 1, "delivered")
    assert site.stored_channel(down).failing_since is not None
    await site.pass_time(10)
    assert site.messages()[0].tries > 1
    assert len(site.messages()) == 2, "told there once"


async def test_each_place_of_a_message_that_fails_goes_its_own_next_way(
    tmp_path: Path, records_url: str
) -> None:
    site = Site(tmp_path, records_url, fire_burst=1, fire_pause_s=0)
    owners = {}
    with site.database.write() as session:
        for name, area, phone in (("甲店", "150102", "13900000001"), ("乙店", "150202", "13900000002")):
            contacts = [{"name": name, "phone": phone, "duty": ""}]
            owner = add_organisation(session, f"{area}-1", area=area, name=name, contacts=contacts)
            owners[name] = (owner.id, area)
    down, file = site.channel(sms(DOWN)), site.file()
    people = [site.person(), site.person(name="李雷", phone="13900000009")]
    site.rule({"channels": [down], "people": people}, {"channels": [file], "contacts": True})
    site.raise_alarms()
    await site.work()
    for name, (owner, area) in owners.items():
        site.raise_alarms(2, gateway=f"gw-{name}", area=area, organisation_id=owner)
    await site.work(looks=2)
    wide = [row for row in site.messages() if row.gathers == WIDE and row.instead_of is None]
    assert [row.organisation_id for row in wide] == [None, None], "both places are in one message each"
    told = [json.loads(line) for line in site.lines(file)]
    assert sorted(one["to"] for one in told) == ["13900000001", "13900000002"], "each once"
    for one in told:
        own = "甲店" if one["to"].endswith("1") else "乙店"
        assert own in one["text"]
        assert "共2起" in one["text"]
        assert "家" not in one["text"]
    site.close()


async def test_other_kinds_go_the_next_way_when_given_up(site: Site) -> None:
    down, file, person = site.channel(sms(DOWN)), site.file(), site.person()
    site.rule(
        {"channels": [down], "people": [person]}, {"channels": [file], "people": [person]}, kinds=["fault"]
    )
    site.raise_alarms(kind="fault")
    await site.work(looks=2)
    assert site.lines(file) == []
    await site.pass_time(10 * 3_600, step_s=600)
    first, second = site.messages()
    assert (first.state, first.tries, second.state) == ("given-up", TRIES[False], "delivered")


async def test_a_fire_that_waits_for_a_resting_channel_goes_the_next_way(site: Site) -> None:
    with other(servers.judge_dingtalk, f"/robot/send?access_token={servers.DINGTALK_TOKEN}") as far:
        far.answer(200, {"errcode": 130101, "errmsg": "send too fast"})
        robot = site.channel({"kind": "dingtalk", "url": far.url, "sign": servers.DINGTALK_SECRET})
        file, person = site.file(), site.person()
        site.rule({"channels": [robot]}, kinds=["fault"])
        site.rule({"channels": [robot]}, {"channels": [file], "people": [person]}, kinds=["fire"])
        site.raise_alarms(kind="fault")
        await site.work()
        site.raise_alarms(kind="fire")
        await site.work()
        assert site.lines(file) == []
        assert len(far.came) == 1, "the robot is left alone"
        await site.pass_time(site.settings.stalled_s + 10)
        assert len(far.came) == 1
        assert len(site.lines(file)) == 1
        site.raise_alarms(kind="fire")
        await site.pass_time(2 * site.settings.stalled_s + site.settings.fire_pause_s)
        assert len(far.came) == 1
        assert len(site.lines(file)) == 2, "the next fire goes there as well"
    assert site.stored_channel(robot).paused_until > site.clock.at


async def test_a_channel_that_was_switched_off_fails_what_waits_and_goes_the_next_way(site: Site) -> None:
    down, file, person = site.channel(sms(DOWN)), site.file(), site.person()
    site.rule(
        {"channels": [down], "people": [person]}, {"channels": [file], "people": [person]}, kinds=["fault"]
    )
    site.raise_alarms(kind="fault")
    await site.work()
    with site.database.write() as session:
        row = session.get_one(type(site.stored_channel(down)), down)
        row.enabled = False
    await site.pass_time(30)
    assert [row.state for row in site.messages()] == ["failed", "delivered"]
