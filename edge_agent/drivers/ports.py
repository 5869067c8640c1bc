"""Which serial port is meant: by path, by the name udev gives it, or by the adapter's USB identity.

An adapter that is pulled and put back may come up under another number; a selector finds it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Protocol

from pydantic import AfterValidator, ValidationInfo
from serial.tools import list_ports_linux

FOLDERS = {"by-id": Path("/dev/serial/by-id"), "by-path": Path("/dev/serial/by-path")}


class PortMissing(OSError):
    """No port answers the selector, or more than one does; the text says what is there."""


class Adapter(Protocol):
    """What the system tells of a serial port: its device, and its USB identity where it has one."""

    device: str
    vid: int | None
    pid: int | None
    serial_number: str | None


def adapters() -> list[Adapter]:
    """The serial ports that the system has now."""
    return list(list_ports_linux.comports())  # type: ignore[no-untyped-call]


def _selector(text: str, info: ValidationInfo) -> str:
    kind, colon, rest = text.partition(":")
    if kind in FOLDERS and rest and "/" not in rest:
        return text
    ids = rest.split(":", 2)
    if kind == "usb" and len(ids) >= 2 and all(_is_hex16(part) for part in ids[:2]):
        return text
    if text and not colon:
        return str(Path((info.context or {}).get("folder", ""), text))
    raise ValueError(
        f"{text!r} is no serial port; write a path (/dev/ttyS0), by-id:NAME, by-path:NAME, "
        "or usb:VID:PID or usb:VID:PID:SERIAL in hexadecimal"
    )


def _is_hex16(text: str) -> bool:
    return 1 <= len(text) <= 4 and all(digit in "0123456789abcdefABCDEF" for digit in text)


PortSelector = Annotated[str, AfterValidator(_selector)]
"""A serial port in a settings file: a path (a relative one from the file's folder), `by-id:…`, `by-path:…`,
or `usb:VID:PID[:SERIAL]`."""


def find(
    selector: str,
    present: Callable[[], Sequence[Adapter]] = adapters,
    folders: Mapping[str, Path] = FOLDERS,
) -> str:
    """The device that the selector means now. Raises PortMissing."""
    kind, _, rest = selector.partition(":")
    if kind == "usb":
        return _by_identity(selector, rest, present())
    path = folders[kind] / rest if kind in folders else Path(selector)
    if path.exists():
        return str(path)
    named = kind in folders and path.parent.is_dir()
    there = (
        [f"{kind}:{entry.name}" for entry in sorted(path.parent.iterdir())] if named else _named(present())
    )
    raise PortMissing(_told(f"{path} does not exist", there, "plug the adapter in, or correct `port`"))


def _by_identity(selector: str, ids: str, present: Sequence[Adapter]) -> str:
    vendor, product, *serial = ids.split(":", 2)
    found = [
        port.device
        for port in present
        if (port.vid, port.pid) == (int(vendor, 16), int(product, 16))
        and (not serial or port.serial_number == serial[0])
    ]
    if len(found) == 1:
        return str(found[0])
    there = _named(present)
    if found:
        fits = f"{selector} fits {', '.join(sorted(found))}"
        raise PortMissing(_told(fits, there, "add the serial number, or use by-path:NAME"))
    missing = f"no adapter {selector} is plugged in"
    raise PortMissing(_told(missing, there, "plug the adapter in, or correct `port`"))


def _told(what: str, there: list[str], cure: str) -> str:
    return f"{what}; here are: {', '.join(there) or 'no serial ports'}; {cure}"


def _named(present: Sequence[Adapter]) -> list[str]:
    return [
        f"{port.device} (usb:{port.vid:04x}:{port.pid:04x}:{port.serial_number or ''})"
        if port.vid is not None and port.pid is not None
        else str(port.device)
        for port in present
    ]
