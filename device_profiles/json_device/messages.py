"""Every message that a JSON device may send: those of its profile, and those its surroundings add."""

from __future__ import annotations

from device_profiles.json_device.network_servers import uplinks
from device_profiles.json_device.schema import JsonDevice, JsonMessage, StateField

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
