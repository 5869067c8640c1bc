"""The lock file: every distribution with its one version and the hashes of its files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import InvalidMarker, Marker
from packaging.utils import canonicalize_name

from runtime.faults import PlainFault

_PIN = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<version>[^\s;]+)\s*(?:;(?P<marker>.*))?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_MAX_LOCK_BYTES = 10_000_000


class LockFault(PlainFault):
    """A lock file that cannot be used: `FILE:LINE: fault; cure`."""


@dataclass(frozen=True)
class Pin:
    """One locked distribution; `hashes` are SHA-256 of its files, `marker` says where it is meant."""

    name: str
    version: str
    hashes: frozenset[str]
    marker: Marker | None

    def line(self) -> str:
        """The pin for pip's hash-checking mode."""
        hashes = " ".join(f"--hash=sha256:{digest}" for digest in sorted(self.hashes))
        return f"{self.name}=={self.version} {hashes}"


def read(path: Path, environment: Mapping[str, str]) -> dict[str, Pin]:
    """The pins that hold in a marker environment, by canonical name. Raises LockFault."""
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_LOCK_BYTES)
    except OSError as fault:
        raise LockFault(
            f"{path}: 无法读取锁定文件 / the lock cannot be read: {fault.strerror}; 用 --lock 指定 / "
            "name it with --lock"
        ) from None
    pins: dict[str, Pin] = {}
    for line, text in _logical_lines(raw.decode("utf-8", "replace")):
        pin = _pin(f"{path}:{line}", text)
        if pin.marker is None or pin.marker.evaluate(dict(environment)):
            pins[pin.name] = pin
    return pins


def _logical_lines(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    begun = ""
    start = 0
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.split(" #")[0].strip()
        if not begun:
            start = number
        if bare.startswith("#"):
            continue
        if bare.endswith("\\"):
            begun += bare[:-1] + " "
        elif begun or bare:
            found.append((start, (begun + bare).strip()))
            begun = ""
    return found


def _pin(place: str, text: str) -> Pin:
    hashes = frozenset(_HASH.findall(text))
    match = _PIN.fullmatch(_HASH.sub("", text).strip())
    if match is None:
        raise LockFault(f"{place}: 不是 name==version / not name==version; `make lock` 重新锁定 / lock anew")
    if not hashes:
        raise LockFault(f"{place}: {match['name']} 没有哈希 / has no hash; `make lock` 重新锁定 / lock anew")
    try:
        marker = Marker(match["marker"].strip()) if match["marker"] else None
    except InvalidMarker as fault:
        raise LockFault(f"{place}: {fault}; `make lock` 重新锁定 / lock anew") from None
    return Pin(canonicalize_name(match["name"]), match["version"], hashes, marker)
