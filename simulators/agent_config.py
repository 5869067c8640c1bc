"""The gateway's own settings, derived from the building: which points and detectors it has to listen to.

What the installer of a real gateway would type in is written out here from the same file that the simulated
devices live by, so that both speak of the same points. The text is plain TOML, in the order of the building.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from simulators.building import Building, Name, Panel, Sensed
from simulators.detectors import GIVEN_READINGS, GIVEN_STATES

Scalar: TypeAlias = str | int | float | bool
Table: TypeAlias = Mapping[str, Scalar]


@dataclass(frozen=True)
class Lines:
    """Where things are: `host:port` for each Modbus panel and each broker, a path for each serial panel."""

    uplink: str
    detectors: str | None = None
    modbus: Mapping[str, str] = field(default_factory=dict)
    serial: Mapping[str, str] = field(default_factory=dict)


class Pace(Protocol):
    """How fast the gateway goes about it; times in seconds."""

    @property
    def poll_s(self) -> float:
        """Between two readings of a panel's registers."""

    @property
    def resend_after_s(self) -> float:
        """How long a receipt may take."""

    @property
    def resend_limit_s(self) -> float:
        """The longest pause between two sendings."""

    @property
    def health_interval_s(self) -> float:
        """Between two reports of its own health."""

    @property
    def snapshot_interval_s(self) -> float:
        """Between two snapshots."""

    @property
    def spool_limit_mb(self) -> float:
        """What may wait for receipts."""

    @property
    def stale_after_s(self) -> float | None:
        """Silence after which a detector counts as offline; None: what its profile says."""

    @property
    def clock(self) -> str:
        """`trust` the machine's clock, or `check` with the kernel whether it is synchronised."""


#: A panel's line -> the table of the agent's settings that describes it.
_TABLES = {"modbus": "modbus", "espa": "serial"}
#: A panel's line -> the table of one of its points.
_POINTS = {"modbus": "modbus.unit.point", "espa": "serial.point"}
#: What says how a Modbus line is reached; the rest belongs to the unit on it.
_MODBUS_LINE = ("transport", "host", "port", "serial", "baudrate", "bytesize", "parity", "stopbits")


def render(building: Building, lines: Lines, pace: Pace) -> str:
    """The gateway's settings file in a folder with `GATEWAY.password` and `building-agent.password`."""
    reach: dict[str, Table] = {}
    for panel, where in lines.modbus.items():
        reach[panel] = {**_host_port(where), "poll_s": pace.poll_s}
    for panel, port in lines.serial.items():
        reach[panel] = {"port": port}
    detectors = None
    if lines.detectors is not None:
        detectors = {**_host_port(lines.detectors), **_user("building-agent")}
    return agent_settings(
        building,
        general={
            "clock": pace.clock,
            "health_interval_s": pace.health_interval_s,
            "snapshot_interval_s": pace.snapshot_interval_s,
        },
        # The model counts the seconds of our clock, and a story runs faster: it has fewer of them to be sure.
        early_warning={"limits": "early"},
        spool={"path": "spool.sqlite3", "limit_mb": pace.spool_limit_mb},
        uplink={
            **_host_port(lines.uplink),
            **_user(building.gateway),
            "resend_after_s": pace.resend_after_s,
            "resend_limit_s": pace.resend_limit_s,
        },
        panels=reach,
        detectors=detectors,
        stale_after_s=pace.stale_after_s,
    )


def _host_port(where: str) -> dict[str, Scalar]:
    host, _, port = where.rpartition(":")
    return {"host": host, "port": int(port)}


def _user(name: str) -> dict[str, Scalar]:
    return {"username": name, "password_file": f"{name}.password"}


