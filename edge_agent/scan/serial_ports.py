"""The serial ports of this machine: what adapter each is, how to name it in the settings, who holds it."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from serial.tools import list_ports_linux

_BY_ID = Path("/dev/serial/by-id")
_BY_PATH = Path("/dev/serial/by-path")


class Holder(NamedTuple):
    """A process that has the port open."""

    pid: int
    name: str


class PortFound(NamedTuple):
    """A port. `selector` is the best name for it in the settings: it outlives a re-plugging."""

    device: str
    selector: str
    description: str
    usb: str
    by_id: str
    by_path: str
    holders: tuple[Holder, ...]
    #: Whether this user may open it.
    allowed: bool


def serial_ports(proc: Path = Path("/proc")) -> list[PortFound]:
    """Every port, adapters first."""
    by_id, by_path = _links(_BY_ID), _links(_BY_PATH)
    found = list_ports_linux.comports()  # type: ignore[no-untyped-call]
    ports = sorted(found, key=lambda port: (port.vid is None, port.device))
    held = holders([port.device for port in ports], proc)
    alike = Counter(_usb(port.vid, port.pid, port.serial_number) for port in ports)
    return [
        PortFound(
            device=port.device,
            selector=best_selector(
                port.device,
                usb := _usb(port.vid, port.pid, port.serial_number),
                by_id.get(port.device, ""),
                by_path.get(port.device, ""),
                alike=alike[usb],
            ),
            description=port.description if port.description != "n/a" else "",
            usb=usb,
            by_id=by_id.get(port.device, ""),
            by_path=by_path.get(port.device, ""),
            holders=tuple(held.get(port.device, ())),
            allowed=os.access(port.device, os.R_OK | os.W_OK),
        )
        for port in ports
    ]


def best_selector(device: str, usb: str, by_id: str, by_path: str, *, alike: int = 1) -> str:
    """How to name the port in the settings.

    The adapter's own number is best; adapters without one are told apart by the socket they are in.
    """
    if usb.count(":") == 3 and alike == 1:
        return usb
    if by_id and alike == 1:
        return f"by-id:{by_id}"
    return f"by-path:{by_path}" if by_path else device


def holders(devices: Iterable[str], proc: Path = Path("/proc")) -> Mapping[str, list[Holder]]:
    """Which processes have which of the devices open, as far as this user may see."""
    wanted = {os.path.realpath(device): device for device in devices}
    found: dict[str, list[Holder]] = {}
    for folder in proc.glob("[0-9]*"):
        with contextlib.suppress(OSError):
            for descriptor in (folder / "fd").iterdir():
                with contextlib.suppress(OSError):
                    device = wanted.get(str(descriptor.readlink()))
                    holder = Holder(int(folder.name), _name(folder))
                    if device is not None and holder not in found.setdefault(device, []):
                        found[device].append(holder)
    return found


def _name(folder: Path) -> str:
    try:
        words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
        return words[:80] or (folder / "comm").read_text().strip()
    except OSError:
        return "?"


def _usb(vendor: int | None, product: int | None, serial: str | None) -> str:
    if vendor is None or product is None:
        return ""
    return f"usb:{vendor:04x}:{product:04x}" + (f":{serial}" if serial else "")


def _links(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        return {}
    return {os.path.realpath(link): link.name for link in sorted(folder.iterdir())}
