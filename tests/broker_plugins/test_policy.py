"""The policy's logic against brute force, and its table against what each role needs."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker_plugins.policy import (
    Action,
    Identity,
    Role,
    allowed,
    covered,
    matches,
    publish_filters,
    subscribe_filters,
    valid_filter,
    valid_topic,
)

LEVELS = ["a", "b", "", "$s", "other"]
TOPICS = ["/".join(levels) for n in range(1, 5) for levels in itertools.product(LEVELS, repeat=n)]
#: The empty topic cannot be published; coverage counts it all the same, which errs on the safe side.
TOPICS.remove("")


def plain_match(filter_: str, topic: str) -> bool:
    """MQTT's matching as the standard tells it, one filter and one topic."""
    wanted, levels = filter_.split("/"), topic.split("/")
    if topic.startswith("$") and wanted[0] in ("+", "#"):
        return False
    for place, level in enumerate(wanted):
        if level == "#":
            return True
        if place >= len(levels) or level not in ("+", levels[place]):
            return False
    return len(wanted) == len(levels)


@st.composite
def filters(draw: st.DrawFn) -> str:
    levels = draw(st.lists(st.sampled_from(["a", "b", "", "+", "$s"]), min_size=1, max_size=3))
    if draw(st.booleans()):
        levels.append("#")
    return "/".join(levels) or "a"


@given(filters(), st.lists(filters(), max_size=4))
def test_a_filter_is_covered_exactly_when_every_topic_it_matches_is(filter_: str, rules: list[str]) -> None:
    every = all(any(plain_match(rule, t) for rule in rules) for t in ("", *TOPICS) if plain_match(filter_, t))
    assert covered(filter_, rules) == every


@given(filters(), st.sampled_from(TOPICS))
def test_matching_is_the_standards(filter_: str, topic: str) -> None:
    assert matches(filter_, topic) == plain_match(filter_, topic)


@given(filters())
def test_every_filter_covers_itself(filter_: str) -> None:
    assert covered(filter_, [filter_])


def test_rules_cover_together_what_none_covers_alone() -> None:
    assert covered("a/#", ["a", "a/+/#"])
    assert not covered("a/#", ["a/+/#"])
    assert covered("a/+", ["a/b", "a/+"])
    assert not covered("a/+", ["a/b", "a/c"])


def test_wildcards_do_not_open_dollar_topics() -> None:
    assert not matches("#", "$SYS/broker/uptime")
    assert not matches("+/broker/uptime", "$SYS/broker/uptime")
    assert matches("$SYS/#", "$SYS/broker/uptime")
    assert not covered("$SYS/#", ["#"])


@pytest.mark.parametrize(
    "filter_", ["a/#/b", "a#", "a/b#", "+a", "a+/b", "", "a\0", "$share/g/a", "x" * 1025]
)
def test_a_filter_that_is_none_is_refused(filter_: str) -> None:
    assert not valid_filter(filter_)


@pytest.mark.parametrize("filter_", ["#", "+", "a/+/#", "/", "a//b", "+/+"])
def test_a_filter_that_is_one_is_taken(filter_: str) -> None:
    assert valid_filter(filter_)


def test_a_topic_has_no_wildcard() -> None:
    assert valid_topic("sw/1/150102/gw/event")
    assert not any(map(valid_topic, ["", "a/+", "a/#", "a\0b", "火" * 400]))


GATEWAY = Identity("gw-1", Role.GATEWAY, "150102")
CLOUD = Identity("cloud", Role.CLOUD)
BRIDGE = Identity("z2m", Role.DETECTOR_BRIDGE)
SHELLY = Identity("shelly-1", Role.DETECTOR)
AGENT = Identity("agent", Role.BUILDING_AGENT)


