"""The machine a bundle is for: its Python, its processor and the C library its wheels may ask for."""

from __future__ import annotations

import platform
import re
import sys
from typing import Annotated

import msgspec

from runtime.faults import PlainFault

ALIASES = {
    "debian12-amd64": "manylinux_2_36_x86_64",
    "debian12-arm64": "manylinux_2_36_aarch64",
    "debian12-armhf": "manylinux_2_36_armv7l",
}
"""Names an installer knows, for the tags that wheels bear."""

_LEGACY = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
_OLDEST = {"x86_64": 5, "i686": 5}
_OLDEST_ELSEWHERE = 17


class Target(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A Python (`3.11`), a processor (`aarch64`) and a C library: glibc 2.`glibc_minor` or later."""

    python: Annotated[str, msgspec.Meta(pattern=r"^3\.[0-9]{1,2}$")]
    machine: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_]{1,32}$")]
    glibc_minor: Annotated[int, msgspec.Meta(ge=0, le=999)]

    def __str__(self) -> str:
        return f"manylinux_2_{self.glibc_minor}_{self.machine}-cp{self.python.replace('.', '')}"

    def platform_tags(self) -> list[str]:
        """Every platform tag whose wheels run there, the newest first."""
        oldest = _OLDEST.get(self.machine, _OLDEST_ELSEWHERE)
        tags = []
        for minor in range(self.glibc_minor, oldest - 1, -1):
            tags.append(f"manylinux_2_{minor}_{self.machine}")
            tags += [f"{name}_{self.machine}" for name, glibc in _LEGACY.items() if glibc == (2, minor)]
        return [*tags, f"linux_{self.machine}"]

    def marker_environment(self) -> dict[str, str]:
        """What environment markers (PEP 508) see there.

        The patch release is not known beforehand; .0 at worst brings a backport that is not needed.
        """
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{self.python}.0",
            "os_name": "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Linux",
            "platform_version": "",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
            "sys_platform": "linux",
            "extra": "",
        }


def parse(tag: str | None = None, python: str | None = None) -> Target:
    """A target from a platform tag or alias and a Python version; what is not given is this machine's.

    Raises PlainFault with the tags that are known.
    """
    python = python or f"{sys.version_info.major}.{sys.version_info.minor}"
    match_python = re.fullmatch(r"(3\.\d{1,2})(?:\.\d+)?", python)
    if match_python is None or int(match_python[1][2:]) < 11:
        raise PlainFault(
            f"--python {python}: 需要 3.11 或更高 / 3.11 or later is needed, as in --python 3.11"
        )
    if tag is None:
        return Target(match_python[1], platform.machine(), _own_glibc_minor())
    spelled = ALIASES.get(tag, tag)
    match = re.fullmatch(r"manylinux_2_(\d{1,3})_([a-z0-9_]+)|(manylinux\d+)_([a-z0-9_]+)", spelled)
    if match is None or (match[3] and match[3] not in _LEGACY):
        raise PlainFault(
            f"--platform {tag}: 不认识 / is not known; 可用 / use one of {', '.join(ALIASES)}, "
            "manylinux2014_aarch64, manylinux_2_36_x86_64, …"
        )
    minor = int(match[1]) if match[1] else _LEGACY[match[3]][1]
    return Target(match_python[1], match[2] or match[4], minor)


def here() -> Target:
    """This machine."""
    return parse()


def misfit(target: Target, machine: Target) -> str | None:
    """Why what was made for `target` cannot run on `machine`; None when it can."""
    if target.machine != machine.machine:
        return (
            f"为 {target.machine} 制作,本机为 {machine.machine} / "
            f"made for {target.machine}, this is {machine.machine}"
        )
    if target.python != machine.python:
        return (
            f"需要 Python {target.python},本机为 {machine.python} / "
            f"needs Python {target.python}, this is {machine.python}"
        )
    if target.glibc_minor > machine.glibc_minor:
        return (
            f"需要 glibc 2.{target.glibc_minor},本机为 2.{machine.glibc_minor} / "
            f"needs glibc 2.{target.glibc_minor}, this is 2.{machine.glibc_minor}"
        )
    return None


def _own_glibc_minor() -> int:
    name, version = platform.libc_ver()
    match = re.match(r"2\.(\d+)", version)
    if name != "glibc" or match is None:
        raise PlainFault(
            f"C 库不是 glibc / the C library here is {name or 'unknown'} {version}, not glibc; "
            "用 --platform 指明网关平台 / name the gateway's platform with --platform"
        )
    return int(match[1])
