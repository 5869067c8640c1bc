"""What every kind of scan tells with: profiles to compare with, results for programs and for people."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.table import Table

from device_profiles import loader
from device_profiles.schema import Profile
from edge_agent.drivers.serial_port import LineSettings
from edge_agent.tools import screen
from runtime.faults import PlainFault

ACTIVE = (
    "允许向线路发送询问;有的控制器答过的事件不再重发,应在空闲时使用。默认只监听 / "
    "may send questions to the line; some panels tell an event only once, so use it while nothing happens. "
    "Without it only listens"
)


def profiles_of(own: Path | None, transport: str) -> list[Profile]:
    """Every profile for that transport that can be read."""
    names = {*loader.names(), *(path.stem for path in own.glob("*.yaml"))} if own else loader.names()
    found = []
    for name in sorted(names):
        try:
            profile = loader.load(name, own).profile
        except loader.ProfileError as fault:
            sys.stderr.write(f"{fault}\n")
            continue
        if profile.transport == transport:
            found.append(profile)
    return found


def parse_line(text: str) -> LineSettings:
    """`9600-8N1`. Raises PlainFault."""
    match = re.fullmatch(r"(\d{3,6})[- ,]?([78])([NEOMS])([12])", text.strip().upper())
    if match is None:
        raise PlainFault(f"{text!r} 不是串口参数 / is no line setting; 写成 / write it as 9600-8N1")
    return LineSettings(int(match[1]), int(match[2]), match[3], int(match[4]))


def told(what: dict[str, Any], found: bool) -> int:
    """For programs: one line of JSON; gives the exit code."""
    sys.stdout.write(json.dumps(what, ensure_ascii=False) + "\n")
    return 0 if found else 1


def shown(table: Table | None, nothing: str, snippet: Sequence[str] = ()) -> int:
    """For people: a table and settings to paste, or why nothing was found; gives the exit code."""
    console = screen.out()
    if table is None:
        sys.stderr.write(f"{nothing}\n")
        return 1
    console.print(table)
    if snippet:
        sys.stdout.write("\n# 粘贴到配置文件后补全各部件 / paste into the settings, then add the points\n")
        sys.stdout.write("\n".join(snippet) + "\n")
    return 0
