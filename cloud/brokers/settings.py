"""`[brokers]`: the doors that brokers ask at, and the brokers whose files the centre keeps."""

from __future__ import annotations

from pydantic import Field

from cloud.brokers.files import Engine
from cloud.timeseries.settings import Address
from runtime.settings import HostPort, Listen, Settings, SettingsPath

_PLACE = r"^[^:\s]+:[0-9]{1,5}$"


class MosquittoTarget(Settings):
    """A Mosquitto on this host: files in a folder it reads, a signal when they have changed."""

    folder: SettingsPath
    #: Where it says which process it is; by itself `mosquitto.pid` in the folder.
    pid_file: SettingsPath | None = None
    #: Its TLS listener, `host:port`: there the sessions of the revoked are ended, which a signal does not do.
    sessions: str | None = Field(default=None, pattern=_PLACE)


class ElsewhereTarget(Settings):
    """A broker on another host, where `steppewatch broker-files` asks for its files."""

    #: As it names itself when it asks.
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,62}$")
    engine: Engine
    #: Mosquitto: its TLS listener, `host:port`, where the sessions of the revoked are ended.
    sessions: str | None = Field(default=None, pattern=_PLACE)


class NatsTarget(Settings):
    """A NATS server on this host: `users.conf` in a folder, a signal when it has changed."""

    folder: SettingsPath
    #: Where it says which process it is; by itself `nats.pid` in the folder.
    pid_file: SettingsPath | None = None


class RabbitMqTarget(Settings):
    """A RabbitMQ on this host: its management door, where the sessions of the revoked are ended."""

    management: Listen = Field(default=HostPort("127.0.0.1", 15672))
    #: The password of its management's user; `steppewatch broker-config rabbitmq` makes it.
    password_file: SettingsPath


class EmqxTarget(Settings):
    """An EMQX 5: its management API, where the sessions of the revoked are ended."""

    management: Address = "http://127.0.0.1:18083"
    #: A file whose first line is `name:secret` of an API key; EMQX's own bootstrap file will do.
    key_file: SettingsPath
    tls_ca: SettingsPath | None = None


class BrokersSettings(Settings):
    """How brokers learn who may speak where."""

    #: A file with the secret that brokers show at the doors; without one only this machine may ask.
    secret_file: SettingsPath | None = None
    #: Whether RabbitMQ logs gateways in by certificate: then `/user` without a password is believed.
    rabbitmq_certificates: bool = False
    rabbitmq_vhost: str = "/"
    #: For how long an answer may be remembered; a change here empties the memory at once.
    remember_s: float = Field(default=5.0, ge=0, le=30)
    #: Passwords that may be under examination or wait for it; more are refused.
    passwords_waiting: int = Field(default=200, ge=1, le=10_000)
    #: The credentials file and the revocation list of `steppewatch broker`.
    credentials: SettingsPath | None = None
    revocation_list: SettingsPath | None = None
    #: How often the files are compared with the records.
    every_s: float = Field(default=5.0, gt=0, le=30)
    mosquitto: tuple[MosquittoTarget, ...] = Field(default=(), max_length=16)
    nats: tuple[NatsTarget, ...] = Field(default=(), max_length=16)
    elsewhere: tuple[ElsewhereTarget, ...] = Field(default=(), max_length=16)
    rabbitmq: RabbitMqTarget | None = None
    emqx: EmqxTarget | None = None
