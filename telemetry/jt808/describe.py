"""What frames say, as plain data for people and programs."""

from __future__ import annotations

from typing import Any

from telemetry.errors import FrameError
from telemetry.jt808 import frame as framing
from telemetry.jt808 import location_terms as terms
from telemetry.jt808.bodies import Body, LocationAnswer, LocationBatch, LocationReport, SetParameters
from telemetry.jt808.frame import FLAG, Message
from telemetry.jt808.layouts import read_body
from telemetry.jt808.location import Location
from telemetry.jt808.location_terms import Words
from telemetry.jt808.message_ids import name_of
from telemetry.jt808.parameters import PARAMETERS, value_of
from telemetry.jt808.split import Bounds, Reassembly


def describe(data: bytes) -> dict[str, object]:
    """What one frame says; of several `frames`, and `joined` for messages whose packets are all there.

    Raises FrameError naming the frame, the byte, the field and the cure.
    """
    messages = frames_of(data)
    told = [describe_message(message) for message in messages]
    if len(told) == 1:
        return told[0]
    reassembly = Reassembly(Bounds(messages=len(told), packets=len(told), bytes=len(data)))
    split = [message for message in messages if message.packets]
    joined = [whole for packet in split if (whole := reassembly.take(packet, 0.0)) is not None]
    return {"frames": told, "joined": [describe_message(whole) for whole in joined]}


def frames_of(data: bytes) -> list[Message]:
    """The frames that fill `data`; one 7E may end a frame and begin the next. Raises FrameError."""
    if data[:1] != FLAG or data[-1:] != FLAG or len(data) < 3:
        return [framing.parse(data)]
    insides = [inside for inside in data[1:-1].split(FLAG) if inside]
    if len(insides) <= 1:
        return [framing.parse(FLAG + b"".join(insides) + FLAG)]
    found = []
    for number, inside in enumerate(insides, 1):
        try:
            found.append(framing.parse(FLAG + inside + FLAG))
        except FrameError as fault:
            raise FrameError(f"frame {number}: {fault}") from None
    return found


def describe_message(message: Message) -> dict[str, object]:
    """What one message says. Raises FrameError on a body that cannot be read."""
    term = name_of(message.id)
    said: dict[str, object] = {
        "protocol": f"JT/T 808-{message.edition}",
        "kind": term.en,
        "kind_zh": term.zh,
        "id": f"{message.id:04X}",
        "phone": message.phone,
        "serial": message.serial,
        "encryption": message.encryption,
    }
    if message.edition == 2019:
        said["version"] = message.version
    if message.packets:
        said["packets"], said["packet"] = message.packets
    body = read_body(message)
    return said | ({"body": _hex(message.body)} if body is None else _body(body, message.edition))


def _body(body: Body, edition: int) -> dict[str, object]:
    if isinstance(body, LocationReport):
        return _location(body.location, edition)
    if isinstance(body, LocationAnswer):
        return {"answers_serial": body.answers_serial, **_location(body.location, edition)}
    if isinstance(body, LocationBatch):
        return body._asdict() | {"locations": [_location(one, edition) for one in body.locations]}
    if isinstance(body, SetParameters):
        return {"parameters": [_parameter(number, raw) for number, raw in body.parameters]}
    return dict(body._asdict())


def _location(location: Location, edition: int) -> dict[str, object]:
    load = location.status >> terms.LOAD_SHIFT & terms.LOAD_MASK
    words = terms.LOADS.get(load, ("reserved", "预留"))
    without_load = location.status & ~(terms.LOAD_MASK << terms.LOAD_SHIFT)
    return {
        **location._asdict(),
        "at": location.at.isoformat() if location.at else None,
        "fixed": location.fixed,
        "alarms": _bits(terms.alarm_bits(edition), location.alarms),
        "status": _bits(terms.status_bits(edition), without_load),
        "load": {"code": load, "en": words[0], "zh": words[1]},
        "items": [_item(item, value) for item, value in location.items],
    }


def _bits(names: dict[int, Words], value: int) -> dict[str, object]:
    on = [bit for bit in range(32) if value >> bit & 1]
    said = [names.get(bit, (f"bit {bit}", f"位 {bit}")) for bit in on]
    return {"value": value, "bits": [{"en": en, "zh": zh} for en, zh in said]}


def _item(item: int, value: bytes) -> dict[str, object]:
    said: dict[str, Any] = {"id": item, "hex": _hex(value)}
    known, number = terms.ITEMS.get(item), terms.number_of(item, value)
    if known is not None and number is not None:
        raw = int.from_bytes(value, "big", signed=known.signed)
        return said | {"name": known.name, "zh": known.zh, "raw": raw, "value": number, "unit": known.unit}
    if item in terms.NAMED_ITEMS:
        name, zh = terms.NAMED_ITEMS[item]
        said |= {"name": name, "zh": zh}
    return said


def _parameter(number: int, raw: bytes) -> dict[str, object]:
    said: dict[str, object] = {"id": f"{number:04X}", "hex": _hex(raw)}
    known = PARAMETERS.get(number)
    if known is not None:
        said |= {"name": known.name, "zh": known.zh, "value": value_of(number, raw)}
    return said


def _hex(data: bytes) -> str:
    return data.hex(" ").upper()