@pytest.mark.parametrize(
    ("who", "action", "topic", "expected"),
    [
        (GATEWAY, Action.PUBLISH, "sw/1/150102/gw-1/event", True),
        (GATEWAY, Action.PUBLISH, "sw/1/150102/gw-1/reading", True),
        (GATEWAY, Action.PUBLISH, "sw/1/150102/gw-1/health", True),
        (GATEWAY, Action.PUBLISH, "sw/1/150102/gw-1/reply", True),
        (GATEWAY, Action.PUBLISH, "sw/1/150102/gw-1/receipt", False),
        (GATEWAY, Action.PUBLISH, "sw/1/150102/gw-1/cmd", False),
        (GATEWAY, Action.PUBLISH, "sw/1/150102/gw-2/event", False),
        (GATEWAY, Action.PUBLISH, "sw/1/150103/gw-1/event", False),
        (GATEWAY, Action.PUBLISH, "sw/1/150102/gw-1/event/x", False),
        (GATEWAY, Action.PUBLISH, "$SYS/x", False),
        (GATEWAY, Action.SUBSCRIBE, "sw/1/150102/gw-1/receipt", True),
        (GATEWAY, Action.SUBSCRIBE, "sw/1/150102/gw-1/cmd", True),
        (GATEWAY, Action.SUBSCRIBE, "sw/1/150102/gw-1/+", False),
        (GATEWAY, Action.SUBSCRIBE, "sw/1/150102/+/receipt", False),
        (GATEWAY, Action.SUBSCRIBE, "sw/1/150102/gw-1/#", False),
        (GATEWAY, Action.SUBSCRIBE, "#", False),
        (GATEWAY, Action.SUBSCRIBE, "$SYS/#", False),
        (GATEWAY, Action.SUBSCRIBE, "$share/g/sw/1/150102/gw-1/cmd", False),
        (GATEWAY, Action.RECEIVE, "sw/1/150102/gw-1/cmd", True),
        (GATEWAY, Action.RECEIVE, "sw/1/150102/gw-1/event", False),
        (CLOUD, Action.SUBSCRIBE, "sw/1/#", True),
        (CLOUD, Action.SUBSCRIBE, "sw/1/+/+/event", True),
        (CLOUD, Action.SUBSCRIBE, "sw/#", False),
        (CLOUD, Action.SUBSCRIBE, "sw/+/1", False),
        (CLOUD, Action.PUBLISH, "sw/1/150102/gw-1/receipt", True),
        (CLOUD, Action.PUBLISH, "sw/1/150102/gw-1/event", False),
        (BRIDGE, Action.PUBLISH, "zigbee2mqtt/smoke_302", True),
        (BRIDGE, Action.SUBSCRIBE, "zigbee2mqtt/#", True),
        (BRIDGE, Action.SUBSCRIBE, "zigbee2mqtt/bridge/+/x", True),
        (BRIDGE, Action.PUBLISH, "sw/1/150102/gw-1/event", False),
        (SHELLY, Action.PUBLISH, "shelly-1/events/rpc", True),
        (SHELLY, Action.PUBLISH, "shelly-2/events/rpc", False),
        (SHELLY, Action.SUBSCRIBE, "shelly-1/rpc", True),
        (SHELLY, Action.SUBSCRIBE, "+/rpc", False),
        (AGENT, Action.SUBSCRIBE, "+/events/rpc", True),
        (AGENT, Action.SUBSCRIBE, "shelly-1/status/smoke:0", True),
        (AGENT, Action.SUBSCRIBE, "+/status/#", True),
        (AGENT, Action.SUBSCRIBE, "+/online", True),
        (AGENT, Action.SUBSCRIBE, "+/+", False),
        (AGENT, Action.SUBSCRIBE, "#", False),
        (AGENT, Action.PUBLISH, "zigbee2mqtt/x/set", False),
        (AGENT, Action.PUBLISH, "shelly-1/rpc", False),
    ],
)
def test_the_table(who: Identity, action: Action, topic: str, expected: bool) -> None:
    assert allowed(who, action, topic) is expected


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_its_rows_and_they_are_valid(role: Role) -> None:
    identity = Identity("name", role, "150102")
    assert all(map(valid_filter, publish_filters(identity) + subscribe_filters(identity)))
    assert "{" not in "".join(publish_filters(identity) + subscribe_filters(identity))


@pytest.mark.parametrize(
    ("username", "role", "area"),
    [
        ("+", Role.DETECTOR, None),
        ("#", Role.DETECTOR, None),
        ("a/b", Role.DETECTOR, None),
        ("$SYS", Role.DETECTOR, None),
        ("sw", Role.DETECTOR, None),
        ("zigbee2mqtt", Role.DETECTOR, None),
        ("", Role.CLOUD, None),
        ("gw", Role.GATEWAY, None),
        ("gw", Role.GATEWAY, "+"),
        ("gw", Role.GATEWAY, "15010"),
        ("gw", Role.GATEWAY, "１５０１０２"),
        ("a:b", Role.CLOUD, None),
        ("a\nb", Role.CLOUD, None),
    ],
)
def test_a_name_that_could_widen_its_topics_is_refused(username: str, role: Role, area: str | None) -> None:
    with pytest.raises(ValueError, match=r"user name|area|detector"):
        Identity(username, role, area)


@given(st.sampled_from(list(Role)), st.text(max_size=40))
def test_no_odd_topic_is_ever_allowed_by_accident(role: Role, topic: str) -> None:
    identity = Identity("name", role, "150102")
    for action in Action:
        if allowed(identity, action, topic):
            assert topic.startswith(("sw/1/", "zigbee2mqtt", "name", "+/")) or "/" in topic


@pytest.mark.parametrize(
    ("role", "filter_", "shares", "may"),
    [
        (Role.CLOUD, "$share/steppewatch/sw/1/+/+/event", True, True),
        (Role.CLOUD, "$share/steppewatch/sw/1/#", True, True),
        (Role.CLOUD, "$share/steppewatch/sw/1/+/+/event", False, False),
        (Role.CLOUD, "$share/steppewatch/#", True, False),
        (Role.CLOUD, "$share/steppewatch/zigbee2mqtt/#", True, False),
        (Role.CLOUD, "$share/+/sw/1/#", True, False),
        (Role.CLOUD, "$share//sw/1/#", True, False),
        (Role.CLOUD, "$share/a/$share/b/sw/1/#", True, False),
        (Role.CLOUD, "$share/sw", True, False),
        (Role.GATEWAY, "$share/g/sw/1/150102/gw-a/receipt", True, False),
        (Role.BUILDING_AGENT, "$share/g/zigbee2mqtt/#", True, False),
    ],
)
def test_only_the_centre_shares_and_only_where_the_broker_can(
    role: Role, filter_: str, shares: bool, may: bool
) -> None:
    identity = Identity("gw-a", role, "150102" if role is Role.GATEWAY else None)
    assert allowed(identity, Action.SUBSCRIBE, filter_, shares=shares) is may
