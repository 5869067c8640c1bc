"""Which serial port is meant: by path, by the name udev gives it, or by the adapter's USB identity.

An adapter that is pulled and put back may come up under another number; a selector finds it again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo
from serial.tools import list_ports_linux
from serial.tools.list_ports_linux import SysFS

_FOLDERS = {"by-id": Path("/dev/serial/by-id"), "by-path": Path("/dev/serial/by-path")}


class PortMissing(OSError):
    """No port answers the selector, or more than one does; the text says what is there."""


def _selector(text: str, info: ValidationInfo) -> str:
    kind, colon, rest = text.partition(":")
    if kind in _FOLDERS and rest and "/" not in rest:
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
"""A serial port in a settings file: a path (a relative one from the file's folder), `by-id:…`, `by-path:…`, or
`usb:VID:PID[:SERIAL]`."""


def find(selector: str) -> str:
    """The device that the selector means now. Raises PortMissing."""
    kind, _, rest = selector.partition(":")
    if kind in _FOLDERS:
        path = _FOLDERS[kind] / rest
        if not path.exists():
            raise PortMissing(f"{path} does not exist; plug the adapter in, or correct the name")
        return str(path)
    if kind != "usb":
        return selector
    vendor, product, *serial = rest.split(":", 2)
    found = [
        port.device
        for port in _adapters()
        if (port.vid, port.pid) == (int(vendor, 16), int(product, 16))
        and (not serial or port.serial_number == serial[0])
    ]
    if len(found) == 1:
        return str(found[0])
    if found:
        raise PortMissing(f"{selector} fits {', '.join(sorted(found))}; add the serial number")
    raise PortMissing(f"no adapter {selector} is plugged in; here are {', '.join(_present()) or 'none'}")


def _present() -> list[str]:
    return [
        f"{port.device} (usb:{port.vid:04x}:{port.pid:04x}:{port.serial_number or ''})"
        if port.vid is not None and port.pid is not None
        else str(port.device)
        for port in _adapters()
    ]


def _adapters() -> list[SysFS]:
    return list(list_ports_linux.comports())  # type: ignore[no-untyped-call]
