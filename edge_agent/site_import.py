"""A site's list into the settings file: which table its points belong to, and what changes there.

The file is edited as a document, so that comments and everything else in it stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, InlineTable, Table

from device_profiles.finding import canonical_address
from device_profiles.schema import Profile, expected_event
from device_profiles.site_list.addresses import AddressRule, shape
from device_profiles.site_list.reading import SitePoint
from runtime.faults import PlainFault


class ImportFault(PlainFault):
    """A list that cannot be brought into the settings. The text says why and what to do."""


@dataclass(frozen=True)
class Target:
    """The table whose `point` list is to be filled: a panel, with the profile that says its addresses."""

    family: str
    table: MutableMapping[str, Any]
    name: str

    @property
    def profile(self) -> str:
        """The profile's name as the settings give it."""
        return str(self.table.get("profile", ""))


@dataclass
class Changes:
    """What an import changes, by address."""

    added: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    same: int = 0
    #: In the settings and not in the list.
    missing: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether the file would differ."""
        return bool(self.added or self.changed or self.removed)


def targets(document: Mapping[str, Any], bus: str) -> list[Target]:
    """Every table of that bus that may have points. Raises ImportFault."""
    names = []
    for family, inner in _INNER.items():
        for table in document.get(family, ()):
            names.append(str(table.get("bus")))
            if table.get("bus") != bus:
                continue
            if inner is None:
                return [Target(family, table, bus)]
            found = [
                Target(family, device, _device_name(device, index)) for index, device in _each(table, inner)
            ]
            if not found:
                raise ImportFault(f"{bus}: 没有设备；先添加 / no [[{family}.{inner}]] yet; add one first")
            return found
    if bus in [str(table.get("bus")) for table in document.get("mqtt", ())]:
        raise ImportFault(
            f"{bus}: MQTT 探测器没有回路地址 / detectors over MQTT have topics, not addresses; "
            "add [[mqtt.device]], or set `discover = true`"
        )
    known = ", ".join(names) or "none"
    raise ImportFault(f"没有总线 {bus!r} / no bus {bus!r}; there are: {known}; correct --bus")


#: Family -> the table below the bus that has the points; None: the bus itself.
_INNER: Mapping[str, str | None] = {"modbus": "unit", "serial": None, "uitd": "device"}


def _each(table: Mapping[str, Any], inner: str) -> Iterable[tuple[int, Any]]:
    return enumerate(table.get(inner, ()))


def _device_name(device: Mapping[str, Any], index: int) -> str:
    return str(
        device.get("name") or device.get("part") or device.get("unit") or device.get("address") or index + 1
    )


def choose(found: list[Target], device: str | None) -> Target:
    """The one that is meant. Raises ImportFault when that is not plain."""
    named = [target for target in found if device is None or device in _names(target)]
    if len(named) == 1:
        return named[0]
    names = ", ".join(target.name for target in found)
    if device is None:
        raise ImportFault(
            f"该总线有多台设备，请用 --device 指定 / several devices, choose by --device: {names}"
        )
    raise ImportFault(f"没有设备 {device!r} / no device {device!r}; there are: {names}")


def _names(target: Target) -> set[str]:
    keys = ("name", "part", "unit", "address")
    return {target.name, *(str(target.table[key]) for key in keys if key in target.table)}


def rule_of(profile: Profile) -> AddressRule:
    """What addresses a panel of this profile takes: its rows of registers, or the names its vectors show."""
    if profile.registers is not None and profile.registers.grids:
        grid = profile.registers.grids[0]

        def check(loop: int, device: int) -> str | None:
            try:
                grid.place_of(loop, device)
            except ValueError as fault:
                return str(fault)
            return None

        return AddressRule(grid.loops, grid.devices, check)
    if profile.registers is not None:
        raise ImportFault(
            f"{profile.profile}: 该档案没有回路和地址 / this profile has no loops and devices; "
            "its points are registers, add [[modbus.unit.point]] by hand"
        )
    named = [vector.address for vector in profile.vectors]
    named += [expected_event(text).address for vector in profile.vectors for text in vector.events]
    shown = [address for address in named if address is not None]
    if not shown:
        return AddressRule(counts=False)
    return AddressRule(shapes=frozenset(map(shape, shown)), example=shown[0], counts=False)


def _modbus_key(point: SitePoint) -> dict[str, Any]:
    return {"loop": point.loop, "device": point.device}


def _address_key(point: SitePoint) -> dict[str, Any]:
    return {"address": point.address}


#: Points stand in their panel's table, as far in as the example has them.
_INDENT = 2
_KEYS: Mapping[str, Callable[[SitePoint], dict[str, Any]]] = {
    "modbus": _modbus_key,
    "serial": _address_key,
    "uitd": _address_key,
}


def _address_of(point: Mapping[str, Any]) -> str | None:
    """A settings point's canonical address; None for one that is addressed in another way."""
    if "loop" in point and "device" in point:
        return canonical_address(f"{point['loop']}-{point['device']}")
    return canonical_address(str(point["address"])) if "address" in point else None


