"""What is odd about objects that were read: times, texts, bits and codes beside the standard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from telemetry.component_types import COMPONENT_TYPES, SYSTEM_TYPES
from telemetry.gb26875 import state_bits, text
from telemetry.gb26875.bodies import (
    FIRST_USER_CODE,
    AnalogValue,
    Body,
    ComponentState,
    SystemOperation,
    SystemState,
    UitdOperation,
    UitdState,
)
from telemetry.gb26875.notes import Note, note
from telemetry.gb26875.time_label import TimeLabel

#: For each body with bits: the field, and the table that names them.
BITS: dict[type[object], tuple[str, tuple[state_bits.Bit, ...]]] = {
    SystemState: ("state", state_bits.SYSTEM_STATE),
    ComponentState: ("state", state_bits.COMPONENT_STATE),
    UitdState: ("state", state_bits.UITD_STATE),
    SystemOperation: ("flags", state_bits.SYSTEM_OPERATION),
    UitdOperation: ("flags", state_bits.UITD_OPERATION),
}
_STATES = (SystemState, ComponentState, UitdState)
#: For each field with a code: its name, and the codes that the standard defines.
_CODES = {
    "system_type": ("系统类型 system type", frozenset(SYSTEM_TYPES)),
    "component_type": ("部件类型 component type", frozenset(COMPONENT_TYPES)),
    "analog_type": ("模拟量类型 analog type", frozenset(range(1, 13))),
}


def odd_objects(objects: Sequence[Body]) -> Iterable[Note]:
    """The notes of every object, counted from 1."""
    for number, body in enumerate(objects, 1):
        fields = body._asdict()
        for value in fields.values():
            if isinstance(value, TimeLabel):
                yield from value.notes("time", number)
        if "description" in fields:
            for oddity in text.read(fields["description"]).oddities:
                yield note(oddity, number)
        yield from _odd_bits(number, body)
        yield from _odd_codes(number, fields)
        if isinstance(body, AnalogValue) and body.quantity is not None:
            quantity = body.quantity
            if not quantity.minimum <= body.value <= quantity.maximum:
                yield note("out-of-range", number, body.value)


def _odd_bits(number: int, body: Body) -> Iterable[Note]:
    if type(body) not in BITS:
        return
    name, table = BITS[type(body)]
    value: int = getattr(body, name)
    reserved = state_bits.reserved(table, value)
    if reserved:
        yield note("reserved-bits", number, ", ".join(str(bit) for bit in reserved))
    if isinstance(body, _STATES) and not value & 1 and value & state_bits.ALARM_BITS:
        yield note("bit-0-in-alarm", number)


def _odd_codes(number: int, fields: dict[str, object]) -> Iterable[Note]:
    own, reserved = [], []
    for name, (words, known) in _CODES.items():
        value = fields.get(name)
        if not isinstance(value, int):
            continue
        if value >= FIRST_USER_CODE:
            own.append(f"{words} {value}")
        elif value not in known:
            reserved.append(f"{words} {value}")
    if own:
        yield note("user-defined", number, ", ".join(own))
    if reserved:
        yield note("reserved-code", number, ", ".join(reserved))
