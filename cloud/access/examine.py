"""One arrived message to a verdict: accepted with its decoded form, or refused with place and reason. Pure.

What only the store can tell (is it known already, is the gateway at home under this area) is not asked here.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from telemetry import encoding, topics
from telemetry.errors import ContractError
from telemetry.event_kinds import FIRE_CLASS
from telemetry.messages import (
    MAX_MESSAGE_BYTES,
    UPLINK_STREAMS,
    Event,
    GatewayId,
    ReadingBatch,
    Seq,
    UplinkMessage,
)

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[UplinkMessage] = msgspec.json.Decoder(UplinkMessage)
#: An escaped NUL in JSON: behind an even number of backslashes.
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
#: How far ahead of the cloud a clock may run before its times are not believed.
MAX_AHEAD_MS = 86_400_000


class Arrival(NamedTuple):
    """A message as it came from the broker."""

    topic: str
    payload: bytes
    ts_cloud: int
    #: Whether it came to the centre itself, past any broker.
    direct: bool = False

    @property
    def digest(self) -> bytes:
        """SHA-256 of the payload."""
        return sha256(self.payload).digest()


class Accepted(NamedTuple):
    """A valid message."""

    arrival: Arrival
    place: topics.Topic
    message: UplinkMessage

    @property
    def fire_class(self) -> bool:
        """Whether it goes before everything else."""
        return isinstance(self.message, Event) and self.message.kind in FIRE_CLASS


class Identity(NamedTuple):
    """What makes a message itself: storing it twice changes nothing."""

    place: topics.Topic
    seq: int


class Refused(NamedTuple):
    """A message that breaks the contract. `identity` where an otherwise valid envelope still shows one.

    `speaker`: the gateway that said it, where it shows no identity and that is known all the same.
    `owner`: the area and organisation of whoever said it, where that is no gateway.
    """

    arrival: Arrival
    where: str
    reason: str
    identity: Identity | None = None
    speaker: str | None = None
    owner: tuple[str, int | None] | None = None

    @property
    def fire_class(self) -> bool:
        """Refused messages never go first."""
        return False


class Shed(NamedTuple):
    """A message that is not stored for want of capacity: counted, receipted, gone."""

    arrival: Arrival
    identity: Identity

    @property
    def place(self) -> topics.Topic:
        """Where it came."""
        return self.identity.place

    @property
    def fire_class(self) -> bool:
        """Never: what is of the fire class is not shed."""
        return False


Examined = Accepted | Refused | Shed


def examine(arrival: Arrival) -> Examined:
    """Decode and validate one message."""
    try:
        place = topics.parse(arrival.topic)
        if place.stream not in UPLINK_STREAMS:
            raise ContractError("topic", f"{place.stream.value!r} is not a stream from a gateway")
        message = _storable(encoding.decode_uplink(arrival.topic, arrival.payload))
        _believable(message, arrival.ts_cloud)
    except ContractError as fault:
        return Refused(arrival, fault.where, fault.why, identity_of(arrival), _speaker_of(arrival.topic))
    return Accepted(arrival, place, message)


def _speaker_of(topic: str) -> str | None:
    """The gateway under whose prefix it came: nobody else may speak there."""
    try:
        return topics.parse(topic).gateway
    except ContractError:
        return None


def clock_doubtful(clock_synced: bool, ts_gateway: int, now: int) -> bool:
    """Whether a gateway's time must not be relied on: it says so itself, or runs more than a day ahead."""
    return not clock_synced or ts_gateway > now + MAX_AHEAD_MS


def believed_time(clock_synced: bool, ts_gateway: int, now: int) -> int:
    """The gateway's time where it can be believed, else the cloud's."""
    return now if clock_doubtful(clock_synced, ts_gateway, now) else ts_gateway


def _storable(message: UplinkMessage) -> UplinkMessage:
    """The same message with every NUL in its texts made visible, for no database need take one."""
    if isinstance(message, ReadingBatch) and "\0" not in "".join(message.parts):
        return message
    told = _encoder.encode(message)
    if b"\\u0000" not in told:
        return message
    return _decoder.decode(_NUL.sub(rb"\1\\u2400", told))


def _believable(message: UplinkMessage, now: int) -> None:
    if not isinstance(message, ReadingBatch) or not message.clock_synced:
        return
    limit = now + MAX_AHEAD_MS
    if message.ts_gateway > limit:
        raise ContractError("$.ts_gateway", _ahead(message.ts_gateway - now))
    if max(message.ts, default=0) > limit:
        index, ts = next((index, ts) for index, ts in enumerate(message.ts) if ts > limit)
        raise ContractError(f"$.ts[{index}]", _ahead(ts - now))


def _ahead(by_ms: int) -> str:
    return f"{by_ms / 86_400_000:.1f} days ahead of the cloud, from a clock that claims to be set"


class _Envelope(msgspec.Struct):
    """What must be readable for a refused message to keep its identity."""

    gateway: GatewayId
    stream: str
    seq: Seq
    schema: Annotated[int, Meta(ge=1, le=1)]


_JSON = msgspec.json.Decoder(_Envelope)
_MSGPACK = msgspec.msgpack.Decoder(_Envelope)


def identity_of(arrival: Arrival) -> Identity | None:
    """The identity that the envelope shows, if it agrees with the topic."""
    if not arrival.payload or len(arrival.payload) > MAX_MESSAGE_BYTES:
        return None
    try:
        place = topics.parse(arrival.topic)
        decoder = _JSON if arrival.payload.lstrip()[:1] == b"{" else _MSGPACK
        envelope = decoder.decode(arrival.payload)
    except (ContractError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if (envelope.gateway, envelope.stream) != (place.gateway, place.stream.value):
        return None
    return Identity(place, envelope.seq)
