"""Every message that a JSON device may send: those of its profile, and those its surroundings add."""

from __future__ import annotations

from device_profiles.json_device.network_servers import uplinks
from device_profiles.json_device.schema import Binary, JsonDevice, JsonMessage, Meaning, StateField

#: What Zigbee2MQTT says beside a device's topic of its being reachable: a word, or an object with `state`.
_AVAILABILITY = JsonMessage(
    suffix="availability",
    heartbeat=False,
    bare=True,
    states=tuple(
        StateField(path=path, state="device-offline", holds=("offline",), ends=("online",))
        for path in ("$", "state")
    ),
)


def every_message(device: JsonDevice) -> tuple[JsonMessage, ...]:
    """What may come of the device, at which suffixes below its topic."""
    beside = (_AVAILABILITY,) if device.availability else ()
    carried = uplinks(device.uplink) if device.uplink is not None else ()
    return (*device.messages, *beside, *carried)


def bare_message(device: JsonDevice) -> JsonMessage | None:
    """How the device's own bytes are read, as hexadecimal, where it sends bytes at all."""
    if device.uplink is not None and device.uplink.layout is not None:
        meaning = {name: getattr(device.uplink, name) for name in Meaning.model_fields}
        return JsonMessage(
            binary=Binary(path="$", encoding="hex", layout=device.uplink.layout), bare=True, **meaning
        )
    whole = (message for message in device.messages if message.binary and message.binary.path == "$")
    return next((message for message in whole if message.binary and message.binary.encoding == "hex"), None)
