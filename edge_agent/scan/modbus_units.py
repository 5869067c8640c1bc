"""Which Modbus units are there, what they say of themselves, and which profile they are shaped like."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from device_profiles.registers import reading
from device_profiles.registers.schema import Identity, RegisterMap
from device_profiles.registers.spots import Spot, every_spot
from device_profiles.schema import Profile
from edge_agent.scan.modbus_link import Link
from telemetry import modbus
from telemetry.modbus import Answer

#: A gateway's way of saying that nobody is there.
_NOBODY = frozenset({10, 11})
_SAMPLES = 6
#: So many units in a row, each alike and none missing, are one device that does not look at the number.
_MANY = 16
#: What says that a unit is of a make: its own word; known values in its registers; registers that only exist.
_BY_IDENTITY, _BY_VALUES, _BY_SHAPE = 0.95, 0.6, 0.3


class UnitFound(NamedTuple):
    """A unit that answered."""

    unit: int
    took_ms: float
    #: What it answered to each function: `answers`, or its exception.
    functions: dict[int, str]
    identity: dict[str, str]
    likely: list[Likely]


class Likely(NamedTuple):
    """A profile that the unit may be of, how likely, and why."""

    profile: str
    label: str
    likelihood: float
    why: str


async def search(
    link: Link,
    units: Iterable[int],
    profiles: Sequence[Profile],
    within_s: float,
    tell: Callable[[int], None] = lambda _: None,
) -> list[UnitFound]:
    """Ask every unit once; look closer at those that answer. Raises OSError when the way is cut."""
    found = []
    for unit in units:
        tell(unit)
        loop = asyncio.get_running_loop()
        asked_at = loop.time()
        first = await link.ask(unit, modbus.read_pdu(modbus.HOLDING, 0, 1), within_s)
        if first is None or first.exception in _NOBODY:
            continue
        took_ms = (loop.time() - asked_at) * 1000
        found.append(await _closer(link, unit, first, round(took_ms, 1), profiles, within_s))
    return found


def one_for_all(found: Sequence[UnitFound], asked: int) -> bool:
    """Whether one device answered to every number it was asked by, as many do over Modbus TCP."""
    alike = all((unit.functions, unit.identity) == (found[0].functions, found[0].identity) for unit in found)
    return asked >= _MANY and len(found) == asked and alike


async def _closer(
    link: Link, unit: int, first: Answer, took_ms: float, profiles: Sequence[Profile], within_s: float
) -> UnitFound:
    functions = {modbus.HOLDING: _outcome(first)}
    functions[modbus.INPUT] = _outcome(await link.ask(unit, modbus.read_pdu(modbus.INPUT, 0, 1), within_s))
    identity, outcome = await _identity(link, unit, within_s)
    functions[modbus.IDENTIFY] = outcome
    likely = [
        entry
        for profile in profiles
        if profile.registers is not None
        for entry in [await _likeness(link, unit, profile, profile.registers, identity, within_s)]
        if entry is not None
    ]
    likely.sort(key=lambda entry: (-entry.likelihood, not _named_in(entry, identity)))
    return UnitFound(unit, took_ms, functions, identity, likely)


def _named_in(entry: Likely, identity: dict[str, str]) -> bool:
    """Whether the profile's label speaks of the product that the device calls itself."""
    products = [identity.get(name, "") for name in ("product_code", "product_name", "model")]
    return any(product and product.casefold() in entry.label.casefold() for product in products)


async def _identity(link: Link, unit: int, within_s: float) -> tuple[dict[str, str], str]:
    objects: dict[int, str] = {}
    at: int | None = 0
    answer = None
    while at is not None and len(objects) < len(modbus.OBJECTS):
        answer = await link.ask(unit, modbus.identify_pdu(2 if objects else 1, at), within_s)
        if answer is None or answer.exception is not None or not answer.objects:
            break
        objects |= answer.objects
        at = answer.more_from if answer.more_from not in objects else None
    told = {modbus.OBJECTS.get(number, str(number)): text for number, text in objects.items()}
    return told, "answers" if told else _outcome(answer)


def _outcome(answer: Answer | None) -> str:
    if answer is None:
        return "silent"
    if answer.exception is None:
        return "answers"
    return f"exception {answer.exception} ({modbus.EXCEPTIONS.get(answer.exception, ('unknown', ''))[0]})"


async def _likeness(
    link: Link,
    unit: int,
    profile: Profile,
    registers: RegisterMap,
    identity: dict[str, str],
    within_s: float,
) -> Likely | None:
    label = f"{profile.label.zh} / {profile.label.en}"
    if registers.identity is not None and identity:
        if identity_fits(registers.identity, identity):
            return Likely(profile.profile, label, _BY_IDENTITY, "它自报的厂商与型号 / it says so itself")
        return None
    samples = _samples(registers)
    if not samples:
        return None
    known = telling = 0
    for spot in samples:
        pdu = modbus.read_pdu(spot.address.table.function, spot.address.register, 1)
        answer = await link.ask(unit, pdu, within_s)
        if answer is None or answer.exception is not None:
            return None
        said = reading.read(
            spot.word, spot.number, spot.value(int((answer.registers or answer.bits)[0])), spot.fault_as
        )
        known += not said.doubts
        telling += bool(not said.doubts and said.sets)
    if known < len(samples):
        return None
    if telling:
        why = f"{telling}/{len(samples)} 个寄存器为已知状态码 / registers hold known codes"
        return Likely(profile.profile, label, _BY_VALUES, why)
    return Likely(profile.profile, label, _BY_SHAPE, "所需寄存器都存在 / its registers exist, all at rest")


def _samples(registers: RegisterMap) -> list[Spot]:
    """Points from the first to the last, evenly spread."""
    spots = sorted(every_spot(registers), key=lambda spot: spot.address)
    step = max(1, (len(spots) - 1) // (_SAMPLES - 1)) if len(spots) > 1 else 1
    return [*spots[::step][: _SAMPLES - 1], *spots[-1:]]


def identity_fits(pattern: Identity, identity: dict[str, str]) -> bool:
    """Whether what a device says of itself is what the profile expects."""
    wanted = {
        pattern.vendor: ("vendor",),
        pattern.product: ("product_code", "product_name", "model"),
        pattern.revision: ("revision",),
    }
    return any(wanted) and all(
        any(re.search(expression, identity.get(name, ""), re.IGNORECASE) for name in names)
        for expression, names in wanted.items()
        if expression is not None
    )
