"""The kinds of platforms that push: who a message is of, and which message it is. Pure, one table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

_MAX_IDENTITY = 64


class Kind(StrEnum):
    """How a platform pushes."""

    CTWING = "ctwing"
    ONENET = "onenet"
    CHIRPSTACK = "chirpstack"
    TTS = "tts"
    CHIRPSTACK_MQTT = "chirpstack-mqtt"
    TTS_MQTT = "tts-mqtt"


class Unreadable(Exception):
    """A push that is the platform's and that nobody can read; the text says why."""


class Message(NamedTuple):
    """A push taken apart. `suffix` is None for what says nothing of the device (an acknowledgement)."""

    identity: str
    suffix: str | None
    dedupe: str
    payload: bytes
    #: The bytes of a transparent product, base64 of them; empty: there are none.
    transparent: str = ""
    #: Whether it carries what the device said, and is no notice of the platform's own.
    carries: bool = False


class Way(NamedTuple):
    """How one kind is read: `event` is what the address or the topic says of it."""

    en: str
    zh: str
    gateway: str
    read: Callable[[dict[str, Any], bytes, str], Message]
    #: The topics to subscribe to; empty: it pushes over HTTP.
    topics: tuple[str, ...] = ()


def take_apart(kind: Kind, payload: bytes, event: str = "") -> Message:
    """Who it is of, and what. Raises Unreadable."""
    try:
        root = msgspec.json.decode(payload)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Unreadable(f"not JSON: {fault}") from None
    if not isinstance(root, dict):
        raise Unreadable(f"a JSON object is expected, not {type(root).__name__}")
    message = WAYS[kind].read(root, payload, event)
    if not message.identity:
        raise Unreadable("it names no device")
    return message


def _text(*values: object) -> str:
    """The first that names a device: an IMEI, a DevEUI, a name."""
    for value in values:
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            name = str(value).strip()
            if name.isprintable():
                return name[:_MAX_IDENTITY]
    return ""


def _inside(root: Mapping[str, Any], *path: str) -> Any:
    at: Any = root
    for step in path:
        at = at.get(step) if isinstance(at, Mapping) else None
    return at


def _digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "replace")).hexdigest()[:40]


def _ctwing(root: dict[str, Any], payload: bytes, event: str) -> Message:
    imei = _text(root.get("IMEI"), _inside(root, "payload", "serviceData", "IMEI"), root.get("deviceId"))
    transparent = _inside(root, "payload", "APPdata")
    return Message(
        identity=imei,
        suffix="",
        # The same body is the same message: the platform repeats it as it was. Its numbers are often -1.
        dedupe=f"ct-{hashlib.sha256(payload).hexdigest()[:40]}",
        payload=payload,
        transparent=transparent if isinstance(transparent, str) else "",
        carries=root.get("messageType") == "dataReport",
    )


def _onenet(root: dict[str, Any], payload: bytes, mark: str) -> Message:
    identity = _text(root.get("imei"), root.get("deviceName"), root.get("dev_id"), root.get("deviceId"))
    carries = "data" in root or "value" in root
    return Message(identity, "", f"on-{_digest(identity, mark)}", payload, carries=carries)


def _chirpstack(root: dict[str, Any], payload: bytes, event: str) -> Message:
    eui = _text(_inside(root, "deviceInfo", "devEui")).lower()
    known = event in ("up", "status", "join")
    mark = _text(root.get("deduplicationId")) or _digest(payload)
    return Message(
        eui,
        f"event/{event}" if known else None,
        f"cs-{event[:16]}-{mark}",
        payload,
        carries=event == "up" and bool(root.get("data")),
    )


def _tts(root: dict[str, Any], payload: bytes, event: str) -> Message:
    eui = _text(_inside(root, "end_device_ids", "dev_eui"), _inside(root, "end_device_ids", "device_id"))
    suffix = "up" if "uplink_message" in root else "join" if "join_accept" in root else None
    uplink = root.get("uplink_message")
    session = _inside(root, "uplink_message", "session_key_id")
    counter = _inside(root, "uplink_message", "f_cnt") or 0
    received = _inside(root, "uplink_message", "received_at") or root.get("received_at")
    mark = _digest(eui, session, counter, received) if uplink is not None else _digest(payload)
    carries = bool(_inside(root, "uplink_message", "frm_payload"))
    return Message(eui.lower(), suffix, f"tts-{mark}", payload, carries=carries)


WAYS: Mapping[Kind, Way] = {
    Kind.CTWING: Way("CTWing / AEP (China Telecom)", "天翼物联 CTWing / AEP", "nb", _ctwing),
    Kind.ONENET: Way("OneNET (China Mobile)", "中移 OneNET", "nb", _onenet),
    Kind.CHIRPSTACK: Way("ChirpStack v4, HTTP", "ChirpStack v4(HTTP)", "lora", _chirpstack),
    Kind.TTS: Way("The Things Stack v3, webhooks", "The Things Stack v3(Webhook)", "lora", _tts),
    Kind.CHIRPSTACK_MQTT: Way(
        "ChirpStack v4, MQTT",
        "ChirpStack v4(MQTT)",
        "lora",
        _chirpstack,
        ("application/+/device/+/event/+",),
    ),
    Kind.TTS_MQTT: Way(
        "The Things Stack v3, MQTT",
        "The Things Stack v3(MQTT)",
        "lora",
        _tts,
        ("v3/+/devices/+/up", "v3/+/devices/+/join"),
    ),
}


def event_of_topic(topic: str) -> str:
    """What a topic's last level says."""
    return topic.rsplit("/", 1)[-1]
