"""A first look at a message: enough to order it or to give it up, without decoding it all. Pure.

What a glance says is trusted for nothing but that: whatever is to be stored is decoded and validated in full.
"""

from __future__ import annotations

import re
from typing import Annotated

import msgspec
from msgspec import Meta

from cloud.access.examine import Arrival, Identity
from telemetry import topics
from telemetry.errors import ContractError
from telemetry.event_kinds import FIRE_CLASS
from telemetry.messages import MAX_MESSAGE_BYTES, GatewayId, Seq

_FIRE_KINDS = frozenset(kind.value for kind in FIRE_CLASS)
#: What may be shed, by its type on the wire: an inventory shares its stream with health and is never shed.
_SHEDDABLE = frozenset({"reading", "health"})


class _Kind(msgspec.Struct):
    kind: str = ""


class _Envelope(msgspec.Struct):
    type: str
    gateway: GatewayId
    stream: str
    seq: Seq
    schema: Annotated[int, Meta(ge=1, le=1)]


#: How a gateway that writes JSON in the contract's own order begins; the rest may be long and is not read.
_HEAD = re.compile(
    rb'\{"type":"(reading|health)","gateway":"([A-Za-z0-9_-]{1,64})","seq":([1-9][0-9]{0,14}),'
    rb'"ts_gateway":[0-9]+,"clock_synced":(?:true|false),"schema":1,"stream":"([a-z]+)"'
)
_KIND = (msgspec.json.Decoder(_Kind), msgspec.msgpack.Decoder(_Kind))
_ENVELOPE = (msgspec.json.Decoder(_Envelope), msgspec.msgpack.Decoder(_Envelope))
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def stream_of(topic: str) -> str:
    """The last level of a topic."""
    return topic.rpartition("/")[2]


def fire_class(topic: str, payload: bytes) -> bool:
    """Whether it seems to go before everything else."""
    if stream_of(topic) != "event":
        return False
    try:
        return _KIND[payload[:1] != b"{"].decode(payload).kind in _FIRE_KINDS
    except _UNREADABLE:
        return False


def sheddable(arrival: Arrival) -> Identity | None:
    """The identity of a reading or a health report; None for anything else, and for what shows none."""
    if len(arrival.payload) > MAX_MESSAGE_BYTES:
        return None
    head = _HEAD.match(arrival.payload)
    try:
        place = topics.parse(arrival.topic)
        if head is not None and (head[2], head[4]) == (place.gateway.encode(), place.stream.value.encode()):
            return Identity(place, int(head[3]))
        seen = _ENVELOPE[arrival.payload[:1] != b"{"].decode(arrival.payload)
    except (ContractError, *_UNREADABLE):
        return None
    if seen.type not in _SHEDDABLE or (seen.gateway, seen.stream) != (place.gateway, place.stream.value):
        return None
    return Identity(place, seen.seq)
