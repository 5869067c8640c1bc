"""The contract as an AsyncAPI 3.0 document, made from the message types themselves."""

from __future__ import annotations

from typing import Any

import msgspec

from telemetry import topics
from telemetry.messages import (
    MAX_MESSAGE_BYTES,
    Command,
    Event,
    Health,
    Inventory,
    ReadingBatch,
    Receipt,
    Reply,
    Snapshot,
    Stream,
)

#: What travels on each stream, and who sends it.
CHANNELS: dict[Stream, tuple[tuple[type[msgspec.Struct], ...], str]] = {
    Stream.EVENT: ((Event, Snapshot), "gateway"),
    Stream.READING: ((ReadingBatch,), "gateway"),
    Stream.HEALTH: ((Health, Inventory), "gateway"),
    Stream.REPLY: ((Reply,), "gateway"),
    Stream.CMD: ((Command,), "cloud"),
    Stream.RECEIPT: ((Receipt,), "cloud"),
}
#: What the centre does with what each side sends.
_ACTIONS = {"gateway": "receive", "cloud": "send"}


def document(version: str) -> dict[str, Any]:
    """The whole AsyncAPI document as plain data."""
    types = [message for messages, _ in CHANNELS.values() for message in messages]
    _, schemas = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Steppewatch telemetry contract 草原哨遥测契约",
            "version": version,
            "license": {"name": "Apache-2.0"},
            "description": (
                f"MQTT 3.1.1, QoS 1, JSON or MessagePack, one schema, up to {MAX_MESSAGE_BYTES} bytes each. "
                "`(gateway, stream, seq)` is a message's identity; a gateway keeps what it published "
                "until a receipt names it."
            ),
        },
        "defaultContentType": "application/json",
        "channels": {stream.value: _channel(stream, messages) for stream, (messages, _) in CHANNELS.items()},
        "operations": {
            f"{_ACTIONS[sender]}-{stream.value}": {
                "action": _ACTIONS[sender],
                "channel": {"$ref": f"#/channels/{stream.value}"},
                "summary": f"The centre's side of {stream.value}: {_ACTIONS[sender]}",
            }
            for stream, (_, sender) in CHANNELS.items()
        },
        "components": {
            "messages": {
                message.__name__: {
                    "name": message.__name__,
                    "summary": (message.__doc__ or "").splitlines()[0],
                    "payload": {"$ref": f"#/components/schemas/{message.__name__}"},
                }
                for message in types
            },
            "schemas": schemas,
        },
    }


def _channel(stream: Stream, messages: tuple[type[msgspec.Struct], ...]) -> dict[str, Any]:
    return {
        "address": f"{topics.ROOT}/{{area}}/{{gateway}}/{stream.value}",
        "parameters": {
            "area": {"description": "six-digit administrative code 行政区划代码"},
            "gateway": {"description": "the gateway's identity, [A-Za-z0-9_-]{1,64}"},
        },
        "messages": {
            message.__name__: {"$ref": f"#/components/messages/{message.__name__}"} for message in messages
        },
    }
