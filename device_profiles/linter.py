"""What a profile's level demands, as one table, and what a profile still owes it. Pure.

What a person must judge (is this document the maker's own?) the linter takes from `quality.evidence`; what
the record itself shows (its vectors, its sources, its check sum) it counts. docs/guides/device-profiles.md
has the list for people.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from pydantic import BaseModel

from device_profiles import flips
from device_profiles.finding import STATES
from device_profiles.quality import Level
from device_profiles.record import Change
from device_profiles.schema import Profile, expected_event
from telemetry.event_kinds import EventKind

_LEAST_VECTORS = 2
#: A source that can be looked up: an address, or a title with some words.
_SOURCE = re.compile(r"https?://\S+\.\S+|\w+.*\s.*\w+|[\u4e00-\u9fff].{4,}", re.DOTALL)
_CAPTURED = re.compile(
    r"captur|manufactur|maker|published by|document|manual|decoder|抓包|实测|厂家|说明书|手册", re.IGNORECASE
)
_DATE = re.compile(r"\b20\d\d-[01]\d-[0-3]\d\b")
_FIRMWARE = re.compile(r"firmware|固件|版本|\bv\d", re.IGNORECASE)


class Demand(NamedTuple):
    """What a level asks for: how the linter checks it, giving what is missing and how to mend it."""

    level: Level
    zh: str
    en: str
    check: Callable[[Profile], Iterator[str]]


def lint(profile: Profile) -> list[str]:
    """What the profile owes the level it claims; empty when nothing."""
    if profile.quality is None:
        return ["quality: is missing; add `quality: {level: bronze, evidence: [...]}` with what it rests on"]
    order = list(Level)
    claimed = order[: order.index(profile.quality.level) + 1]
    return [
        f"{demand.level}: {what}"
        for demand in DEMANDS
        if demand.level in claimed
        for what in demand.check(profile)
    ]


def highest(profile: Profile) -> Level | None:
    """The highest level whose demands the record itself meets; None when it meets not even the first."""
    met = None
    for level in Level:
        owed = any(True for demand in DEMANDS if demand.level is level for _ in demand.check(profile))
        if owed:
            break
        met = level
    return met


def spoken(profile: Profile) -> tuple[frozenset[EventKind], frozenset[EventKind]]:
    """The kinds that the profile's own tables can begin, and those they name as ended.

    Kinds that a wire protocol's own tables give are not the profile's and are not counted.
    """
    begins: set[str] = set()
    ends: set[str] = set()
    for entry in _models(getattr(profile, profile.way)):
        if isinstance(entry, Change):
            begins |= entry.sets
            ends |= entry.clears if entry.clear != "all" else frozenset()
            continue
        state = getattr(entry, "state", None)
        if isinstance(state, str) and state in STATES:
            begins.add(state)
            ends |= {state} if getattr(entry, "ends", (True,)) else set()
    return frozenset(STATES[name][0] for name in begins), frozenset(STATES[name][0] for name in ends)


def _models(value: object) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _models(getattr(value, name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _models(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _models(inner)


def _sources(profile: Profile) -> Iterator[str]:
    for source in profile.sources:
        if not _SOURCE.search(source):
            yield f"sources: {source[:60]!r} cannot be looked up; name an address or a document's title"


def _vectors(profile: Profile) -> Iterator[str]:
    if len(profile.vectors) < _LEAST_VECTORS:
        yield f"vectors: {len(profile.vectors)}; add one, a profile has at least {_LEAST_VECTORS}"
    names = [vector.name for vector in profile.vectors]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"vectors: {name!r} names two of them; give each its own name"


def _covered(profile: Profile) -> Iterator[str]:
    begins, ends = spoken(profile)
    seen = {expected_event(text)[1:] for vector in profile.vectors for text in vector.events}
    for what, kinds, active in (("begins", begins, True), ("ends", ends, False)):
        for kind in sorted(kinds):
            if (kind, active) not in seen:
                sign = "+" if active else "-"
                yield f"vectors: none shows that {kind} {what}; add one with events: [{kind}{sign}]"


def _malformed(profile: Profile) -> Iterator[str]:
    if not any(vector.malformed for vector in profile.vectors):
        yield "vectors: none is malformed; add a damaged report with malformed: true"


def _captured(profile: Profile) -> Iterator[str]:
    said = "\n".join((*(profile.quality.evidence if profile.quality else ()), *profile.sources))
    if not _CAPTURED.search(said):
        yield "quality.evidence: say which capture from a device, or which document of the maker, it rests on"


def _flips(profile: Profile) -> Iterator[str]:
    if profile.checksum:
        for vector in profile.vectors:
            fault = flips.first_false_fire(profile, vector)
            if fault is not None:
                yield f"vectors: {vector.name!r}: {fault}; `checksum: true` promises that this cannot be"


def _proven(profile: Profile) -> Iterator[str]:
    said = "\n".join(profile.quality.evidence if profile.quality else ())
    if not _DATE.search(said) or not _FIRMWARE.search(said):
        yield "quality.evidence: say where it was proven, on which day (2026-01-31), and with which firmware"


DEMANDS = (
    Demand(Level.BRONZE, "格式有出处", "the format has sources that can be looked up", _sources),
    Demand(Level.BRONZE, "至少两个测试向量", "at least two vectors, each with its name", _vectors),
    Demand(
        Level.SILVER,
        "能置位和复位的每一种状态都有向量",
        "a vector for every kind that it can begin and end",
        _covered,
    ),
    Demand(Level.SILVER, "有损坏报文的向量", "a vector that is malformed", _malformed),
    Demand(
        Level.GOLD,
        "来自真实设备抓包或厂家文件",
        "captured from a device, or the maker's own document",
        _captured,
    ),
    Demand(
        Level.GOLD,
        "有校验的帧翻转任一字节不会变成火警",
        "one flipped byte of a checked frame is no fire",
        _flips,
    ),
    Demand(
        Level.PLATINUM, "现场验证过,写明日期和固件", "proven on site, with the day and the firmware", _proven
    ),
)
