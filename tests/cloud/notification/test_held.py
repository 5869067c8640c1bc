"""What waits for its hour, and what waits for nothing."""

from __future__ import annotations

import json

import pytest

from cloud.alarms.state_table import Action, Outcome
from tests.cloud.notification.site import NOW, Site

NIGHT = [{"begins": "22:00", "ends": "07:00"}]


def told(site: Site) -> list[tuple[str, str]]:
    return [(row.target, row.moment) for row in site.messages()]


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
