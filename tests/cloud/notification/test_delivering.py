"""From messages that wait to what became of them, against real servers, on both records stores."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from sqlalchemy import select

from cloud.alarms.state_table import Action, Outcome
from cloud.live.classes import FIRE
from cloud.notification import delivering, entries, mailbag, resending
from cloud.notification.grouping import WIDE
from cloud.notification.states import TRIES
from cloud.notification.tables import Notification, NotificationTry
from cloud.people.asker import LOCAL, Asker
from cloud.people.scope import sees
from tests.cloud.notification import servers
from tests.cloud.notification.servers import other
from tests.cloud.notification.site import PAGE, Site
from tests.cloud.places import add_organisation

DOWN = "http://127.0.0.1:1/x"


def sms(url: str) -> dict[str, object]:
    return {"kind": "sms", "url": url, "token": servers.PROVIDER_TOKEN}


async def test_a_provider_s_report_ends_what_was_sent(site: Site) -> None:
    with other(servers.judge_provider) as far:
        channel = site.channel(sms(far.url))
        site.rule({"channels": [channel], "people": [site.person()]})
        site.raise_alarms()
        await site.work()
    [row] = site.messages()
    assert (row.state, row.provider_id) == ("sent", f"p-{row.message_id}")
    with site.database.write() as session:
        found = mailbag.reported(session, channel, f"p-{row.message_id}")
        assert found is not None
        delivering.report(session, found, True, "DELIVRD", site.clock.at)
    [row] = site.messages()
    assert (row.state, row.answer) == ("delivered", "DELIVRD")


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


async def test_a_robot_gets_no_more_than_twenty_a_minute_and_fires_first(
    tmp_path: Path, records_url: str
) -> None:
    site = Site(tmp_path, records_url, burst=100, fire_burst=100, parallel=64)
    with other(servers.judge_wecom, f"/send?key={servers.WECOM_KEY}") as far:
        robot = site.channel({"kind": "wecom", "url": far.url}, per_minute=600)
        site.rule({"channels": [robot]}, kinds=[])
        for number in range(25):
            site.raise_alarms(kind="fault", gateway=f"gw-{number}")
        site.raise_alarms(kind="fire", gateway="gw-fire")
        await asyncio.gather(site.work(looks=3), site.work(looks=3))
        assert len(far.came) == 20
        with site.database.read() as session:
            first = session.scalars(select(NotificationTry).order_by(NotificationTry.id).limit(1)).one()
            assert session.get_one(Notification, first.notification_id).kind == "fire"
        site.clock.at += 61_000
        await site.work()
        assert len(far.came) == 26
    site.close()


async def test_two_processes_side_by_side_send_each_message_once(site: Site) -> None:
    with other(servers.judge_provider) as far:
        channel = site.channel(sms(far.url))
        people = [site.person(name=f"人{n}", phone=f"1390000000{n}") for n in range(8)]
        site.rule({"channels": [channel], "people": people})
        site.raise_alarms(3)
        await asyncio.gather(*(site.work(looks=4) for _ in range(3)))
        assert sorted(one.json["to"] for one in far.came) == [f"1390000000{n}" for n in range(8)]


async def test_a_sender_that_died_is_followed_under_the_same_id_and_a_robot_says_so(site: Site) -> None:
    with (
        other(servers.judge_wecom, f"/send?key={servers.WECOM_KEY}") as robots,
        other(servers.judge_provider) as phones,
    ):
        robot = site.channel({"kind": "wecom", "url": robots.url})
        phone = site.channel(sms(phones.url))
        site.rule({"channels": [robot, phone], "people": [site.person()]})
        site.raise_alarms()
        notifier = site.notifier()
        notifier.settle = lambda *_: (_ for _ in ()).throw(SystemError("cut off"))  # type: ignore[method-assign]
        await notifier.look()
        await notifier.settled()
        await notifier._workshop.close()
        await site.work()
        assert len(phones.came) == 1, "not while it may be under way"
        await site.pass_time(60)
        assert [one.json["id"] for one in phones.came] == [phones.came[0].json["id"]] * 2
        said = [one.json["markdown"]["content"] for one in robots.came]
        assert ["重发" in one for one in said] == [False, True]
    with site.database.read() as session:
        results = [
            one.result for one in session.scalars(select(NotificationTry).order_by(NotificationTry.id))
        ]
    assert sorted(map(str, results)) == ["None", "None", "delivered", "sent"]


async def test_the_page_is_told_in_the_transaction_that_ends_the_message(site: Site) -> None:
    from cloud.live import repository as change_log

    site.rule({"channels": [PAGE]})
    site.raise_alarms()
    await site.work(looks=2)
    with site.database.read() as session:
        [change] = [one for one in change_log.after(session, 0, 100) if one.kind == "notification"]
    payload = json.loads(change.payload)
    assert (change.rank, change.area) == (FIRE, "150102")
    assert (payload["sound"], payload["test"]) == ("fire", False)
    assert payload["title"]["zh"].startswith("火警(待核实)")


async def test_of_a_message_on_several_places_each_tenant_sees_its_own_on_the_page(
    tmp_path: Path, records_url: str
) -> None:
    from cloud.live import repository as change_log

    site = Site(tmp_path, records_url, fire_burst=1, fire_pause_s=0)
    owners = {}
    with site.database.write() as session:
        for name, area in (("甲店", "150102"), ("乙店", "150202")):
            owners[name] = (add_organisation(session, f"{area}-1", area=area, name=name).id, area)
    site.rule({"channels": [PAGE]})
    site.raise_alarms()
    await site.work()
    for name, (owner, area) in owners.items():
        site.raise_alarms(2, gateway=f"gw-{name}", area=area, organisation_id=owner)
    await site.work(looks=2)
    _, wide = site.messages()
    with site.database.read() as session:
        changes = [one for one in change_log.after(session, 0, 100) if one.kind == "notification"]

    def seen(asker: Asker) -> list[dict[str, Any]]:
        own = [one for one in changes if sees(asker, one.area, one.organisation_id)]
        return [told for one in own if (told := json.loads(one.payload))["id"] == wide.message_id]

    for name, other_ in (("甲店", "乙店"), ("乙店", "甲店")):
        owner, area = owners[name]
        for asker in (Asker("tenant", organisations=(owner,)), Asker("county", areas=(area,))):
            [told] = seen(asker)
            assert (told["alarms"], told["organisations"], told["organisation_id"]) == (2, 1, owner)
            assert name in told["title"]["zh"]
            assert other_ not in json.dumps(told, ensure_ascii=False)
    assert seen(Asker("stranger", organisations=(10**6,), areas=("1503",))) == []
    assert len(seen(LOCAL)) == 2
    site.close()


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


async def test_who_was_removed_is_told_no_more(site: Site) -> None:
    from cloud.notification.tables import NotificationRecipient

    down, person = site.channel(sms(DOWN)), site.person()
    site.rule({"channels": [down], "people": [person]})
    site.raise_alarms()
    await site.work()
    with site.database.write() as session:
        entries.remove(session, LOCAL, NotificationRecipient, person, site.clock.at)
    await site.pass_time(10)
    [row] = site.messages()
    assert (row.state, row.answer) == ("failed", "the receiver can be told no more")


async def test_cap_follows_an_alarm_from_alert_to_cancel(site: Site) -> None:
    with other(servers.judge_cap) as far:
        cap = site.channel({"kind": "cap", "url": far.url, "sender": "centre@fire.example.cn"})
        site.rule({"channels": [cap]}, moments=["raised", "acknowledged", "verified-not-real"])
        [alarm] = site.raise_alarms()
        await site.work()
        site.decide(alarm, Action.ACKNOWLEDGE)
        await site.work()
        site.decide(alarm, Action.VERIFY, Outcome.FALSE)
        await site.work()
        alert, update, cancel = (one.body.decode() for one in far.came)
    assert "<msgType>Alert</msgType>" in alert
    assert "<msgType>Update</msgType>" in update
    assert "<msgType>Cancel</msgType>" in cancel
    first, second, _ = (row.message_id for row in site.messages())
    assert f"<references>centre@fire.example.cn,{first}," in update
    assert f" centre@fire.example.cn,{second}," in cancel, "all that was sent before is cancelled"


async def test_a_test_says_so_on_the_page_by_a_robot_and_by_phone(site: Site) -> None:
    with other(servers.judge_wecom, f"/send?key={servers.WECOM_KEY}") as far:
        robot, file, person = site.channel({"kind": "wecom", "url": far.url}), site.file(), site.person()
        with site.database.write() as session:
            for channel in (PAGE, robot, file):
                resending.send_test(session, LOCAL, channel, person, site.clock.at)
        with site.database.read() as session:
            assert mailbag.figures(session) == [], "no fire waits"
        await site.work()
        assert "【测试】" in far.came[0].json["markdown"]["content"]
    assert json.loads(site.lines(file)[0])["test"] is True
    assert "【测试】" in json.loads(site.lines(file)[0])["text"]
    assert {row.state for row in site.messages()} == {"delivered"}


async def test_what_is_lost_can_be_sent_again(site: Site) -> None:
    with other(servers.judge_provider) as far:
        far.answer(400, {"accepted": False})
        channel = site.channel(sms(far.url))
        site.rule({"channels": [channel], "people": [site.person()]})
        site.raise_alarms()
        await site.work()
        [row] = site.messages()
        assert row.state == "failed"
        with site.database.read() as session:
            assert mailbag.lost(session, 0) == 1
        with site.database.write() as session:
            resending.again(session, LOCAL, row.id, site.clock.at)
        await site.work()
    assert site.messages()[0].state == "sent"
