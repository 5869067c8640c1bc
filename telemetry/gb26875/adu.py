"""The application data unit (应用数据单元): type flag, object count, objects. Liberal in, strict out.

What field devices do beside the standard is taken by its size and noted; an unknown type keeps its bytes.
Nothing that arrived whole is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telemetry.gb26875 import bodies
from telemetry.gb26875.bodies import Body
from telemetry.gb26875.dialect import EDITION_2011, Dialect
from telemetry.gb26875.layout import Layout
from telemetry.gb26875.notes import Note, note
from telemetry.gb26875.oddities import odd_objects
from telemetry.gb26875.time_label import LENGTH as TIME_BYTES
from telemetry.gb26875.time_label import NO_TIME, TimeLabel
from telemetry.gb26875.type_flags import DUTY_CHECK, INITIALISE, SET_CLOCK, TypeFlag

_SHOWN = 64
#: Types without a time of their own, to which some devices add one.
_MAY_BE_TIMED = frozenset({5, 6, 7, INITIALISE})
_SYSTEM_TIME = 8


@dataclass(frozen=True, slots=True)
class Adu:
    """What one unit says. `type` is None for a unit without a type flag; `rest`: bytes that were not read."""

    type: int | None
    objects: tuple[Body, ...] = ()
    rest: bytes = b""
    notes: tuple[Note, ...] = ()


def parse(data: bytes, dialect: Dialect = EDITION_2011) -> Adu:
    """Read a unit. Never raises: what it does not understand is in `rest`, and why in `notes`."""
    if len(data) < 2:
        return Adu(None, (), data, (note("short-adu") if data else note("empty-upload"),))
    code, count = data[0], data[1]
    body = data[2:]
    known = dialect.types.get(code)
    if known is None:
        return Adu(code, (), body, (note("unknown-type", code),))
    notes: list[Note] = []
    objects, rest = _objects(known, count, body, notes)
    if count > known.max_count:
        notes.append(note("count-limit", count, known.max_count))
    if len(objects) != count:
        notes.append(note("count", count, len(objects)))
    if rest:
        notes.append(note("rest", len(rest), rest[:_SHOWN].hex(" ").upper()))
    return Adu(code, objects, rest, (*notes, *odd_objects(objects)))


def encode(code: int, objects: Sequence[Body], dialect: Dialect = EDITION_2011) -> bytes:
    """The unit as it travels. Raises ValueError on anything the standard does not allow."""
    known = dialect.types.get(code)
    if known is None:
        raise ValueError(f"type flag {code} is not in {dialect.name}")
    if not 1 <= len(objects) <= known.max_count:
        raise ValueError(f"{len(objects)} objects; type {code} carries 1 to {known.max_count}")
    for number, body in enumerate(objects, 1):
        if isinstance(body, bodies.ReadUitd) and body.reserved:
            raise ValueError(f"object {number}: the reserved byte is {body.reserved}, not 0")
    data = bytes((code, len(objects))) + b"".join(known.layout.pack(body) for body in objects)
    if len(data) > dialect.max_adu_bytes:
        raise ValueError(f"{len(data)} bytes; a unit holds at most {dialect.max_adu_bytes}")
    return data


def _objects(known: TypeFlag, count: int, body: bytes, notes: list[Note]) -> tuple[tuple[Body, ...], bytes]:
    strict = _walk(known.layout, count, body)
    if len(strict[0]) == count and not strict[1]:
        return strict
    return _by_habit(known, count, body, notes) or strict


def _walk(layout: Layout, count: int, body: bytes, skip: int = 0) -> tuple[tuple[Body, ...], bytes]:
    """Up to `count` objects, and the bytes behind them."""
    objects: list[Body] = []
    end = 0
    for read, behind in layout.read(body, skip):
        if len(objects) == count:
            break
        objects.append(read)
        end = behind
    return tuple(objects), body[end:]


def _by_habit(
    known: TypeFlag, count: int, body: bytes, notes: list[Note]
) -> tuple[tuple[Body, ...], bytes] | None:
    """Sizes that the standard does not give and devices use all the same."""
    if known.code in _MAY_BE_TIMED:
        timed = _walk(known.layout, count, body, skip=TIME_BYTES)
        if len(timed[0]) == count and not timed[1]:
            notes.append(note("extra-time", known.code))
            return timed
    if known.code == _SYSTEM_TIME and count == 1 and len(body) == TIME_BYTES:
        notes.append(note("missing-address", known.code))
        return (bodies.SystemTime(0, 0, TimeLabel._make(body)),), b""
    if known.code == SET_CLOCK and count == 1 and len(body) == 1:
        notes.append(note("reserved-body", known.code))
        return (bodies.SetUitdClock(NO_TIME),), b""
    if known.code in (DUTY_CHECK, INITIALISE) and count == 1 and not body:
        notes.append(note("reserved-body", known.code))
        return ((bodies.DutyCheck(0) if known.code == DUTY_CHECK else bodies.ReadUitd()),), b""
    return None
