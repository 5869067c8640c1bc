"""The suite's profiles of one way, by their names in both languages. They are read once."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from cloud.profiles.schemas import ProfileOut
from cloud.vocabulary import LabelOut
from device_profiles import loader

#: Ways by which the centre itself reads devices.
Way = Literal["uitd", "json_device"]


@cache
def profiles(way: Way) -> tuple[ProfileOut, ...]:
    """Those that describe a device in this way, by name."""
    section = re.compile(rf"^{way}:", re.MULTILINE)
    # Reading a profile whole takes many times as long as looking for its section.
    found = [
        loader.load_file(path).profile
        for path in sorted(loader.RECORDS.glob("*.yaml"))
        if section.search(path.read_text(encoding="utf-8"))
    ]
    return tuple(
        ProfileOut(
            profile=one.profile,
            label=LabelOut(zh=one.label.zh, en=one.label.en),
            device_address=one.uitd.device_address if one.uitd is not None else None,
        )
        for one in found
    )
