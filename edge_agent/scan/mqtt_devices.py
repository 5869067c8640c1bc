"""Which detectors speak on a broker, and with which profile each is understood. Pure: topic and payload in.

Every profile of a JSON device reads every message; the one that knows all of its fields fits best. What
announces itself after Home Assistant's discovery is listed as it says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from device_profiles.finding import Finding, ReportError
from device_profiles.json_device.reading import TopicReader, reader_for, suffixes
from device_profiles.schema import Profile
from edge_agent.drivers.mqtt.discovery import Catalogue

#: Topics that are remembered; a broker of one building has fewer.
MAX_TOPICS = 4096
MAX_PAYLOAD_BYTES = 65_536
_DISCOVERY = "/config"
_DISCOVERED = 256
#: Below this a profile understands a message by accident.
LEAST = 0.5
_PRESENCE = frozenset({"device-offline"})


class Fit(NamedTuple):
    """A profile and how well it understands what a device said: 0 to 1."""

    profile: str
    label: str
    likelihood: float


class DeviceFound(NamedTuple):
    """A device: the topic as the settings write it, and the profiles that understand it, the best first."""

    topic: str
    messages: int
    fits: list[Fit]


class Announced(NamedTuple):
    """A detector that announced itself: its name, the topics it speaks on."""

    identifier: str
    label: str
    topics: list[str]


@dataclass(slots=True)
class _Heard:
    messages: int = 0
    likelihood: Counter[str] = field(default_factory=Counter)


class Ear:
    """Hears a broker. `take` each message, then ask what was `found`."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self._readers: list[tuple[Profile, str, TopicReader]] = [
            (profile, suffix, reader)
            for profile in profiles
            if profile.json_device is not None
            for suffix in suffixes(profile.json_device)
            if (reader := reader_for(profile.json_device, suffix)) is not None
        ]
        self._labels = {
            profile.profile: f"{profile.label.zh} / {profile.label.en}" for profile, _, _ in self._readers
        }
        self._heard: dict[str, _Heard] = {}
        self._catalogue = Catalogue(_DISCOVERED)
        self.messages = 0
        #: Messages on topics beyond MAX_TOPICS, or too large.
        self.passed_over = 0
        self.not_understood: set[str] = set()

    def take(self, topic: str, payload: bytes) -> None:
        """One message."""
        self.messages += 1
        if len(payload) > MAX_PAYLOAD_BYTES:
            self.passed_over += 1
            return
        if topic.endswith(_DISCOVERY):
            self._catalogue.hear(topic, payload)
            return
        best: dict[str, dict[str, float]] = {}
        for profile, suffix, reader in self._readers:
            base = _base(topic, suffix)
            if base is not None:
                likelihood = _understood(reader, payload)
                if likelihood >= LEAST:
                    fits = best.setdefault(base, {})
                    fits[profile.profile] = max(likelihood, fits.get(profile.profile, 0.0))
        if not best and len(self.not_understood) < MAX_TOPICS:
            self.not_understood.add(topic)
        for base, fits in best.items():
            self._note(base, fits)

    def _note(self, base: str, fits: dict[str, float]) -> None:
        if base not in self._heard and len(self._heard) >= MAX_TOPICS:
            self.passed_over += 1
            return
        heard = self._heard.setdefault(base, _Heard())
        heard.messages += 1
        for name, likelihood in fits.items():
            heard.likelihood[name] = max(heard.likelihood[name], likelihood)  # type: ignore[assignment]

    def found(self) -> list[DeviceFound]:
        """The devices, in the order of their topics."""
        return [
            DeviceFound(
                topic,
                heard.messages,
                [
                    Fit(name, self._labels[name], round(likelihood, 2))
                    for name, likelihood in sorted(heard.likelihood.items(), key=lambda fit: -fit[1])
                ],
            )
            for topic, heard in sorted(self._heard.items())
        ]

    def announced(self) -> list[Announced]:
        """The detectors that announced themselves."""
        return [
            Announced(found.identifier, found.label, sorted(found.topics))
            for found in self._catalogue.devices.values()
        ]


def _base(topic: str, suffix: str) -> str | None:
    """The device's own topic, when the message's topic is that with the suffix."""
    if not suffix:
        return topic
    return topic.removesuffix(f"/{suffix}") if topic.endswith(f"/{suffix}") else None


def _understood(reader: TopicReader, payload: bytes) -> float:
    """The share of the fields that the profile knows; 0 when they say nothing of states or values."""
    try:
        told = reader.read(payload)
    except ReportError:
        return 0.0
    speaking = [report.finding for report in told.reports if _substance(report.finding)]
    if not speaking:
        return 0.0
    fields = sum(max(1, len(finding.evidence)) for finding in speaking)
    odd = sum(len(finding.unknown) + len(finding.doubts) for finding in speaking)
    return max(0.0, 1 - odd / fields)


def _substance(finding: Finding) -> bool:
    """Whether it says more than that something is or is not there, as every kind of device does."""
    return bool((finding.sets | finding.clears) - _PRESENCE or finding.samples)
