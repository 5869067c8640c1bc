"""A part's level and how a report moves it. Pure: level and finding in, level out.

Rules of the move:

1. A report sets and clears only the states it speaks of; what it leaves out stays.
2. Words that the profile does not know leave every known state alone and put the part in doubt: supervisory,
   quality uncertain. A later report that speaks of states and raises no doubt ends it.
3. A retained report never makes a fire-class state nor a test, and clears nothing. When it claims a fire that
   is not known here, that is a doubt: a person is told, and the next live report decides. Its being the only
   trace of a fire that began while the gateway was off is why it is not simply dropped.
4. Bit 0 (normal) is kept set but while the part is under test.
5. Who says that a part is offline has not heard it: what is known of it is stale.
6. What the gateway concludes by itself is no word of the part: only the states it concludes move. A code of
   the same name says that such a state is the gateway's own, and not one that the device has set.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from device_profiles.finding import OPERATION, STATES, Finding
from telemetry.event_kinds import (
    BIT_NORMAL,
    BIT_SUPERVISORY,
    EVENT_KINDS,
    FIRE_CLASS,
    EventKind,
    kinds_in,
)
from telemetry.messages import PartState, Quality

_MAX_CODE = 256
_MAX_CODES = 32


class Level(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a part now. It is stored beside the records that made it known."""

    states: frozenset[str] = frozenset()
    doubt: bool = False
    codes: Annotated[dict[str, str], Meta(max_length=_MAX_CODES)] = field(default_factory=dict)
    quality: Quality = Quality.STALE
    last_heard: int | None = None

    @property
    def bits(self) -> int:
        """The state bits of GB/T 26875.3 figure 7."""
        bits = 0 if "test" in self.states else BIT_NORMAL
        for name in self.states:
            bits |= STATES[name][1]
        return bits | (BIT_SUPERVISORY if self.doubt else 0)

    @property
    def active(self) -> frozenset[EventKind]:
        """Every kind that is active, those without a bit included."""
        unbitted = {STATES[name][0] for name in self.states if not STATES[name][1]}
        return frozenset(kinds_in(self.bits | BIT_NORMAL) | unbitted)

    def part_state(self, part: str, last_heard: int | None) -> PartState:
        """This level as a snapshot carries it."""
        active = sorted(self.active, key=lambda kind: EVENT_KINDS[kind].rank)
        return PartState(part, self.bits, active, self.quality, last_heard)


UNHEARD = Level()


def move(level: Level, finding: Finding, *, retained: bool = False) -> Level:
    """The level after the report. To hear a part ends its being offline; a retained report is no hearing."""
    return _retained(level, finding) if retained else _live(level, finding)


def conclude(level: Level, finding: Finding) -> Level:
    """The level after what the gateway concluded by itself: doubt, quality and every other state stay."""
    codes = {name: text for name, text in level.codes.items() if name not in finding.clears}
    states = level.states - finding.clears | finding.sets
    return replace(level, states=states, codes=_codes(replace(level, codes=codes), finding))


def _live(level: Level, finding: Finding) -> Level:
    states = (level.states - finding.clears | finding.sets) - {"device-offline"}
    if "device-offline" in finding.sets:
        states |= {"device-offline"}
    if finding.doubts:
        doubt = True
    elif finding.speaks:
        doubt = False
    else:
        doubt = level.doubt
    quality = Quality.UNCERTAIN if doubt else Quality.GOOD
    return replace(
        level,
        states=states,
        doubt=doubt,
        codes=_codes(level, finding),
        quality=Quality.STALE if "device-offline" in finding.sets else quality,
    )


def _retained(level: Level, finding: Finding) -> Level:
    claims = {name for name in finding.sets if STATES[name][0] in FIRE_CLASS}
    harmless = finding.sets - claims - {"test", "device-offline"}
    doubt = level.doubt or bool(finding.doubts) or bool(claims - level.states)
    offline = "device-offline" in level.states
    quality = level.quality if level.quality is Quality.GOOD or offline else Quality.UNCERTAIN
    return replace(
        level,
        states=level.states | harmless,
        doubt=doubt,
        quality=Quality.UNCERTAIN if doubt and not offline else quality,
    )


def _codes(level: Level, finding: Finding) -> dict[str, str]:
    if not finding.codes:
        return level.codes
    merged = level.codes | {name[:64]: text[:_MAX_CODE] for name, text in finding.codes.items()}
    return dict(list(merged.items())[-_MAX_CODES:])


def edges(before: Level, after: Level) -> list[tuple[EventKind, bool]]:
    """What changed, most urgent first.

    A kind that stays active while what carries it changes (started, then feedback; a device's own beside what
    the gateway concluded) is told again as active. When no kind moved but the device's own words did, that
    is told too: under the kind those words left active by doubt, else as an operation.
    """
    was, now = before.active, after.active
    moved = [
        (kind, kind in now)
        for kind in EVENT_KINDS
        if (kind in was) != (kind in now)
        or (kind in now and _carriers(before, kind) != _carriers(after, kind))
    ]
    if moved:
        return moved
    changed = any(
        before.codes.get(name, "" if name == OPERATION else text) != text
        for name, text in after.codes.items()
    )
    if not changed:
        return []
    return [(EventKind.SUPERVISORY, True)] if after.doubt else [(EventKind.OPERATION, True)]


def _carriers(level: Level, kind: EventKind) -> tuple[int, frozenset[str]]:
    concluded = frozenset(name for name in level.states if not STATES[name][1] and STATES[name][0] is kind)
    return level.bits & EVENT_KINDS[kind].bits, concluded
