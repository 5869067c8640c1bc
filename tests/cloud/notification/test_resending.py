"""Tests that somebody sends, and what is sent once more."""

from __future__ import annotations

import json

from cloud.notification import mailbag, resending
from cloud.people.asker import LOCAL
from tests.cloud.notification import servers
from tests.cloud.notification.servers import other, sms
from tests.cloud.notification.site import PAGE, Site


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
