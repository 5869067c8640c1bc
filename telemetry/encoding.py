"""Bytes to messages and back: JSON or MessagePack, one schema for both, validated as they are decoded.

MessagePack is told from JSON by its first byte: a message is a map, which JSON opens with `{` (after white
space) and MessagePack with 0x80-0x8f, 0xde or 0xdf.
"""

from __future__ import annotations

import math
from typing import Literal, TypeVar

import msgspec

from telemetry import topics
from telemetry.errors import ContractError
from telemetry.messages import MAX_MESSAGE_BYTES, DownlinkMessage, Message, ReadingBatch, UplinkMessage

Format = Literal["json", "msgpack"]

M = TypeVar("M", UplinkMessage, DownlinkMessage)

_JSON = msgspec.json.Encoder()
_MSGPACK = msgspec.msgpack.Encoder()
_UPLINK = (msgspec.json.Decoder(UplinkMessage), msgspec.msgpack.Decoder(UplinkMessage))
_DOWNLINK = (msgspec.json.Decoder(DownlinkMessage), msgspec.msgpack.Decoder(DownlinkMessage))
_MSGPACK_MAP = frozenset((*range(0x80, 0x90), 0xDE, 0xDF))


def encode(message: Message, form: Format = "json") -> bytes:
    """The message as bytes. A message past the size limit is the sender's fault and is refused here."""
    data = _JSON.encode(message) if form == "json" else _MSGPACK.encode(message)
    if len(data) > MAX_MESSAGE_BYTES:
        raise ContractError("message", f"{len(data)} bytes; at most {MAX_MESSAGE_BYTES} are allowed")
    return data


def decode_uplink(topic: str, data: bytes) -> UplinkMessage:
    """A gateway's message, checked against its topic. Raises ContractError with the place and the reason."""
    place = topics.parse(topic)
    message: UplinkMessage = _decode(data, *_UPLINK)
    _agree(place, message)
    if isinstance(message, ReadingBatch) and data[0] in _MSGPACK_MAP:  # JSON has no word for infinity
        _finite(message)
    return message


def decode_downlink(topic: str, data: bytes) -> DownlinkMessage:
    """The cloud's message to a gateway, checked against its topic."""
    place = topics.parse(topic)
    message: DownlinkMessage = _decode(data, *_DOWNLINK)
    _agree(place, message)
    return message


def _decode(data: bytes, json: msgspec.json.Decoder[M], msgpack: msgspec.msgpack.Decoder[M]) -> M:
    if len(data) > MAX_MESSAGE_BYTES:
        raise ContractError("message", f"{len(data)} bytes; at most {MAX_MESSAGE_BYTES} are allowed")
    if not data:
        raise ContractError("message", "empty")
    try:
        return (msgpack if data[0] in _MSGPACK_MAP else json).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        where, why = _place_of(str(fault))
        raise ContractError(where, why) from None


def _place_of(fault: str) -> tuple[str, str]:
    """msgspec ends a validation error with the path of the field: "... - at `$.seq`"."""
    why, mark, path = fault.partition(" - at `")
    return (path.rstrip("`"), why) if mark else ("message", why)


def _agree(place: topics.Topic, message: Message) -> None:
    if message.gateway != place.gateway:
        raise ContractError("$.gateway", f"{message.gateway!r} came under the prefix of {place.gateway!r}")
    if message.stream != place.stream.value:
        raise ContractError("$.stream", f"{message.stream!r} came on the topic of {place.stream.value!r}")


def _finite(batch: ReadingBatch) -> None:
    for index, value in enumerate(batch.value):
        if value is not None and not math.isfinite(value):
            raise ContractError(f"$.value[{index}]", f"{value} is not a number that can be stored")
