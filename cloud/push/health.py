"""The word on a device whose pushes nobody can read: a fault of its own part, until one is read again. Pure.

Behind a wrong profile a fire is as unreadable as anything else: it stands in the control room, not in a list.
"""

from __future__ import annotations

from cloud.direct.speech import Word, own_part
from cloud.push.tables import PushDevice
from device_profiles.finding import Finding
from telemetry.messages import Label

_UNNAMED = Label(zh="推送设备", en="pushing device")
_SHOWN = 200


def unreadable(device: PushDevice, why: str) -> Word:
    """Nobody can read what it pushes."""
    text = (
        f"推送内容无法解读(配置文件 {device.profile}),其中可能有火警;请核对设备型号与配置文件"
        f" / its pushes cannot be read with the profile {device.profile}, and may tell of a fire: compare it"
    )
    return _word(device, Finding(sets=frozenset({"fault"}), text=text, evidence={"reason": why[:_SHOWN]}))


def readable(device: PushDevice) -> Word:
    """What it pushes can be read again."""
    text = "推送内容可以解读 / its pushes can be read"
    return _word(device, Finding(clears=frozenset({"fault"}), text=text))


def _word(device: PushDevice, finding: Finding) -> Word:
    name, place = Label(device.name_zh, device.name_en), Label(device.place_zh, device.place_en)
    return Word(own_part(name if name.zh or name.en else _UNNAMED, place, device.profile), finding)
