"""The wheels a gateway needs: the closure of the requirements over the lock, for the gateway's own machine.

pip resolves for the interpreter it runs under, also where `--platform` names another; so the closure is
walked here, with the target's markers, from what each wheel says of itself.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping
from email.parser import HeaderParser
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import Version

from edge_agent.delivery.lock import Pin
from edge_agent.delivery.target import Target
from runtime.faults import PlainFault

_DOWNLOAD_S = 1800
_MAX_METADATA_BYTES = 4_000_000

Fetch = Callable[[Collection[Pin], Path], None]
"""Brings wheels of pins into a folder."""


class Wheel(NamedTuple):
    """A wheel on the disk, and the pin it answers."""

    file: Path
    pin: Pin


def gather(
    roots: Iterable[Requirement],
    pins: Mapping[str, Pin],
    target: Target,
    wheelhouse: Path,
    fetch: Fetch,
    on_progress: Callable[[int, int], None] = lambda done, known: None,
    extras: Iterable[str] = (),
) -> list[Wheel]:
    """Every wheel that `roots` with `extras` need on `target`, fetched where lacking, hashes checked.

    `on_progress` hears how many are there and how many are known to be needed. Raises PlainFault naming the
    distribution that the lock lacks or that has no wheel for the target.
    """
    tags = _tags(target)
    found: dict[str, Wheel] = {}
    asked: set[tuple[str, frozenset[str]]] = set()
    waiting = _wanted(roots, target, ["", *extras])
    while waiting:
        fresh = [(need, _pin_of(need, pins)) for need in waiting]
        lacking = {pin.name: pin for _, pin in fresh if pin.name not in found}
        absent = [pin for pin in lacking.values() if _in_house(wheelhouse, pin, tags) is None]
        on_progress(len(found), len(found) + len(lacking))
        if absent:
            fetch(absent, wheelhouse)
        for pin in lacking.values():
            file = _in_house(wheelhouse, pin, tags)
            if file is None:
                raise _no_wheel(pin, target)
            found[pin.name] = Wheel(file, pin)
        waiting = []
        for need, pin in fresh:
            key = (pin.name, frozenset(need.extras))
            if key not in asked:
                asked.add(key)
                waiting += _wanted(requires(found[pin.name].file), target, ["", *need.extras])
    on_progress(len(found), len(found))
    return [found[name] for name in sorted(found)]


def requires(wheel: Path) -> list[Requirement]:
    """What a wheel says it needs. Raises PlainFault when it is no wheel."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            entry = next(
                info
                for info in archive.infolist()
                if info.filename.endswith(".dist-info/METADATA") and info.filename.count("/") == 1
            )
            if entry.file_size > _MAX_METADATA_BYTES:
                raise zipfile.BadZipFile("METADATA is too large")
            text = archive.read(entry).decode("utf-8")
    except (zipfile.BadZipFile, StopIteration, UnicodeDecodeError, OSError) as fault:
        raise PlainFault(
            f"{wheel}: 不是有效的 wheel / is no usable wheel ({fault}); 删除后重试 / delete it, try again"
        ) from None
    return [Requirement(line) for line in HeaderParser().parsestr(text).get_all("Requires-Dist", [])]


def pip_fetch(target: Target) -> Fetch:
    """Fetch with pip from the index configured on this machine, against the lock's hashes."""

    def fetch(pins: Collection[Pin], wheelhouse: Path) -> None:
        listing = wheelhouse / ".wanted.txt"
        listing.write_text("".join(f"{pin.line()}\n" for pin in pins), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        command += ["--no-deps", "--only-binary=:all:", "--require-hashes", "--dest", str(wheelhouse)]
        command += [
            "--implementation",
            "cp",
            "--python-version",
            target.python,
            "--requirement",
            str(listing),
        ]
        for tag in target.platform_tags():
            command += ["--platform", tag]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_DOWNLOAD_S, check=False)
        except subprocess.TimeoutExpired:
            raise PlainFault(
                f"下载超过 {_DOWNLOAD_S} 秒 / the download took over {_DOWNLOAD_S} s; 检查网络后重试 "
                "/ check the network"
            ) from None
        finally:
            listing.unlink(missing_ok=True)
        if done.returncode != 0:
            said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or [
                done.stderr.strip()
            ]
            names = ", ".join(f"{pin.name} {pin.version}" for pin in pins)
            raise PlainFault(
                f"无法取得 {target} 的软件包 / cannot fetch packages for {target}: {names}\n"
                + "\n".join(f"  pip: {line}" for line in said[:4])
                + "\n检查网络或索引;若缺少该平台的 wheel,换一个 --platform(如 debian12-arm64)/ "
                "check network and index; where the platform has no wheel choose a newer --platform "
                "(debian12-arm64)"
            )

    return fetch


def _wanted(needs: Iterable[Requirement], target: Target, extras: list[str]) -> list[Requirement]:
    environment = target.marker_environment()
    return [
        need
        for need in needs
        if need.marker is None
        or any(need.marker.evaluate({**environment, "extra": extra}) for extra in extras)
    ]


def _pin_of(need: Requirement, pins: Mapping[str, Pin]) -> Pin:
    pin = pins.get(canonicalize_name(need.name))
    if pin is None:
        raise PlainFault(
            f"{need.name}: 不在锁定文件中 / is not in the lock; `make lock` 重新锁定 / lock anew"
        )
    if not need.specifier.contains(pin.version, prereleases=True):
        raise PlainFault(
            f"{need.name}: 锁定 {pin.version},需要 {need.specifier} / locked at {pin.version}, needed "
            f"{need.specifier}; "
            "`make lock` 重新锁定 / lock anew"
        )
    return pin


def _tags(target: Target) -> frozenset[Tag]:
    version = tuple(int(part) for part in target.python.split("."))
    abi = "cp" + target.python.replace(".", "")
    platforms = target.platform_tags()
    return frozenset([*cpython_tags(version, [abi], platforms), *compatible_tags(version, abi, platforms)])


def _in_house(wheelhouse: Path, pin: Pin, tags: frozenset[Tag]) -> Path | None:
    """The pin's wheel for the target, if the wheelhouse has it whole."""
    for file in sorted(wheelhouse.glob("*.whl")):
        try:
            name, version, _, spoken = parse_wheel_filename(file.name)
        except InvalidWheelFilename:
            continue
        if (
            name == pin.name
            and version == Version(pin.version)
            and spoken & tags
            and hashlib.sha256(file.read_bytes()).hexdigest() in pin.hashes
        ):
            return file
    return None


def _no_wheel(pin: Pin, target: Target) -> PlainFault:
    return PlainFault(
        f"{pin.name} {pin.version}: 没有适合 {target} 且哈希相符的 wheel / no wheel for {target} that "
        "the lock's hashes "
        "allow; 换一个 --platform 或 --python / choose another --platform or --python"
    )
