"""Announced detectors of one bus: from the catalogue to parts under watch and topics to listen to."""

from __future__ import annotations

from collections.abc import Callable

from device_profiles.json_device.reading import TopicReader
from edge_agent.drivers.mqtt.discovery import Catalogue, Found
from edge_agent.drivers.mqtt.plan import MqttPlan
from edge_agent.watch import Watched
from runtime.logging import get_logger
from runtime.mqtt_line import Incoming
from telemetry.messages import Label, Part

log = get_logger("detectors")

#: System type of detectors that stand alone; the table's own range.
_STANDALONE = 128
#: Battery detectors report at least daily; after this they are stale. Zigbee2MQTT's own limit.
_STALE_AFTER_S = 90_000.0
_READ_FROM = ("binary_sensor", "sensor", "device")


class Announced:
    """What was announced, as parts found. Parts are added, never removed while the agent runs."""

    def __init__(self, plan: MqttPlan) -> None:
        self._plan = plan
        self._prefix = f"{plan.settings.discovery_prefix}/"
        self._catalogue = Catalogue(plan.settings.discover_limit)
        self._topics: dict[str, dict[str, TopicReader]] = {}
        self.on_parts: Callable[[], None] | None = None

    @property
    def filters(self) -> list[str]:
        """Where announcements come."""
        return [f"{self._prefix}{component}/#" for component in _READ_FROM]

    def hears(self, topic: str) -> bool:
        """Whether the topic carries announcements."""
        return topic.startswith(self._prefix) and topic not in self._topics and topic not in self._plan.topics

    def hear(self, incoming: Incoming) -> list[str]:
        """Take an announcement; gives the topics to listen to from now on."""
        new: list[str] = []
        for found in self._catalogue.hear(incoming.topic, incoming.payload):
            new += self._watch(found)
        return new

    def readers(self, topic: str) -> list[tuple[TopicReader, dict[str | None, str]]]:
        """How what comes on the topic is read, and for which part."""
        return [(reader, {None: part}) for part, reader in self._topics.get(topic, {}).items()]

    def told(self) -> str:
        """What health says of announcements; empty when all is well."""
        if self._catalogue.devices and self.on_parts is None:
            return f"{len(self._catalogue.devices)} announced alarms are not watched: nobody takes new parts"
        return self._catalogue.told()

    def _watch(self, found: Found) -> list[str]:
        messages = found.messages()
        if self.on_parts is None or any(topic in self._plan.topics for topic in messages):
            return []  # what the settings describe is read as they say
        name = f"{self._plan.name}/{found.identifier}"
        if name not in self._plan.found:
            self._plan.found[name] = Watched(self._part(name, found))
            log.info("a detector announced itself", bus=self._plan.name, part=name, label=found.label)
            self.on_parts()
        new = [topic for topic in messages if topic not in self._topics]
        for topic, message in messages.items():
            self._topics.setdefault(topic, {})[name] = TopicReader([message])
        return new

    def _part(self, name: str, found: Found) -> Part:
        label = found.label or found.identifier
        return Part(
            part=name,
            system_type=_STANDALONE,
            system_address=0,
            component_type=found.component_type or _STANDALONE,
            component_address=len(self._plan.watched) + len(self._plan.found) + 1,
            device=Label(label, label),
            place=Label("", ""),
            stale_after_s=_STALE_AFTER_S,
            profile="home-assistant-discovery",
        )
