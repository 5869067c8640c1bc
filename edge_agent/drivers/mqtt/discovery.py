"""Detectors that announce themselves after Home Assistant's MQTT discovery. Pure: topic and payload in.

    PREFIX/COMPONENT/[NODE/]OBJECT/config      one entity
    PREFIX/device/[NODE/]OBJECT/config         a device with its entities under `components`

Entities of one device (the same `device.identifiers`) become one part, when one of them is a fire, smoke,
heat, gas or CO alarm. Templates are not run: only a value taken by its path is understood; what else there
is, is told with its topic. Source: Home Assistant's documentation of MQTT discovery and of the MQTT binary
sensor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from device_profiles.finding import ReportError
from device_profiles.json_device.schema import JsonMessage, ReadingField, StateField
from edge_agent.drivers.mqtt.announcements import (
    ROLES,
    NotUnderstood,
    availability_of,
    device_of,
    entities_of,
    meaning_of,
    state_topic,
)

#: Devices whose alarm entity has not been announced yet, and odd announcements that are remembered.
_MAX_WAITING = 1024
_MAX_ODD = 64
_MAX_ENTITIES = 32


@dataclass(slots=True)
class Found:
    """One device: its name, and what its entities say, by topic."""

    identifier: str
    label: str = ""
    component_type: int | None = None
    topics: dict[str, list[StateField | ReadingField]] = field(default_factory=dict)
    availability: dict[str, StateField] = field(default_factory=dict)

    def messages(self) -> dict[str, JsonMessage]:
        """How what comes on each of its topics is read."""
        made = {topic: _message(entries, heartbeat=True) for topic, entries in self.topics.items()}
        for topic, entry in self.availability.items():
            made.setdefault(topic, _message([entry], heartbeat=False))
        return made


def _message(entries: Iterable[StateField | ReadingField], *, heartbeat: bool) -> JsonMessage:
    entries = list(entries)
    bare = all(entry.path == "$" for entry in entries)
    return JsonMessage(
        bare=bare,
        heartbeat=heartbeat,
        states=tuple(entry for entry in entries if isinstance(entry, StateField)),
        readings=tuple(entry for entry in entries if isinstance(entry, ReadingField)),
        known=("*",),
    )


class Catalogue:
    """What was announced on one broker, within bounds. `hear` gives the device that is new or has changed."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._waiting: dict[str, Found] = {}
        self.devices: dict[str, Found] = {}
        #: Alarms beyond the limit, by device: announced, and not watched.
        self.beyond: set[str] = set()
        #: Announcements that cannot be followed: topic and why.
        self.odd: dict[str, str] = {}

    def hear(self, topic: str, payload: bytes) -> list[Found]:
        """Take one announcement; gives the alarm devices that it made or changed.

        An empty payload takes an entity back. It is not followed: a detector is never dropped from watch by a
        message; its silence will be told.
        """
        if not payload.strip():
            return []
        changed: dict[str, Found] = {}
        try:
            for component, config in entities_of(topic, payload):
                found = self._take(component, config)
                if found is not None:
                    changed[found.identifier] = found
            self.odd.pop(topic, None)
        except (NotUnderstood, ReportError, ValueError) as fault:
            if len(self.odd) < _MAX_ODD or topic in self.odd:
                self.odd[topic] = str(fault)[:256]
        return list(changed.values())

    def _take(self, component: str, config: dict[str, Any]) -> Found | None:
        entry, component_type = meaning_of(component, config)
        if entry is None:
            return None
        identifier, label = device_of(config)
        found = self.devices.get(identifier) or self._waiting.get(identifier)
        if found is None:
            if len(self._waiting) >= _MAX_WAITING:
                self._waiting.pop(next(iter(self._waiting)))
            found = self._waiting[identifier] = Found(identifier)
        found.label = label or found.label
        there = found.topics.setdefault(state_topic(config), [])
        if any(known.path == entry.path for known in there):
            there[:] = [entry if known.path == entry.path else known for known in there]
        elif sum(map(len, found.topics.values())) < _MAX_ENTITIES:
            there.append(entry)
        found.availability.update(availability_of(config))
        if component_type is not None and (
            found.component_type is None or component_type == ROLES["smoke"].component_type
        ):
            found.component_type = component_type
        if found.component_type is None:
            return None
        return self._admit(found)

    def _admit(self, found: Found) -> Found | None:
        if found.identifier in self.devices:
            return found
        if len(self.devices) >= self._limit:
            if len(self.beyond) < _MAX_WAITING:
                self.beyond.add(found.identifier)
            return None
        self.devices[found.identifier] = found
        self._waiting.pop(found.identifier, None)
        return found

    def told(self) -> str:
        """What health says of it; empty when all is well."""
        said = []
        if self.beyond:
            said.append(
                f"{len(self.beyond)} announced alarms are not watched, beyond discover_limit {self._limit}; "
                "raise it"
            )
        if self.odd:
            topic, why = next(iter(self.odd.items()))
            said.append(f"{len(self.odd)} announcements not understood, e.g. {topic}: {why}")
        return "; ".join(said)
