"""What was found, as tables ready to be pasted into the settings file. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from edge_agent.drivers.serial_port import LineSettings


def table(key: str, values: Mapping[str, object], indent: int = 0) -> str:
    """A `[[key]]` table of TOML."""
    lines = [f"[[{key}]]", *(f"{name} = {_value(value)}" for name, value in values.items())]
    return "\n".join(" " * indent + line for line in lines)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return json.dumps(str(value), ensure_ascii=False)


def serial(bus: str, selector: str, profile: str, line: LineSettings, own: LineSettings) -> str:
    """A panel on a serial line; what equals the profile's `own` line is left out."""
    differs = {
        name: value for name, value, usual in zip(line._fields, line, own, strict=True) if value != usual
    }
    return table("serial", {"bus": bus, "port": selector, "profile": profile, **differs})


def modbus(bus: str, way: Mapping[str, object], units: Sequence[tuple[int, str]]) -> str:
    """A line with its units: number and profile of each; an unknown profile is left for the installer."""
    told = [table("modbus", {"bus": bus, **way})]
    for unit, profile in units:
        values = {"unit": unit, "name": f"{bus}-{unit}", "profile": profile or "site-map-modbus"}
        told.append(table("modbus.unit", values, indent=2))
    return "\n".join(told)


def mqtt(bus: str, way: Mapping[str, object], devices: Sequence[tuple[str, str]]) -> str:
    """A broker with its detectors: topic and profile of each."""
    told = [table("mqtt", {"bus": bus, **way})]
    told += [table("mqtt.device", {"topic": topic, "profile": profile}, 2) for topic, profile in devices]
    return "\n".join(told)
