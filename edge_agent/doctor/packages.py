"""The installed packages: the versions that were locked, and not one file changed since."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from edge_agent.doctor.verdict import Verdict, fault, ok, warning

TOPIC = "packages"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)", re.MULTILINE)


@dataclass(frozen=True)
class Package:
    """One distribution: the version wanted (None: nobody said), the one installed, and files that differ."""

    name: str
    wanted: str | None
    installed: str | None
    changed: tuple[str, ...] = ()


def wanted_versions(requirements: Path) -> dict[str, str]:
    """Name and version of each pin in a release's `requirements.txt`; none when there is no such file."""
    try:
        return dict(_PIN.findall(requirements.read_text(encoding="utf-8")))
    except OSError:
        return {}


def release_requirements() -> Path:
    """Where the release that this interpreter belongs to keeps its pins."""
    return Path(sys.prefix).parent / "requirements.txt"


def look(wanted: dict[str, str]) -> list[Package]:
    """Find out: every file of every wanted distribution against the hash it was installed with."""
    return [_look_at(name, version) for name, version in sorted(wanted.items())]


def judge(packages: list[Package], python: tuple[int, int]) -> Iterator[Verdict]:
    """What that means."""
    if python < (3, 11):
        yield fault(TOPIC, f"Python {python[0]}.{python[1]}", "需要 3.11 或更高 / 3.11 or later is needed")
    reinstall = "重新运行 install.sh,或升级 / run install.sh again, or update"
    bad = 0
    for package in packages:
        if package.installed is None:
            bad += 1
            yield fault(TOPIC, f"{package.name}: 未安装 / is not installed", reinstall)
        elif package.wanted not in (None, package.installed):
            bad += 1
            text = (
                f"{package.name}: 应为 {package.wanted},现为 {package.installed} / is not the locked version"
            )
            yield fault(TOPIC, text, reinstall)
        elif package.changed:
            bad += 1
            shown = ", ".join(package.changed[:3])
            yield fault(TOPIC, f"{package.name}: 文件被改动 / files were changed: {shown}", reinstall)
    if not packages:
        yield warning(
            TOPIC,
            "不是由安装包安装,版本无从核对 / not installed from a bundle; versions cannot be compared",
            "生产网关请用 `edge-agent bundle` 制作的安装包 / use a bundle on gateways in service",
        )
    elif not bad:
        yield ok(TOPIC, f"{len(packages)} 个软件包完好 / packages are as they were locked")


def _look_at(name: str, wanted: str) -> Package:
    try:
        distribution = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return Package(name, wanted, None)
    changed = []
    for file in distribution.files or ():
        if file.hash is None or file.hash.mode != "sha256":
            continue
        try:
            found = hashlib.sha256(Path(str(file.locate())).read_bytes()).digest()
        except OSError:
            found = b""
        if base64.urlsafe_b64encode(found).rstrip(b"=").decode() != file.hash.value:
            changed.append(str(file))
    return Package(name, wanted, distribution.version, tuple(changed))
