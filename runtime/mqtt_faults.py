"""What is wrong with an MQTT 3.1.1 packet, in words; None when a library may act on it. Pure.

Both ends ask here first, because the libraries below them read on over what they do not understand: paho
takes packet type 0 for none and a SUBACK without codes for a grant, amqtt reads what is left of a packet as
the next one and a text that is not UTF-8 as Python would print it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

MAX_FILTERS: Final = 1_000
"""More filters in one packet are refused: each costs the broker a look at what others have subscribed to."""

_NAMES = (
    *("type 0", "CONNECT", "CONNACK", "PUBLISH", "PUBACK", "PUBREC", "PUBREL", "PUBCOMP"),
    *("SUBSCRIBE", "SUBACK", "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP", "DISCONNECT", "type 15"),
)
_CLEAN, _WILL, _WILL_QOS, _WILL_RETAIN, _PASSWORD, _USERNAME = 0x02, 0x04, 0x18, 0x20, 0x40, 0x80

Body = bytes | bytearray
Forms = Mapping[int, Callable[[int, Body], str | None]]
"""By first byte: what looks at the rest. A first byte that is missing may not come at all."""


class _Text(NamedTuple):
    """A text within a packet, and where the next field begins."""

    text: str
    end: int


class _Wrong(ValueError):
    """What is wrong, in words."""


def head_fault(first: int, forms: Forms) -> str | None:
    """What is wrong with a packet that begins with this byte: its type, or its flags."""
    if first in forms:
        return None
    name = _NAMES[first >> 4]
    if any(known >> 4 == first >> 4 for known in forms):
        return f"{name} with flags {first & 15:04b}"
    return f"{name}, which may not come"


def fault(first: int, body: Body, forms: Forms) -> str | None:
    """What is wrong with this packet; `body` is all behind its length."""
    wrong = head_fault(first, forms)
    if wrong is not None:
        return wrong
    try:
        wrong = forms[first](first, body)
    except _Wrong as found:
        wrong = str(found)
    return None if wrong is None else f"{_NAMES[first >> 4]}: {wrong}"


def sound_topic(topic: str) -> bool:
    """Whether a message may be on it (sections 3.3.2.1 and 4.7.3)."""
    return bool(topic) and "\0" not in topic and "+" not in topic and "#" not in topic


def _field(body: Body, at: int) -> int:
    """Where the field at `at`, which begins with its length, ends."""
    end = at + 2 + int.from_bytes(body[at : at + 2])
    if at + 2 > len(body) or end > len(body):
        raise _Wrong("a field reaches past its end")
    return end


def _text(body: Body, at: int) -> _Text:
    end = _field(body, at)
    try:
        text = body[at + 2 : end].decode()
    except UnicodeDecodeError:
        raise _Wrong("a text is not UTF-8") from None
    if "\0" in text:
        raise _Wrong("a text holds the character 0")
    return _Text(text, end)


def _number(body: Body, at: int) -> int:
    """Behind the packet id."""
    if at + 2 > len(body):
        raise _Wrong("too short")
    if not (body[at] or body[at + 1]):
        raise _Wrong("packet id 0")
    return at + 2


def _ends(body: Body, at: int) -> str | None:
    return None if at == len(body) else f"{len(body) - at} bytes too many"


def _nothing(_first: int, body: Body) -> str | None:
    return _ends(body, 0)


def _number_alone(_first: int, body: Body) -> str | None:
    return _ends(body, _number(body, 0))


def _publish(first: int, body: Body) -> str | None:
    """Its frame. What a topic is wrong in does not put the next packet in doubt."""
    end = _field(body, 0)
    if end == 2:
        return "an empty topic"
    if first & 6:
        _number(body, end)
    return None


def _said(first: int, body: Body) -> str | None:
    """The frame and the topic."""
    topic, _ = _text(body, 0)
    return _publish(first, body) if not topic or sound_topic(topic) else "a wildcard in its topic"


def _connack(_first: int, body: Body) -> str | None:
    if len(body) != 2:
        return f"{len(body)} bytes instead of 2"
    if body[0] > 1:
        return f"flags {body[0]:08b}"
    return None if body[1] <= 5 else f"answer {body[1]}"


def _suback(_first: int, body: Body) -> str | None:
    """One code: each SUBSCRIBE of ours holds one filter."""
    at = _number(body, 0)
    if len(body) != at + 1:
        return f"{len(body) - at} answers to one filter"
    return None if body[at] in (0, 1, 2, 0x80) else f"answer {body[at]}"


def _connect(_first: int, body: Body) -> str | None:
    name, at = _text(body, 0)
    if name != "MQTT":
        return "another protocol's name"
    if at + 4 > len(body):
        return "too short"
    level, flags = body[at], body[at + 1]
    if level != 4:
        return None  # laid out in another way; who reads it answers that the level is not spoken here
    if flags & 1 or (flags & _WILL_QOS) == _WILL_QOS:
        return f"flags {flags:08b}"
    if not flags & _WILL and flags & (_WILL_QOS | _WILL_RETAIN):
        return "a will's flags without a will"
    if flags & _PASSWORD and not flags & _USERNAME:
        return "a password without a user name"
    client_id, at = _text(body, at + 4)
    if not client_id and not flags & _CLEAN:
        return "a lasting session without a client id"
    if flags & _WILL:
        at = _field(body, _text(body, at).end)
    if flags & _USERNAME:
        at = _text(body, at).end
    if flags & _PASSWORD:
        at = _field(body, at)
    return _ends(body, at)


def _filters(body: Body, *, with_qos: bool) -> str | None:
    at, count = _number(body, 0), 0
    while at < len(body):
        filter_, at = _text(body, at)
        count += 1
        if not filter_:
            return "an empty filter"
        if count > MAX_FILTERS:
            return f"more than {MAX_FILTERS} filters"
        if with_qos:
            if at == len(body) or body[at] > 2:
                return "a filter without a QoS" if at == len(body) else f"QoS {body[at]}"
            at += 1
    return None if count else "no filter"


def _subscribe(_first: int, body: Body) -> str | None:
    return _filters(body, with_qos=True)


def _unsubscribe(_first: int, body: Body) -> str | None:
    return _filters(body, with_qos=False)


_PUBLISHES: Final = [first for first in range(0x30, 0x40) if first & 6 != 6]
_ANSWERS: Forms = dict.fromkeys((0x40, 0x50, 0x62, 0x70), _number_alone)

FROM_BROKER: Final[Forms] = {
    **dict.fromkeys(_PUBLISHES, _publish),
    **_ANSWERS,
    0x20: _connack,
    0x90: _suback,
    0xB0: _number_alone,
    0xD0: _nothing,
}

FROM_CLIENT: Final[Forms] = {
    **dict.fromkeys(_PUBLISHES, _said),
    **_ANSWERS,
    0x10: _connect,
    0x82: _subscribe,
    0xA2: _unsubscribe,
    0xC0: _nothing,
    0xE0: _nothing,
}
