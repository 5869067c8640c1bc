"""Holders of control-room duty narrowed to who is on shift. Pure.

1. Somebody who holds the duty over an organisation serves in its rooms, over an area in the area's centres.
2. Left out is who is off shift in every room that they serve in and that looks after the place, where each of
   those rooms has a rota, its shift is covered, and one of the shift at least can be told.
3. Where that does not hold all of them are told, and it is said why: never nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cloud.duty.on_shift import RoomNow
from cloud.notification.matching import Reason


class Holder(NamedTuple):
    """Somebody who holds the duty: the person, their account, and over what."""

    person: int
    account: int
    areas: tuple[str, ...]
    organisations: tuple[int, ...]


class Narrowed(NamedTuple):
    """Who is left, and why others than the shift are."""

    people: list[int]
    reasons: list[Reason]


def on_shift(holders: Sequence[Holder], rooms: Sequence[RoomNow], able: frozenset[int]) -> Narrowed:
    """Of the holders, those to tell. `rooms`: those that look after the place; `able`: who can be told."""
    reachable = {one.account for one in holders if one.person in able}
    people: list[int] = []
    reasons: dict[Reason, None] = {}
    for one in holders:
        own = [room for room in rooms if room.is_served_by(one.areas, one.organisations)]
        open_ended = [reason for room in own if (reason := _why_all(room, reachable)) is not None]
        if any(one.account in room.on for room in rooms):
            people.append(one.person)
        elif not own or open_ended:
            people.append(one.person)
            reasons |= dict.fromkeys(open_ended)
    return Narrowed(list(dict.fromkeys(people)), list(reasons))


def _why_all(room: RoomNow, reachable: set[int]) -> Reason | None:
    name = room.room.name
    if not room.has_rota:
        return Reason(f"“{name}”未排班,通知全部值班员", f"{name} has no rota: all who hold the duty are told")
    if not room.covered:
        return Reason(
            f"“{name}”当班人员不足,通知全部值班员",
            f"the shift of {name} is not covered: all who hold the duty are told",
        )
    if not room.on & reachable:
        return Reason(
            f"“{name}”当班人员均无法通知,通知全部值班员",
            f"nobody on shift in {name} can be told: all who hold the duty are",
        )
    return None
