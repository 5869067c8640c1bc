"""More alarms than can be told one by one: none is left out."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import func, select

from cloud.live import repository as change_log
from cloud.live.classes import FIRE
from cloud.notification import mailbag, planning
from cloud.notification.tables import NotificationCursor, NotificationItem
from tests.cloud.notification.servers import DOWN, sms
from tests.cloud.notification.site import PAGE, Site


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
    down, person = site.channel(sms(DOWN)), site.person()
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


async def test_a_wide_message_belongs_to_the_area_that_holds_all_it_tells(site: Site) -> None:
    phone, person = site.file(), site.person()
    site.rule({"channels": [phone], "people": [person]})
    for number, area in enumerate(("150102", "150103", "150104", "150105", "150121", "150122", "150402")):
        site.raise_alarms(gateway=f"gw-{number}", area=area)
        await site.work()
    wide = site.messages()[-1]
    assert (wide.gathers, wide.area, wide.organisation_id) == ("*", "15", None)
