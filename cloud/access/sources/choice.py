"""Which source a lane reads, by the settings: one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cloud.access.settings import IngestSettings, NatsSettings
from cloud.access.sources.jetstream import JetStreamSource
from cloud.access.sources.mqtt import mqtt_source
from cloud.access.sources.port import Source
from runtime.mqtt_line import MqttSettings

Maker = Callable[[MqttSettings | None, NatsSettings, IngestSettings, str, Sequence[str]], Source]


def _mqtt(
    mqtt: MqttSettings | None, _nats: NatsSettings, ingest: IngestSettings, lane: str, streams: Sequence[str]
) -> Source:
    if mqtt is None:
        raise ValueError('ingest.source is "mqtt" and there is no [mqtt]; add it')
    return mqtt_source(mqtt, ingest, lane, streams)


def _nats(
    _mqtt: MqttSettings | None,
    nats: NatsSettings,
    _ingest: IngestSettings,
    _lane: str,
    streams: Sequence[str],
) -> Source:
    return JetStreamSource(nats, streams)


SOURCES: Mapping[str, Maker] = {"mqtt": _mqtt, "nats": _nats}


def sources_for(
    mqtt: MqttSettings | None, nats: NatsSettings, ingest: IngestSettings, lanes: Mapping[str, Sequence[str]]
) -> dict[str, Source]:
    """The source of each lane that this process runs; none where messages come only over HTTP."""
    make = SOURCES.get(ingest.source)
    if make is None:
        return {}
    return {
        lane: make(mqtt, nats, ingest, lane, streams)
        for lane, streams in lanes.items()
        if lane in ingest.lanes
    }
