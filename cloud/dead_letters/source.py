"""Who sent a message that could not be taken, and whether it may tell of a fire. Pure.

The topic says who: a broker lets each gateway speak under its own prefix only, and an integration has proved
itself before it is read. What the content says of its sender is anybody's word.
"""

from __future__ import annotations

from typing import Final

import msgspec

from cloud.access.examine import Arrival
from telemetry import topics
from telemetry.errors import ContractError
from telemetry.event_kinds import FIRE_CLASS, EventKind
from telemetry.messages import Stream

#: Whatever arrives under these has no kinds of ours: nobody can say that it is no fire.
_FOREIGN: Final = ("push/", "gb26875/")
_KINDS: Final = frozenset(kind.value for kind in EventKind)
_LONGEST: Final = 128


class _Kind(msgspec.Struct):
    kind: str


_JSON = msgspec.json.Decoder(_Kind)
_MSGPACK = msgspec.msgpack.Decoder(_Kind)


def source_of(topic: str, speaker: str | None = None) -> str:
    """Whose bound a letter counts to: a gateway, `push/NAME`, or the beginning of nobody's topic."""
    if speaker is not None:
        return speaker
    levels = topic.split("/")
    if topic.startswith(topics.ROOT + "/") and len(levels) > 3:
        return levels[3][:_LONGEST]
    return "/".join(levels[: 2 if levels[0] == "push" else 1])[:_LONGEST].partition("?")[0]


def may_be_fire(arrival: Arrival) -> bool:
    """Whether it is an event of the fire class, or might be: one whose kind cannot be read."""
    if arrival.topic.startswith(_FOREIGN):
        return True
    try:
        if topics.parse(arrival.topic).stream is not Stream.EVENT:
            return False
        decoder = _JSON if arrival.payload.lstrip()[:1] == b"{" else _MSGPACK
        kind = decoder.decode(arrival.payload).kind
    except ContractError:
        return False
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return True
    return kind in FIRE_CLASS or kind not in _KINDS