def merge(target: Target, points: Iterable[SitePoint], *, remove: bool = False) -> Changes:
    """Bring the points into the target's table; what the list does not speak of stays.

    Points that the list lacks stay as well, unless `remove`: a list often covers a part of the panel.
    """
    changes = Changes()
    held = target.table.get("point")
    listed = {point.address: point for point in points}
    there: dict[str, Any] = {}
    for entry in held or ():
        address = _address_of(entry)
        if address is not None:
            there[address] = entry
    for address, point in listed.items():
        wanted = _KEYS[target.family](point) | _said(point)
        if address not in there:
            changes.added.append(address)
            held = _append(target.table, held, wanted)
            continue
        differing = _update(there[address], _said(point))
        if differing:
            changes.changed[address] = differing
        else:
            changes.same += 1
    if changes.added and isinstance(held, AoT):
        held[-1].add(tomlkit.nl())
    changes.missing = sorted((address for address in there if address not in listed), key=_by_number)
    if remove and changes.missing:
        _remove(target.table, held, set(changes.missing))
        changes.removed, changes.missing = changes.missing, []
    return changes


def _by_number(address: str) -> tuple[tuple[int, int | str], ...]:
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in address.split("-"))


def _said(point: SitePoint) -> dict[str, Any]:
    """What the list says of a point, as the settings write it."""
    said: dict[str, Any] = {}
    if point.component_type:
        said["component_type"] = point.component_type
    for key, zh, en in (("device_label", point.label_zh, point.label_en), ("place", point.place_zh, "")):
        names = {name: text for name, text in (("zh", zh), ("en", en)) if text}
        if names:
            said[key] = names
    return said


def _update(entry: MutableMapping[str, Any], said: Mapping[str, Any]) -> list[str]:
    """Put the list's values into the entry; gives what changed, as `key: before -> after`."""
    differing = []
    for key, value in said.items():
        before = entry.get(key)
        if isinstance(value, dict):
            old = dict(before) if before is not None else {}
            new = {**old, **value}  # a translation that somebody added stays
            if "zh" in value and old.get("zh") == value["zh"]:
                new = {**value, **old}
            if new == old:
                continue
            entry[key] = _inline(new)
            differing.append(f"{key}: {old.get('zh', '')} -> {new.get('zh', '')}")
        elif before != value:
            entry[key] = value
            differing.append(f"{key}: {before} -> {value}")
    return differing


def _append(table: MutableMapping[str, Any], held: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(held, Array):
        held.append(_inline(values))
        return held
    if not isinstance(held, AoT):
        table["point"] = tomlkit.aot()
        held = table["point"]
    entry = tomlkit.table()
    _fill(entry, values)
    held.append(entry)
    return held


def _fill(entry: Table, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        entry[key] = _inline(value) if isinstance(value, dict) else value
    entry.indent(_INDENT)


def _inline(values: Mapping[str, Any]) -> InlineTable:
    table = tomlkit.inline_table()
    for key, value in values.items():
        table[key] = _inline(value) if isinstance(value, dict) else value
    return table


def _remove(table: MutableMapping[str, Any], held: Any, addresses: set[str]) -> None:
    for index in reversed(range(len(held))):
        if _address_of(held[index]) in addresses:
            del held[index]
    if not len(held):
        del table["point"]
