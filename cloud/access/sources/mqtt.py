"""MQTT as a source: one worker, a shared subscription, or a share of the areas."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from cloud.access.settings import IngestSettings
from cloud.access.sources.sharding import ALONE, Shard, areas_of, topic_areas
from runtime.mqtt_line import MqttLine, MqttSettings
from telemetry.topics import ROOT


def mqtt_source(
    settings: MqttSettings, ingest: IngestSettings, lane: str, streams: Sequence[str]
) -> MqttLine:
    """The line of one lane, which subscribes to what this worker is to read."""
    client_id = f"{settings.client_id}-{lane}"
    if ingest.share_group and settings.clean_session:
        # Several workers, one settings file: with one identity they would evict each other.
        client_id += f"-{secrets.token_hex(4)}"
    elif ingest.shard.of > 1:
        client_id += f"-{ingest.shard.index}"
    return MqttLine(
        settings.model_copy(update={"client_id": client_id}),
        [
            (filter_, 1)
            for filter_ in filters(streams, ingest.share_group, ingest.shard, ingest.further_areas)
        ],
    )


def filters(
    streams: Sequence[str], group: str = "", shard: Shard = ALONE, further_areas: Sequence[str] = ()
) -> list[str]:
    """What to subscribe to. One worker reads every area, those that no table knows included."""
    areas = ("+",) if shard.of == 1 else areas_of(shard, topic_areas(further_areas))
    share = f"$share/{group}/" if group else ""
    return [f"{share}{ROOT}/{area}/+/{stream}" for area in areas for stream in streams]
