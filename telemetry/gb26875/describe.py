"""What a frame or a data unit says, as plain data for people and programs."""

from __future__ import annotations

from telemetry.component_types import COMPONENT_TYPES, SYSTEM_TYPES
from telemetry.event_kinds import EVENT_KINDS, EventKind, kinds_in
from telemetry.gb26875 import adu as units
from telemetry.gb26875 import frame as framing
from telemetry.gb26875 import state_bits, text
from telemetry.gb26875.addresses import device_readings, readings
from telemetry.gb26875.adu import Adu
from telemetry.gb26875.bodies import FIRST_USER_CODE, AnalogValue, Body, SystemState, UitdState
from telemetry.gb26875.dialect import EDITION_2011, Command, Dialect
from telemetry.gb26875.notes import Note, note
from telemetry.gb26875.oddities import BITS
from telemetry.gb26875.time_label import TimeLabel
from telemetry.gb26875.type_flags import CONTROL_TYPES, TYPE_FLAGS, Direction, name_of
from telemetry.terms import Term, TermTable

_COMMAND_KINDS = {
    Command.CONFIRM: ("confirm", "确认"),
    Command.DENY: ("deny", "否认"),
    Command.CONTROL: ("control", "控制"),
    Command.REQUEST: ("request", "请求"),
}
#: Bits beyond the shared state bits 1 to 8 that are a fault.
_SYSTEM_FAULTS = 0b111_0000_0000
_UITD_FAULTS = 0b111_1100


def describe_frame(data: bytes, dialect: Dialect = EDITION_2011) -> dict[str, object]:
    """What a whole frame says. Raises FrameError on one that is not valid."""
    frame = framing.parse(data, dialect)
    unit = units.parse(frame.adu, dialect)
    kind, kind_zh = _COMMAND_KINDS.get(Command(frame.command), ("", "")) if frame.command <= 6 else ("", "")
    notes = [*frame.notes(dialect), *unit.notes]
    if unit.type in TYPE_FLAGS:
        notes.extend(_unusual(frame.command, unit.type))
    said: dict[str, object] = {
        "protocol": dialect.name,
        "serial": frame.serial,
        "main_version": frame.main_version,
        "user_version": frame.user_version,
        "time": frame.time.iso,
        "time_raw": bytes(frame.time).hex(" ").upper(),
        "source": device_readings(frame.source),
        "destination": device_readings(frame.destination),
        "command": _term(dialect.commands.name(frame.command)),
        **_unit(unit),
        "notes": [shown._asdict() for shown in notes if not (kind and shown.code == "empty-upload")],
    }
    if kind:
        said |= {"kind": kind, "kind_zh": kind_zh}
    return said


def describe_adu(data: bytes, dialect: Dialect = EDITION_2011) -> dict[str, object]:
    """What a data unit says that came without its frame."""
    unit = units.parse(data, dialect)
    return {
        "protocol": dialect.name,
        **_unit(unit),
        "notes": [shown._asdict() for shown in unit.notes],
    }


def _unusual(command: int, code: int) -> list[Note]:
    """Types on another command than theirs are taken, and told."""
    if TYPE_FLAGS[code].direction is Direction.UP:
        usual = [Command.SEND, Command.RESPONSE]
    else:
        usual = [Command.CONTROL if code in CONTROL_TYPES else Command.REQUEST]
    if command in usual:
        return []
    return [note("unusual-command", code, command, "/".join(str(int(entry)) for entry in usual))]


def _unit(unit: Adu) -> dict[str, object]:
    kind, kind_zh = _kind(unit)
    said: dict[str, object] = {"kind": kind, "kind_zh": kind_zh}
    if unit.type is not None:
        known = TYPE_FLAGS.get(unit.type)
        direction = known.direction.value if known else None
        said["type"] = {**_term(name_of(unit.type)), "direction": direction}
        said["objects"] = [object_said(body) for body in unit.objects]
    if unit.rest:
        said["rest"] = unit.rest.hex(" ").upper()
    return said


def _kind(unit: Adu) -> tuple[str, str]:
    if unit.type is None:
        return ("handshake", "握手") if unit.rest else ("heartbeat", "心跳")
    found = {kind for body in unit.objects for kind in kinds_of(body)}
    if found:
        entry = min((EVENT_KINDS[kind] for kind in found), key=lambda entry: entry.rank)
        return entry.kind.value, entry.zh
    if any(type(body) in BITS for body in unit.objects):
        return "normal", "正常"
    if any(isinstance(body, AnalogValue) for body in unit.objects):
        return "reading", "模拟量"
    return "information", "信息"


def kinds_of(body: Body) -> frozenset[EventKind]:
    """The kinds of event that an object's bits hold, by the standard's reading of them."""
    if type(body) not in BITS:
        return frozenset()
    name, table = BITS[type(body)]
    value: int = getattr(body, name)
    if name == "flags":
        if not value:
            return frozenset()
        hand = {EventKind.FIRE} if "manual-alarm" in state_bits.slugs(table, value) else set()
        return frozenset({EventKind.OPERATION, *hand})
    if isinstance(body, UitdState):
        shared, faults = value & 0b11, value & _UITD_FAULTS
    else:  # of a component, bits 9 and 10 are reserved
        shared, faults = value & 0x1FF, value & _SYSTEM_FAULTS if isinstance(body, SystemState) else 0
    kinds = kinds_in(shared) if shared or not value else frozenset[EventKind]()
    return kinds | {EventKind.FAULT} if faults else kinds


def object_said(body: Body) -> dict[str, object]:
    """One information object: codes with their names, addresses in every habit, bits in words."""
    said: dict[str, object] = {}
    for name, value in body._asdict().items():
        if isinstance(value, TimeLabel):
            said[name] = value.iso
            said[f"{name}_raw"] = bytes(value).hex(" ").upper()
        elif name == "system_type":
            said[name] = _code(SYSTEM_TYPES, value)
        elif name == "component_type":
            said[name] = _code(COMPONENT_TYPES, value)
        elif name == "component_address":
            said[name] = readings(value)
        elif name == "description":
            said["text"] = text.read(value).words
        elif name in ("state", "flags"):
            said[name] = {"value": value, "bits": state_bits.told(BITS[type(body)][1], value)}
        elif name == "analog_type" and isinstance(body, AnalogValue):
            said |= _analog(body)
        else:
            said[name] = value
    return said


def _analog(body: AnalogValue) -> dict[str, object]:
    known = body.quantity
    if known is None:
        return {"analog_type": _by_range(body.analog_type), "value": None}
    return {
        "analog_type": {"code": known.code, "en": known.en, "zh": known.zh},
        "value": body.value,
        "unit": known.unit,
    }


def _code(table: TermTable, code: int) -> dict[str, object]:
    """The standard's term. The user's own codes are the device's maker's, not ours."""
    return _by_range(code) if code >= FIRST_USER_CODE else _term(table.name(code))


def _by_range(code: int) -> dict[str, object]:
    own = code >= FIRST_USER_CODE
    en, zh = ("user-defined", "用户自定义") if own else ("reserved", "预留")
    return {"code": code, "en": f"{en} {code}", "zh": f"{zh} {code}"}


def _term(term: Term) -> dict[str, object]:
    return term._asdict()
