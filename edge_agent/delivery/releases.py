"""Making a release on the gateway from a bundle: its own virtual environment, and no index asked."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from edge_agent.delivery.archive import Signed
from edge_agent.delivery.layout import Layout, Release, remove_release, write_durably
from edge_agent.delivery.manifest import MANIFEST, SIGNATURE, BundleFault, release_name

_INSTALL_S = 1800
#: Unpacked and compiled, wheels take about four times their size; the rest is room to breathe.
_GROWTH = 5
_SPARE_BYTES = 50_000_000
#: What a release keeps of its bundle; settings and identity have their own place, wheels are installed.
_KEPT = ("requirements.txt", "systemd", "trust")

Unpack = Callable[[Path], None]


def prepare(layout: Layout, signed: Signed, unpack: Unpack) -> Release:
    """A complete release from a bundle; one that is there already is used as it is.

    `unpack` fills an empty folder with the bundle's files, each checked. Raises PlainFault; an unfinished
    folder has no manifest, is never linked, and goes with the next attempt.
    """
    name = release_name(signed.manifest, signed.data)
    release = layout.release(name)
    if release is not None:
        return release
    folder = layout.releases / name
    if folder.exists():
        remove_release(folder)
    _check_room(layout.releases, signed)
    try:
        bundle = folder / "bundle"
        bundle.mkdir(parents=True)
        unpack(bundle)
        install(bundle, folder / "venv")
        for kept in _KEPT:
            if (bundle / kept).exists():
                (bundle / kept).rename(folder / kept)
        shutil.rmtree(bundle)
        (folder / SIGNATURE).write_bytes(signed.signature)
        finish(folder, signed.data)
    except BaseException as fault:
        shutil.rmtree(folder, ignore_errors=True)
        if isinstance(fault, OSError):
            raise BundleFault(
                f"{fault.filename or folder}: {fault.strerror}; 检查磁盘空间与权限 / check free space "
                "and rights"
            ) from fault
        raise
    return Release(name, folder, signed.manifest)


def finish(folder: Path, manifest: bytes) -> None:
    """Mark a release complete, once all of it is on the disk."""
    os.sync()
    write_durably(folder / MANIFEST, manifest)


def install(bundle: Path, venv: Path) -> None:
    """Make the virtual environment and install the bundle's wheels into it, hashes checked, no network."""
    pip = next(iter(sorted((bundle / "wheels").glob("pip-*.whl"))), None)
    if pip is None:
        raise BundleFault("wheels/: 没有 pip / has no pip; 重新制作 / make the bundle anew")
    _run([sys.executable, "-m", "venv", "--without-pip", "--clear", str(venv)], "venv")
    command = [str(venv / "bin" / "python"), "-I", f"{pip}/pip", "install", "--quiet", "--no-cache-dir"]
    command += ["--no-index", "--find-links", str(bundle / "wheels"), "--require-hashes"]
    command += ["--only-binary=:all:", "--no-deps", "--requirement", str(bundle / "requirements.txt")]
    _run(command, "pip")
    _run([str(venv / "bin" / "edge-agent"), "--version"], "edge-agent --version")


def _check_room(folder: Path, signed: Signed) -> None:
    needed = sum(file.size for file in signed.manifest.files) * _GROWTH + _SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BundleFault(
            f"{folder}: 空间不足 / too little room: {free // 1_000_000} MB 可用 / free, "
            f"{needed // 1_000_000} MB 需要 / needed; 清理磁盘 / free some"
        )


def _run(command: list[str], what: str) -> None:
    environment = {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "PIP_NO_INDEX": "1",
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
    }
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_INSTALL_S, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        raise BundleFault(
            f"{what}: 超过 {_INSTALL_S} 秒 / took over {_INSTALL_S} s; 检查磁盘 / check the disk"
        ) from None
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()[-5:]
        raise BundleFault(
            f"{what}: 失败 / failed ({done.returncode}): " + " | ".join(said) + "; 重新制作 / make "
            "the bundle anew"
        )
