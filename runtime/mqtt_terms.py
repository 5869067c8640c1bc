"""What the MQTT line speaks of: how to reach the broker, messages in, the will, and a line that is down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from pydantic import Field, model_validator

from runtime.settings import Settings, SettingsPath, is_loopback


class LineDown(ConnectionError):
    """The line is not up, or was cut before the broker acknowledged."""


class MqttSettings(Settings):
    """How to reach a broker. Off loopback `tls_ca` is mandatory."""

    host: str = "127.0.0.1"
    port: int = Field(default=1883, ge=1, le=65535)
    client_id: str = Field(min_length=1, max_length=128)
    username: str | None = None
    password_file: SettingsPath | None = None
    tls_ca: SettingsPath | None = None
    tls_cert: SettingsPath | None = None
    tls_key: SettingsPath | None = None
    keepalive_s: int = Field(default=15, ge=1, le=3600)
    clean_session: bool = True

    @model_validator(mode="after")
    def _secure(self) -> Self:
        if self.tls_ca is None and not is_loopback(self.host):
            raise ValueError(f"{self.host} is not this machine and no `tls_ca` is set; set it")
        if self.tls_ca is None and (self.tls_cert or self.tls_key):
            raise ValueError("`tls_cert` and `tls_key` mean nothing without `tls_ca`; set it")
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("`tls_cert` and `tls_key` belong together; set both or none")
        return self


@dataclass(frozen=True)
class Will:
    """What the broker says for us when we vanish."""

    topic: str
    payload: bytes
    qos: int = 1
    retain: bool = False


def nothing() -> None:
    """What acknowledging means where there is nothing to acknowledge."""


@dataclass(frozen=True)
class Incoming:
    """A message from the broker. Call `ack` once it is safely kept.

    `packet_id` is the broker's number of it on this session, `again` its word that it may be a redelivery,
    `connection` tells the messages of one connection from those of another.
    """

    topic: str
    payload: bytes
    qos: int
    retain: bool
    acknowledge: Callable[[], None] = field(default=nothing, repr=False, compare=False)
    packet_id: int = field(default=0, compare=False)
    again: bool = field(default=False, compare=False)
    connection: int = field(default=0, compare=False)

    def ack(self) -> None:
        """Acknowledge to the broker; harmless twice, at QoS 0, and after a reconnect."""
        self.acknowledge()
