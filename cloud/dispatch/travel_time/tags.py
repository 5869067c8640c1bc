"""What the tags of a way and of a barrier mean to a fire engine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from cloud.dispatch.travel_time.policy import (
    ACCESS_KEYS,
    ACCESS_OPEN,
    BARRIER_S,
    CLASSES,
    KINDS,
    ONEWAY_EXEMPT,
    SMOOTHNESS_KMH,
    SURFACE_KMH,
    TRACK_KMH,
    Policy,
)

Tags = Mapping[str, str]
_MPH = 1.609344
_NUMBER = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*(km/h|kmh|kph|mph|knots|m|t|ft|cm|lbs|kg|st)?\s*$")
_FEET = re.compile(r"^\s*(\d+)\s*'\s*(?:(\d+(?:\.\d+)?)\s*\"?)?\s*$")
_UNIT = {
    "mph": _MPH,
    "knots": 1.852,
    "ft": 0.3048,
    "cm": 0.01,
    "lbs": 0.00045359237,
    "kg": 0.001,
    "st": 0.90718474,
}
#: Limits of a way, and what of the vehicle must keep within them.
_LIMITS = (
    ("maxheight", "height_m"),
    ("maxheight:physical", "height_m"),
    ("maxwidth", "width_m"),
    ("maxwidth:physical", "width_m"),
    ("maxlength", "length_m"),
    ("maxweight", "weight_t"),
    ("maxaxleload", "axle_t"),
)
_YES = frozenset(("yes", "true", "1"))
_BACK = frozenset(("-1", "reverse"))
_RINGS = frozenset(("roundabout", "circular"))
#: Characters of a name that are kept.
_NAME = 64


class Carriage(NamedTuple):
    """How fast an engine goes along a way and against it, km/h; 0 where it may not."""

    forward_kmh: float
    backward_kmh: float
    group: int
    #: In a built-up street the last metres are walked.
    built_up: bool
    #: What is on its signs: its name, else its number.
    name: str = ""
    #: Its place in `KINDS`, and whether it is a roundabout.
    kind: int = 0
    ring: bool = False


def measure(text: str | None) -> float | None:
    """A number with its unit, in km/h, metres or tonnes; None for words and for what cannot be read.

    >>> measure("30 mph")
    48.28032
    """
    if text is None:
        return None
    if feet := _FEET.match(text):
        return int(feet[1]) * 0.3048 + float(feet[2] or 0) * 0.0254
    if number := _NUMBER.match(text):
        return float(number[1].replace(",", ".")) * _UNIT.get(number[2] or "", 1.0)
    return 5.0 if text.strip() == "walk" else None


def admits(tags: Tags, by_default: bool) -> bool:
    """Whether an engine may enter: the most special tag that speaks decides."""
    for key in ACCESS_KEYS:
        if (value := tags.get(key)) is not None:
            return value in ACCESS_OPEN
    return by_default


def fits(tags: Tags, policy: Policy) -> bool:
    """Whether the vehicle keeps within every limit posted."""
    for key, of in _LIMITS:
        limit = measure(tags.get(key))
        if limit is not None and limit < getattr(policy.vehicle, of):
            return False
    return True


def carriage(tags: Tags, policy: Policy) -> Carriage | None:
    """How a way carries an engine; None where it does not."""
    of = CLASSES.get(tags.get("highway", ""))
    if of is None or tags.get("area") == "yes" or not admits(tags, of.open) or not fits(tags, policy):
        return None
    ahead, back = _directions(tags, policy)
    forward = _pace(tags, "forward", policy) if ahead else 0.0
    backward = _pace(tags, "backward", policy) if back else 0.0
    if not (ahead and back):
        forward, backward = _exempt(tags, policy, forward, backward)
    if not forward and not backward:
        return None
    built_up = tags["highway"] in ("residential", "living_street", "service", "pedestrian", "footway")
    name = (tags.get("name:zh") or tags.get("name") or tags.get("ref") or "").replace("\n", " ")[:_NAME]
    kind = KINDS.index(tags["highway"])
    return Carriage(forward, backward, of.group, built_up, name, kind, tags.get("junction") in _RINGS)


def barrier_s(tags: Tags, policy: Policy) -> float | None:
    """Seconds that a barrier on the road costs; None where it stops an engine."""
    kind = tags.get("barrier", "")
    if not fits(tags, policy):
        return None
    for key in ACCESS_KEYS:
        if (value := tags.get(key)) is not None:
            return (BARRIER_S.get(kind) or 0.0) if value in ACCESS_OPEN else None
    return BARRIER_S.get(kind, 0.0)


def _directions(tags: Tags, policy: Policy) -> tuple[bool, bool]:
    oneway = tags.get("oneway", "")
    if oneway in _YES:
        return True, False
    if oneway in _BACK:
        return False, True
    implied = tags.get("junction") in _RINGS or tags["highway"] in (
        "motorway",
        "motorway_link",
    )
    return True, not implied or oneway == "no"


def _exempt(tags: Tags, policy: Policy, forward: float, backward: float) -> tuple[float, float]:
    """The closed direction of a one-way, where a tag or the policy opens it to an engine."""
    if any(tags.get(key) == value for key, value in ONEWAY_EXEMPT):
        return forward or _pace(tags, "forward", policy), backward or _pace(tags, "backward", policy)
    if tags["highway"] in policy.contraflow:
        slow = min(policy.contraflow_kmh, max(forward, backward))
        return forward or slow, backward or slow
    return forward, backward


def _pace(tags: Tags, direction: str, policy: Policy) -> float:
    usual = CLASSES[tags["highway"]].kmh
    limit = measure(tags.get(f"maxspeed:{direction}") or tags.get("maxspeed"))
    pace = usual if not limit else min(limit * policy.limit_share, usual * policy.limit_lift)
    for key, table in (("surface", SURFACE_KMH), ("tracktype", TRACK_KMH), ("smoothness", SMOOTHNESS_KMH)):
        pace = min(pace, table.get(tags.get(key, ""), pace))
    return min(pace, policy.vehicle.top_kmh)
