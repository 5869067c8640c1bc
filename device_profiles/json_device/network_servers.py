"""How LoRaWAN network servers wrap an uplink in JSON, as one table.

ChirpStack v4 leaves keys with zero, false and empty values out; its `deduplicationId` is the same for every
copy of one uplink. The Things Stack v3 leaves a zero `f_cnt` out. Sources: ChirpStack integration.proto;
The Things Stack data formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from device_profiles.json_device.schema import (
    Binary,
    JsonMessage,
    Meaning,
    ReadingField,
    Sequence,
    StateField,
    TimeField,
    Uplink,
    WordField,
)

F = TypeVar("F", StateField, WordField, ReadingField)


class NetworkServer(NamedTuple):
    """One server: the shape of a device's topic, where an uplink stands, and its other messages."""

    en: str
    #: What a device's base topic looks like, and an example for the installer.
    topic: re.Pattern[str]
    example: str
    suffix: str
    data: str
    decoded: str
    port: str
    time: TimeField
    sequence: Sequence
    known: tuple[str, ...]
    others: tuple[JsonMessage, ...]


_CHIRPSTACK_KNOWN = (
    *("deduplicationId", "time", "devAddr", "adr", "dr", "fCnt", "fPort", "confirmed", "data", "rxInfo"),
    *("deviceInfo.*", "txInfo.*", "object.*", "regionConfigId", "joinServerContext.*"),
)
_TTS_KNOWN = ("end_device_ids.*", "correlation_ids", "received_at", "uplink_message.*", "simulated")
_CHIRPSTACK_TIME = TimeField(path="time", unit="iso8601")
_TTS_TIME = TimeField(path="received_at", unit="iso8601")

SERVERS = {
    "chirpstack-v4": NetworkServer(
        "ChirpStack v4",
        re.compile(r"(?:[^+#]+/)?application/[^/]+/device/[0-9a-fA-F]{16}"),
        "application/APPLICATION_ID/device/DEV_EUI",
        "event/up",
        "data",
        "object",
        "fPort",
        _CHIRPSTACK_TIME,
        Sequence(identity="deduplicationId", counter="fCnt", session="devAddr"),
        _CHIRPSTACK_KNOWN,
        (
            JsonMessage(
                suffix="event/status",
                time=_CHIRPSTACK_TIME,
                sequence=Sequence(identity="deduplicationId"),
                readings=(ReadingField(path="batteryLevel", analog="battery", deadband=1),),
                known=(*_CHIRPSTACK_KNOWN, "margin", "externalPowerSource", "batteryLevelUnavailable"),
            ),
            JsonMessage(
                suffix="event/join",
                time=_CHIRPSTACK_TIME,
                sequence=Sequence(identity="deduplicationId"),
                known=(*_CHIRPSTACK_KNOWN, "relayRxInfo.*"),
            ),
        ),
    ),
    "tts-v3": NetworkServer(
        "The Things Stack v3",
        re.compile(r"v3/[^/@]+(?:@[^/]+)?/devices/[^/]+"),
        "v3/APPLICATION@TENANT/devices/DEVICE",
        "up",
        "uplink_message.frm_payload",
        "uplink_message.decoded_payload",
        "uplink_message.f_port",
        _TTS_TIME,
        Sequence(counter="uplink_message.f_cnt", session="uplink_message.session_key_id"),
        _TTS_KNOWN,
        (JsonMessage(suffix="join", time=_TTS_TIME, known=(*_TTS_KNOWN, "join_accept.*")),),
    ),
}


def server_of(topic: str) -> NetworkServer | None:
    """The network server that uses such base topics; None when none of them does."""
    return next((server for server in SERVERS.values() if server.topic.fullmatch(topic)), None)


def uplinks(uplink: Uplink) -> tuple[JsonMessage, ...]:
    """The uplink as every network server delivers it, and what the servers say besides."""
    return tuple(message for server in SERVERS.values() for message in (_up(server, uplink), *server.others))


def messages_through(server: NetworkServer, messages: Iterable[JsonMessage]) -> tuple[JsonMessage, ...]:
    """Those of a device's messages that come through that server."""
    suffixes = {server.suffix, *(message.suffix for message in server.others)}
    return tuple(message for message in messages if message.suffix in suffixes)


def _up(server: NetworkServer, uplink: Uplink) -> JsonMessage:
    binary = None
    meaning: Meaning = uplink
    if uplink.layout is not None:
        binary = Binary(
            path=server.data, encoding="base64", layout=uplink.layout, port=server.port, ports=uplink.ports
        )
    else:
        meaning = _at(server.decoded, uplink)
    return JsonMessage(
        suffix=server.suffix,
        time=server.time,
        sequence=server.sequence,
        binary=binary,
        states=meaning.states,
        words=meaning.words,
        readings=meaning.readings,
        operations=meaning.operations,
        known=(*meaning.known, *server.known),
    )


def _at(decoded: str, uplink: Uplink) -> Meaning:
    """The meaning with `decoded.NAME` standing where this server puts it."""

    def there(path: str) -> str:
        return decoded + path.removeprefix("decoded") if path.startswith("decoded.") else path

    def moved(fields: tuple[F, ...]) -> tuple[F, ...]:
        return tuple(field.model_copy(update={"path": there(field.path)}) for field in fields)

    return Meaning(
        states=moved(uplink.states),
        words=moved(uplink.words),
        readings=moved(uplink.readings),
        operations=tuple(map(there, uplink.operations)),
        known=tuple(map(there, uplink.known)),
    )
