"""From alarms to messages that wait: who is told of what, on both records stores."""

from __future__ import annotations

import json

import pytest

from cloud.alarms.state_table import Action, Outcome
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


@pytest.mark.parametrize("kind", ["fire", "fault"])
async def test_tests_are_told_only_where_a_rule_names_them(site: Site, kind: str) -> None:
    site.rule({"channels": [PAGE]}, kinds=[])
    site.raise_alarms(kind="test")
    site.raise_alarms(kind=kind)
    await site.work()
    assert [row.kind for row in site.messages()] == [kind]
