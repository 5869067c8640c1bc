"""Who may speak on which topic: one table by role, and the logic that reads it. Pure; every door asks here.

Default deny. A subscription is allowed only if every topic its filter can match is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from telemetry.messages import UPLINK_STREAMS, Stream
from telemetry.topics import ROOT

MAX_TOPIC_BYTES = 1024
"""Longer topics and filters are refused; ours have some fifty bytes."""


class Role(StrEnum):
    """What a client of a broker is."""

    GATEWAY = "gateway"
    CLOUD = "cloud"
    DETECTOR_BRIDGE = "detector-bridge"
    DETECTOR = "detector"
    BUILDING_AGENT = "building-agent"


class Action(StrEnum):
    """What a client asks to do with a topic or, to subscribe, with a filter."""

    PUBLISH = "publish"
    SUBSCRIBE = "subscribe"
    RECEIVE = "receive"


_DOWNLINK = (Stream.CMD, Stream.RECEIPT)
_DETECTOR_ROOTS = ("zigbee2mqtt", "homeassistant", "application", "v3", "tele", "stat", "GIOT-GW")
"""Where bridges speak of their detectors: Zigbee2MQTT, Home Assistant's announcements, ChirpStack, The Things
Stack, Tasmota, and wireless pressure sensors."""
_DETECTOR_TREES = tuple(f"{root}/#" for root in _DETECTOR_ROOTS)
_OWN_PREFIX = f"{ROOT}/{{area}}/{{username}}/"

PUBLISH: dict[Role, tuple[str, ...]] = {
    Role.GATEWAY: tuple(_OWN_PREFIX + stream.value for stream in UPLINK_STREAMS),
    Role.CLOUD: tuple(f"{ROOT}/+/+/{stream.value}" for stream in _DOWNLINK),
    Role.DETECTOR_BRIDGE: _DETECTOR_TREES,
    Role.DETECTOR: ("{username}/#",),
    Role.BUILDING_AGENT: (),
}
"""The topics each role may publish on; retained and will messages are no exception."""

SUBSCRIBE: dict[Role, tuple[str, ...]] = {
    Role.GATEWAY: tuple(_OWN_PREFIX + stream.value for stream in _DOWNLINK),
    Role.CLOUD: (f"{ROOT}/#",),
    Role.DETECTOR_BRIDGE: _DETECTOR_TREES,
    Role.DETECTOR: ("{username}/#",),
    Role.BUILDING_AGENT: (*_DETECTOR_TREES, "+/events/rpc", "+/status/#", "+/online"),
}
"""The topics each role may receive, and so the filters it may subscribe to."""

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", re.ASCII)
_AREA = re.compile(r"[0-9]{6}", re.ASCII)
_RESERVED_ROOTS = frozenset({"sw", *(root.lower() for root in _DETECTOR_ROOTS)})
"""A detector speaks under its own name, which must not be the root of somebody else's topics."""


@dataclass(frozen=True)
class Identity:
    """A client that has proved who it is. Raises ValueError for a name that could widen its topics."""

    username: str
    role: Role
    area: str | None = None
    """Six-digit administrative code; gateways only."""

    def __post_init__(self) -> None:
        if not _USERNAME.fullmatch(self.username):
            raise ValueError(f"{self.username[:64]!r} is no user name; use letters, digits, '_', '-' and '.'")
        if self.role is Role.GATEWAY and not (self.area and _AREA.fullmatch(self.area)):
            raise ValueError(f"gateway {self.username}: needs its area, six digits; it is {self.area!r}")
        if self.role is Role.DETECTOR and self.username.lower() in _RESERVED_ROOTS:
            raise ValueError(f"a detector cannot be named {self.username}; topics of others begin with it")


def publish_filters(identity: Identity) -> tuple[str, ...]:
    """The filters that cover exactly what this client may publish on."""
    return _filled(PUBLISH[identity.role], identity)


def subscribe_filters(identity: Identity) -> tuple[str, ...]:
    """The filters that cover exactly what this client may receive."""
    return _filled(SUBSCRIBE[identity.role], identity)


