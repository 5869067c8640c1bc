"""Where messages come from, how much the ingest line holds, and when it gives up readings."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from cloud.access.sources.sharding import ALONE, Shard
from runtime.settings import Settings, SettingsPath, is_loopback

LaneName = Literal["alarm", "bulk"]


def _shard(value: object) -> Any:
    if isinstance(value, str):
        return Shard.parse(value)
    return value


ShardText = Annotated[Shard, BeforeValidator(_shard), PlainSerializer(lambda shard: str(shard))]


class IngestSettings(Settings):
    """Sources, bounds and shedding of this process's lanes. A full lane stops reading its source."""

    #: Which lanes this process runs: `alarm` takes events, `bulk` takes readings, health and replies.
    lanes: tuple[LaneName, ...] = Field(default=("alarm", "bulk"), min_length=1)
    #: `mqtt`: `[mqtt]`; `nats`: `[nats]`, JetStream; `none`: only what comes over HTTP and from intakes.
    source: Literal["mqtt", "nats", "none"] = "mqtt"
    #: MQTT: workers of one group share the messages, where the broker offers `$share`.
    share_group: str = Field(default="", max_length=64, pattern=r"^[A-Za-z0-9_-]*$")
    #: MQTT without `$share`: this is worker i of n ("i/n"), each of which reads its own areas.
    shard: ShardText = ALONE
    #: Area codes besides the region's own that shards divide among them.
    further_areas: tuple[Annotated[str, Field(pattern=r"^[0-9]{6}$")], ...] = ()
    batch_messages: int = Field(default=256, ge=1, le=10_000)
    batch_bytes: int = Field(default=4_000_000, ge=300_000)
    queue_messages: int = Field(default=10_000, ge=1, le=1_000_000)
    queue_bytes: int = Field(default=32_000_000, ge=300_000)
    #: How long a lane may stay full, or a message wait in it, before readings are shed; 0: never shed.
    shed_after_s: float = Field(default=5.0, ge=0, le=3600)
    #: Readings on their way to the engine that this process may hold; beyond it only readings are refused.
    journal_bytes: int = Field(default=64_000_000, ge=1_000_000)
    #: Keys of `submit` remembered for each gateway.
    dedupe_keys: int = Field(default=1_000, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _one_way_to_share(self) -> Self:
        if self.share_group and self.shard.of > 1:
            raise ValueError("`share_group` and `shard` are two ways to do the same; set one of them")
        return self


class NatsSettings(Settings):
    """A NATS cluster with JetStream and an MQTT listener. Off loopback `tls_ca` is mandatory."""

    servers: tuple[str, ...] = Field(default=("nats://127.0.0.1:4222",), min_length=1)
    username: str | None = None
    password_file: SettingsPath | None = None
    #: A decentralised account's .creds file, instead of a user name.
    credentials_file: SettingsPath | None = None
    tls_ca: SettingsPath | None = None
    tls_cert: SettingsPath | None = None
    tls_key: SettingsPath | None = None
    #: Where the server's MQTT listener keeps QoS 1 messages, and the prefix of our durable consumers.
    stream: str = Field(default="$MQTT_msgs", pattern=r"^[A-Za-z0-9_$-]{1,64}$")
    consumer: str = Field(default="steppewatch", pattern=r"^[A-Za-z0-9_-]{1,64}$")
    #: Messages asked for and not yet taken by a lane, for each stream of the contract.
    window: int = Field(default=1_000, ge=1, le=100_000)
    request_s: float = Field(default=2.0, ge=0.1, le=60)
    request_bytes: int = Field(default=16_000_000, ge=300_000)
    #: After how long an unacknowledged message goes to another worker.
    event_ack_wait_s: float = Field(default=15.0, ge=1, le=3600)
    ack_wait_s: float = Field(default=60.0, ge=1, le=3600)
    max_ack_pending: int = Field(default=50_000, ge=1)

    @model_validator(mode="after")
    def _secure(self) -> Self:
        for server in self.servers:
            scheme, mark, place = server.partition("://")
            if not mark or scheme not in ("nats", "tls"):
                raise ValueError(f'{server!r} is not a server; write it as "nats://host:4222"')
            host = place.rpartition(":")[0] or place
            if "@" in place:
                raise ValueError("a password does not belong into `servers`; use `password_file`")
            if self.tls_ca is None and not is_loopback(host):
                raise ValueError(f"{host} is not this machine and no `tls_ca` is set; set it")
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("`tls_cert` and `tls_key` belong together; set both or none")
        return self


class QuarantineSettings(Settings):
    """Bounds of the dead-letter table."""

    rows: int = Field(default=10_000, ge=1)
    #: Of one gateway, or one platform that pushes; what is beyond is counted, and fires make room last.
    rows_per_gateway: int = Field(default=200, ge=1)
    payload_bytes: int = Field(default=65_536, ge=64, le=262_144)
