"""A device's data units in the vocabulary of the registry: which part, what it says. Pure.

Every system (`1-1`) and every component (`1-1/10-2`) that a device speaks of is a part of its virtual
gateway; what it says of itself, and keys pressed on it, are of the part `gateway`: the device.
"""

from __future__ import annotations

from dataclasses import replace

from cloud.direct.speech import Word, own_part
from device_profiles.finding import Finding
from device_profiles.uitd.merged import MergedStates
from device_profiles.uitd.reading import UitdReport
from telemetry.component_types import COMPONENT_TYPES, SYSTEM_TYPES
from telemetry.gb26875 import bodies
from telemetry.gb26875.adu import Adu
from telemetry.messages import Label, Part

_UNNAMED = Label("用户信息传输装置", "transmission device")
#: Flags that a key on the device, or at a system, sets: manual alarm.
_MANUAL_ALARM = 1 << 2
_FIRE = 1 << 1
#: Parts that a device may invent; what it says of others is told of the device itself.
MOST_PARTS = 8192


def words_of(
    entries: list[UitdReport], states: MergedStates, name: Label, place: Label, profile: str, parts: set[str]
) -> tuple[Word, ...]:
    """What the reports say, part by part. `parts`: those spoken of so far; added to."""
    own = own_part(name if name.zh or name.en else _UNNAMED, place, profile)
    return tuple(_word(entry, states, own, profile, parts) for entry in entries)


def _word(entry: UitdReport, states: MergedStates, own: Part, profile: str, parts: set[str]) -> Word:
    part = _part(entry, profile)
    if part is not None and (part.part in parts or len(parts) < MOST_PARTS):
        parts.add(part.part)
        return Word(part, entry.report.finding, entry.report.everywhere)
    if part is not None:
        finding = entry.report.finding
        text = f"{part.part}: {finding.text}"
        entry = entry._replace(report=replace(entry.report, finding=replace(finding, samples=(), text=text)))
    return Word(own, states.take(entry), entry.report.everywhere)


def _part(entry: UitdReport, profile: str) -> Part | None:
    """The system or component; None for the device itself, and for keys pressed anywhere."""
    if entry.system is None or entry.source.startswith("key "):
        return None
    kind, number = entry.system
    name = f"{kind}-{number}"
    address = entry.report.address
    if address is None:
        term = SYSTEM_TYPES.name(kind)
        return Part(name, kind, number, 0, 0, Label(term.zh, term.en), Label(), None, profile)
    evidence = entry.report.finding.evidence
    component_type = evidence.get("component_type")
    raw = bytes.fromhex(str(evidence.get("component_hex", "")))
    code = component_type if isinstance(component_type, int) else 0
    term = COMPONENT_TYPES.name(code)
    place = entry.described[:128]
    return Part(
        part=f"{name}/{address}",
        system_type=kind,
        system_address=number,
        component_type=code,
        component_address=int.from_bytes(raw, "little"),
        device=Label(term.zh, term.en),
        place=Label(place, place),
        profile=profile,
    )


def unread_fire(name: Label, place: Label, profile: str, why: str) -> Word:
    """What is told of a unit that we cannot digest and that may tell of a fire: the device itself burns."""
    own = own_part(name if name.zh or name.en else _UNNAMED, place, profile)
    text = f"报文无法解读,可能有火警,见死信 / may tell of a fire, cannot be read; see dead letters ({why})"
    return Word(own, Finding(sets=frozenset({"fire"}), text=text))


def may_be_fire(unit: Adu) -> bool:
    """Whether the unit has a fire bit set or a manual alarm in it: it is stored before the rest.

    Units of no known type may tell of anything; they do not go first, for whoever floods would send those.
    """
    return any(_is_fire(body) for body in unit.objects)


def _is_fire(body: bodies.Body) -> bool:
    if isinstance(body, bodies.SystemState | bodies.ComponentState | bodies.UitdState):
        return bool(body.state & _FIRE)
    if isinstance(body, bodies.SystemOperation | bodies.UitdOperation):
        return bool(body.flags & _MANUAL_ALARM)
    return False