def agent_settings(
    building: Building,
    *,
    spool: Table,
    uplink: Table,
    panels: Mapping[str, Table],
    detectors: Table | None = None,
    general: Table | None = None,
    early_warning: Table | None = None,
    stale_after_s: float | None = None,
) -> str:
    """The whole settings file of the gateway.

    `panels` says for each panel that is wired how to reach it (`host` and `port`, or the serial `port`);
    `detectors` how to reach the building's broker; `general` further keys of the top level; `early_warning`
    that table; `stale_after_s`
    how long a detector may be silent. Raises KeyError for a panel that the building lacks.
    """
    known = {panel.id: panel for panel in building.panels}
    head: dict[str, Scalar] = {"gateway": building.gateway, "area": building.area, **(general or {})}
    parts = [_keys(head), f"building = {_label(building.name)}\n"]
    parts += [f"\n[spool]\n{_keys(spool)}", f"\n[uplink]\n{_keys(uplink)}"]
    if early_warning is not None:
        parts.append(f"\n[early_warning]\n{_keys(early_warning)}")
    for panel_id, reach in panels.items():
        panel = known[panel_id]
        parts.append(_panel(panel, reach))
        parts.append(points(building, panel_id))
    if detectors is not None:
        parts.append(f"\n[[mqtt]]\n{_keys({'bus': 'detectors', **detectors})}")
        parts.append(devices(building, stale_after_s))
    return "".join(parts)


def _panel(panel: Panel, reach: Table) -> str:
    """A panel's bus; the one unit of a Modbus line is a table of its own, with all but the way there."""
    label = f"device_label = {_label(panel.name)}\n"
    if panel.line != "modbus":
        own: Table = {"bus": panel.id, "profile": panel.profile, **reach}
        return f"\n[[{_TABLES[panel.line]}]]\n{_keys(own)}{label}"
    line: Table = {key: value for key, value in reach.items() if key in _MODBUS_LINE}
    unit: Table = {"profile": panel.profile, **{key: reach[key] for key in reach if key not in line}}
    return f"\n[[modbus]]\n{_keys({'bus': panel.id, **line})}\n[[modbus.unit]]\n{_keys(unit)}{label}"


def points(building: Building, panel_id: str) -> str:
    """The points of one panel as `[[modbus.unit.point]]` or `[[serial.point]]` tables."""
    line = {panel.id: panel.line for panel in building.panels}[panel_id]
    tables = []
    for point in building.points_of(panel_id):
        where: dict[str, Scalar] = (
            {"loop": point.loop, "device": point.device} if line == "modbus" else {"address": point.address}
        )
        where |= {"part": point.id, "component_type": point.component_type}
        tables.append(f"\n[[{_POINTS[line]}]]\n{_keys(where)}{_labels(building, point)}")
    return "".join(tables)


def devices(building: Building, stale_after_s: float | None = None) -> str:
    """The stand-alone detectors as `[[mqtt.device]]` tables."""
    tables = []
    for detector in building.detectors:
        own: dict[str, Scalar] = {
            "topic": detector.topic,
            "profile": detector.profile,
            "part": detector.id,
            "component_type": detector.component_type,
        }
        if stale_after_s is not None:
            own["stale_after_s"] = stale_after_s
        tables.append(f"\n[[mqtt.device]]\n{_keys(own)}{_labels(building, detector)}")
        if detector.profile == "generic-json":
            tables.append(_given_fields())
    return "".join(tables)


def _given_fields() -> str:
    """What the fields of a device without a profile of its own mean."""
    states = [{"path": path, "state": state} for path, state in GIVEN_STATES.items()]
    readings = [{"path": path, "analog": analog} for path, analog in GIVEN_READINGS.items()]
    return "".join(
        f"\n[[mqtt.device.{name}]]\n{_keys(table)}"
        for name, tables in (("state", states), ("reading", readings))
        for table in tables
    )


def _labels(building: Building, thing: Sensed) -> str:
    place = building.room(thing.room).name
    return f"device_label = {_label(thing.name)}\nplace = {_label(place)}\n"


def _label(name: Name) -> str:
    return f"{{zh = {_value(name.zh)}, en = {_value(name.en)}}}"


def _keys(table: Table) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in table.items())


def _value(value: Scalar) -> str:
    """A TOML value: what JSON writes for text, numbers and truth is TOML too."""
    return json.dumps(value, ensure_ascii=False)
