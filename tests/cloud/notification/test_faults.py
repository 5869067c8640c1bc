"""A fault is its own: what is wrong with one message, alarm, rule or channel keeps back no other."""

from __future__ import annotations

from typing import Any

import pytest

from cloud.alarms.tables import Alarm
from cloud.notification.states import TRIES
from cloud.notification.tables import (
    Notification,
    NotificationChannel,
    NotificationCursor,
    NotificationMatter,
    NotificationRule,
)
from tests.cloud.notification.site import NOW, Site


def change(site: Site, table: type[Any], id: int, **told: Any) -> None:
    with site.database.write() as session:
        row = session.get_one(table, id)
        for name, value in told.items():
            setattr(row, name, value)


async def test_a_try_that_raises_has_failed_and_a_fire_goes_the_next_way(site: Site) -> None:
    broken, file, person = site.file(), site.file(), site.person()
    site.rule({"channels": [broken], "people": [person]}, {"channels": [file], "people": [person]})
    change(site, NotificationChannel, broken, form={"kind": "sms", "form": "pigeon"})
    site.raise_alarms()
    await site.work(looks=2)
    first, second = site.messages()
    assert (first.state, first.tries, first.claimed_until) == ("queued", 1, 0)
    assert first.answer == "the centre's own fault: ValidationError"
    assert (second.instead_of, second.state) == (first.id, "delivered")


@pytest.mark.parametrize("kind", ["fire", "fault"])
async def test_tries_that_never_end_are_counted_and_come_to_an_end(site: Site, kind: str) -> None:
    phone, file, person = site.file(), site.file(), site.person()
    step = {"channels": [phone], "people": [person]}
    site.rule(step, {"channels": [file], "people": [person]}, kinds=[kind])
    site.raise_alarms(kind=kind)
    notifier = site.notifier()
    settle = notifier.settle

    def cut_off(parcel: Any, outcome: Any) -> None:
        if parcel.channel_id == phone:
            raise SystemError("cut off")
        settle(parcel, outcome)

    notifier.settle = cut_off  # type: ignore[method-assign]
    for _ in range(TRIES[kind == "fire"] + 2):
        await notifier.look()
        await notifier.settled()
        site.clock.at += 60_000
    await notifier.close()
    first, second = site.messages()
    assert (first.state, first.answer) == ("given-up", "no try of it ever ended")
    assert len(site.lines(phone)) == TRIES[kind == "fire"]
    assert second.state == "delivered"


async def test_a_message_that_cannot_be_put_into_words_keeps_back_no_other_of_its_channel(
    site: Site,
) -> None:
    phone, person = site.file(enabled=False), site.person()
    site.rule({"channels": [phone], "people": [person]}, kinds=["fault"])
    change(site, NotificationChannel, phone, enabled=True, paused_until=NOW + 1)
    for number in range(2):
        site.raise_alarms(kind="fault", gateway=f"gw-{number}")
    await site.work()
    change(site, Notification, 1, moment="of-tomorrow")
    site.clock.at += 10_000
    await site.work()
    assert [(row.state, row.tries) for row in site.messages()] == [("queued", 1), ("delivered", 1)]


async def test_a_channel_that_cannot_be_served_keeps_back_no_other_channel(site: Site) -> None:
    broken, phone, person = site.file(), site.file(), site.person()
    site.rule({"channels": [broken, phone], "people": [person]})
    change(site, NotificationChannel, broken, locked=site.keeper.lock("no object"))
    site.raise_alarms()
    await site.work()
    assert len(site.lines(phone)) == 1


async def test_an_alarm_that_cannot_be_judged_keeps_back_no_other_and_is_counted(site: Site) -> None:
    phone, person = site.file(), site.person()
    site.rule({"channels": [phone], "people": [person]})
    [strange, _] = [*site.raise_alarms(), *site.raise_alarms(gateway="gw-2")]

    change(site, Alarm, strange, kind="of-tomorrow")
    with site.database.write() as session:
        session.add(
            NotificationMatter(
                moment="of-tomorrow", subject="x/1", at=NOW, place_zh="", place_en="", area="150102"
            )
        )
    await site.work(looks=2)
    assert len(site.lines(phone)) == 1
    with site.database.read() as session:
        assert session.get_one(NotificationCursor, 1).missed_fire == 1


async def test_a_rule_that_cannot_be_read_or_followed_keeps_back_no_other(site: Site) -> None:
    phone, person = site.file(), site.person()
    step = {"channels": [phone], "people": [person]}
    unreadable, unfollowed, _ = (site.rule(step) for _ in range(3))
    change(site, NotificationRule, unreadable, steps=[{}])
    lost = [{"channels": [phone], "people": [], "duties": ["duty-of-tomorrow"], "contacts": False}]
    change(site, NotificationRule, unfollowed, steps=lost)
    site.raise_alarms()
    await site.work()
    assert len(site.lines(phone)) == 1
