"""What can be offered by number: the serial ports that are here, and the profiles for a kind of bus."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from device_profiles import loader
from device_profiles.loader import ProfileError
from edge_agent.drivers import ports

_BY_ID = Path("/dev/serial/by-id")
_SELECTOR: TypeAdapter[str] = TypeAdapter(ports.PortSelector)


def serial_ports() -> list[tuple[str, str]]:
    """Each serial port under the name that stays its own when it is plugged in elsewhere."""
    stable = {entry.resolve(): f"by-id:{entry.name}" for entry in _BY_ID.iterdir()} if _BY_ID.is_dir() else {}
    return [
        (
            stable.get(Path(adapter.device).resolve(), adapter.device),
            f"{adapter.device} usb:{adapter.vid:04x}:{adapter.pid:04x}"
            if adapter.vid and adapter.pid
            else "",
        )
        for adapter in sorted(ports.adapters(), key=lambda adapter: adapter.device)
    ]


def port(text: str) -> str:
    """Check a serial port's selector; a bare name such as `ttyS0` is a slip here."""
    try:
        if not text.startswith("/") and ":" not in text:
            raise ValueError
        return _SELECTOR.validate_python(text)
    except ValueError:  # pydantic's fault is one
        raise ValueError(
            f"{text!r}: 写 /dev/ttyS0、by-id:名称、by-path:名称 或 usb:VID:PID / "
            "write /dev/ttyS0, by-id:NAME, by-path:NAME or usb:VID:PID"
        ) from None


def profiles(transport: str) -> Callable[[], list[tuple[str, str]]]:
    """The profiles for a kind of bus, with their devices."""

    def offered() -> list[tuple[str, str]]:
        return [(name, label) for name, spoken, label in _every_profile() if spoken == transport]

    return offered


@cache
def _every_profile() -> tuple[tuple[str, str, str], ...]:
    found = []
    for name in loader.names():
        try:
            profile = loader.load(name).profile
        except ProfileError:
            continue  # `lint` tells of it; here it only cannot be offered
        found.append((name, profile.transport, f"{profile.label.zh} / {profile.label.en}"))
    return tuple(found)
