"""From messages that wait to what became of them, against real servers, on both records stores."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import select

from cloud.alarms.state_table import Action, Outcome
from cloud.notification import delivering, entries, mailbag
from cloud.notification.tables import Notification, NotificationTry
from cloud.people.asker import LOCAL
from tests.cloud.notification import servers
from tests.cloud.notification.servers import DOWN, other, sms
from tests.cloud.notification.site import Site


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
        await site.work(looks=8)  # what one found held by another
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
