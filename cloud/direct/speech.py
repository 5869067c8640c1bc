"""What a thing that speaks to the centre itself has said, and the messages that come of it."""

from __future__ import annotations

from dataclasses import dataclass

from device_profiles.finding import Finding
from telemetry.messages import Label, Part, UplinkMessage


@dataclass(frozen=True, slots=True)
class Word:
    """One report of one part. A label of `part` that is empty leaves what is known of it.

    `everywhere`: what it clears is cleared at every part of the gateway (a reset).
    """

    part: Part
    finding: Finding
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Speech:
    """What was said at once, by which virtual gateway. `at` is when it was heard, ms UTC.

    `dedupe` tells a repetition from news, across restarts: up to a hundred characters, the same however often
    it is said. `messages` go along as they are (health).
    """

    gateway: str
    area: str
    at: int
    words: tuple[Word, ...] = ()
    messages: tuple[UplinkMessage, ...] = ()
    dedupe: str = ""
    #: It may tell of a fire: it is stored before all that is not urgent.
    urgent: bool = False


def own_part(name: Label, place: Label, profile: str = "", part: str = "gateway") -> Part:
    """The part that stands for the thing itself; the centre's own word on its link is of the same part."""
    return Part(
        part=part,
        system_type=129,
        system_address=0,
        component_type=130,
        component_address=0,
        device=name,
        place=place,
        profile=profile,
    )
