"""From state bits to the suite's states. The names of bits are those of `telemetry.gb26875.state_bits`."""

from __future__ import annotations

from typing import NamedTuple

from device_profiles.finding import ALL_STATES
from device_profiles.uitd.schema import UitdDevice
from telemetry.gb26875 import state_bits
from telemetry.gb26875.state_bits import Bit

#: Bits that are a state of the suite. The others (delay, manual mode, reset) are words of the device.
STATE_OF_BIT = {
    "fire": "fire",
    "fault": "fault",
    "disabled": "disabled",
    "supervisory": "supervisory",
    "started": "started",
    "feedback": "feedback",
    "power-fault": "power-fault",
    "mains-fault": "power-fault",
    "battery-fault": "power-fault",
    "bus-fault": "fault",
    "centre-line-fault": "fault",
    "monitored-line-fault": "fault",
}
_NORMAL = "normal"


class Said(NamedTuple):
    """What a state field says: states it sets and ends, and the names of its other bits."""

    sets: frozenset[str]
    clears: frozenset[str]
    other: str


def read(device: UitdDevice, table: tuple[Bit, ...], value: int) -> Said:
    """The states of a state field by the device's habits.

    An alarm counts whatever bit 0 says, but for a device whose profile has it `strict`.
    """
    slugs = state_bits.slugs(table, value)
    sets = {STATE_OF_BIT[slug] for slug in slugs if slug in STATE_OF_BIT}
    testing = _NORMAL not in slugs
    if device.bit_0 == "ignored" or (device.bit_0 == "standard" and value):
        testing = False
    if testing:
        # A report with the test mark is a test, whatever else it says; it ends what its bits say is over.
        return Said(frozenset({"test"}), _spoken(table) - sets, _other(table, value))
    ends = _spoken(table) | {"test"}
    if device.states == "latest" and sets:
        ends = frozenset({"test"})
    return Said(frozenset(sets), frozenset(ends) - sets, _other(table, value))


def _spoken(table: tuple[Bit, ...]) -> frozenset[str]:
    """The states that the field has a bit for."""
    return frozenset(STATE_OF_BIT[bit.slug] for bit in table if bit.slug in STATE_OF_BIT) & ALL_STATES


def _other(table: tuple[Bit, ...], value: int) -> str:
    """Bits that are no state, as `delay 延时状态, 14`: a change of them is news too."""
    names = [
        f"{bit.slug} {bit.zh}"
        for bit in table
        if bit.slug not in STATE_OF_BIT and bit.slug != _NORMAL and value >> bit.bit & 1
    ]
    return ", ".join([*names, *(str(bit) for bit in state_bits.reserved(table, value))])