def _filled(patterns: Iterable[str], identity: Identity) -> tuple[str, ...]:
    return tuple(
        pattern.replace("{username}", identity.username).replace("{area}", identity.area or "")
        for pattern in patterns
    )


def allowed(identity: Identity, action: Action, topic: str, *, shares: bool = False) -> bool:
    """Whether the client may do this; `topic` is a filter when it subscribes.

    `shares`: the broker that asks offers shared subscriptions. Then the centre's workers may share what the
    centre may receive. Nobody else may: a share takes messages away from who would have got them.
    """
    if action is Action.SUBSCRIBE:
        if shares and identity.role is Role.CLOUD:
            topic = _unshared(topic)
        return valid_filter(topic) and covered(topic, subscribe_filters(identity))
    rules = publish_filters(identity) if action is Action.PUBLISH else subscribe_filters(identity)
    return valid_topic(topic) and any(matches(rule, topic) for rule in rules)


_SHARE = re.compile(r"\$share/[A-Za-z0-9_-]{1,64}/(?P<filter>.+)", re.ASCII | re.DOTALL)


def _unshared(filter_: str) -> str:
    """The filter within `$share/<group>/…`; any other as it is."""
    found = _SHARE.fullmatch(filter_) if len(filter_) <= MAX_TOPIC_BYTES else None
    return found["filter"] if found is not None else filter_


def valid_topic(topic: str) -> bool:
    """Whether a message can be published on it."""
    return _sound(topic) and "+" not in topic and "#" not in topic


def valid_filter(filter_: str) -> bool:
    """Whether it can be subscribed to. A share is none by itself: `allowed` says who may share."""
    if not _sound(filter_) or filter_.startswith("$share/"):
        return False
    *inner, last = filter_.split("/")
    return all(level == "+" or not set(level) & {"+", "#"} for level in inner) and (
        last in ("+", "#") or not set(last) & {"+", "#"}
    )


def _sound(text: str) -> bool:
    return (
        0 < len(text) <= MAX_TOPIC_BYTES
        and "\0" not in text
        and len(text.encode(errors="replace")) <= MAX_TOPIC_BYTES
    )


def matches(filter_: str, topic: str) -> bool:
    """Whether a valid filter matches a topic (MQTT 3.1.1 section 4.7)."""
    rules = [filter_.split("/")]
    return _covers(topic.split("/"), rules, first=True)


def covered(filter_: str, rules: Iterable[str]) -> bool:
    """Whether every topic that the filter can match is matched by one of the rules."""
    return _covers(filter_.split("/"), [rule.split("/") for rule in rules], first=True)


_ANY_OTHER = "\0"
"""Stands for every level that no rule names: a level cannot hold this character."""


def _covers(wanted: list[str], rules: list[list[str]], *, first: bool = False) -> bool:
    """Walk all rules at once, level by level, over every kind of level the filter can have there.

    A wildcard can stand for each level that some rule names, and for one that none does; if the rules that
    are left after each of these cover what is left of the filter, the filter is covered. Rules are finite and
    `#` is answered at once, so this ends.
    """
    if not first and ["#"] in rules:
        return True
    if not rules:
        return False
    if not wanted:
        return [] in rules
    head, rest = wanted[0], wanted[1:]
    if head not in ("+", "#"):
        return _covers(rest, _after(rules, head, first=first))
    named = {rule[0] for rule in rules if rule} - {"+", "#"}
    if first:
        named = {level for level in named if not level.startswith("$")}
    if head == "#" and not first and [] not in rules:
        return False  # `a/#` matches `a` too
    left = wanted if head == "#" else rest
    return all(_covers(left, _after(rules, level, first=first)) for level in (*named, _ANY_OTHER))


def _after(rules: list[list[str]], level: str, *, first: bool) -> list[list[str]]:
    """What is left of each rule that goes on past this level; wildcards do not open `$` topics."""
    left = []
    for rule in rules:
        if not rule:
            continue
        if rule[0] in ("+", "#") and first and level.startswith("$"):
            continue
        if rule[0] == "#":
            left.append(rule)
        elif rule[0] in ("+", level):
            left.append(rule[1:])
    return left
