"""Where everything lies on a gateway, and the two links that say which release runs and which is known good.

Rules that every step keeps, so that a power cut at any moment leaves a gateway that starts:
1. A release is complete when its `manifest.json` is there; it is written last, when all else is on the disk.
   Only complete releases are ever linked.
2. `current` is what starts. `confirmed` is the last release that has shown progress. Each is a symbolic link,
   replaced by rename, so it points to one release or to the other and never to nothing.
3. Where the two differ a trial is under way: it ends by moving `confirmed` forward or `current` back.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edge_agent.delivery.manifest import MANIFEST, Manifest, decode
from runtime.faults import PlainFault

SERVICE = "steppewatch-edge.service"


@dataclass(frozen=True)
class Release:
    """A complete release: its folder's name, the folder, and what its signed manifest says."""

    name: str
    folder: Path
    manifest: Manifest

    @property
    def agent(self) -> Path:
        """The release's `edge-agent`."""
        return self.folder / "venv" / "bin" / "edge-agent"


class Layout:
    """The places on one gateway; all below `prefix`, which is `/` but for tests and trials."""

    def __init__(self, prefix: Path = Path("/")) -> None:
        self.base = prefix / "opt" / "steppewatch"
        self.releases = self.base / "releases"
        self.current = self.base / "current"
        self.confirmed = self.base / "confirmed"
        #: Root's own, unlike the settings' folder, which belongs to the agent.
        self.trust = self.base / "trust"
        self.report = self.base / "update-report.json"
        self.config_folder = prefix / "etc" / "steppewatch"
        self.config = self.config_folder / "agent.toml"
        self.identity = self.config_folder / "identity"
        self.state = prefix / "var" / "lib" / "steppewatch"
        #: Where the agent may leave a bundle; a unit of root's takes it from there.
        self.incoming = self.state / "incoming"
        self.units = prefix / "etc" / "systemd" / "system"

    def linked(self, link: Path) -> Release | None:
        """The release a link points to; None when there is none or it is not complete."""
        try:
            name = os.readlink(link)
        except OSError:
            return None
        return self.release(Path(name).name)

    def release(self, name: str) -> Release | None:
        """A complete release by its name."""
        folder = self.releases / name
        try:
            return Release(name, folder, decode((folder / MANIFEST).read_bytes()))
        except (OSError, PlainFault):
            return None

    def point(self, link: Path, release: Release) -> None:
        """Let a link point to a release, at once and durably."""
        fresh = link.with_name(f".{link.name}.new")
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(Path(self.releases.name) / release.name)
        fresh.replace(link)
        sync_folder(link.parent)

    def in_use(self) -> set[str]:
        """Names of the releases that must not be removed."""
        linked = (self.linked(self.current), self.linked(self.confirmed))
        return {release.name for release in linked if release is not None}

    def prune(self, keep: int) -> list[str]:
        """Remove what an interrupted installation left, and all but the newest `keep` releases.

        What `current` and `confirmed` point to always stays. Gives the names that went.
        """
        used = self.in_use()
        found = [folder for folder in self.releases.iterdir() if folder.name not in used]
        complete = [folder for folder in found if (folder / MANIFEST).is_file()]
        complete.sort(key=lambda folder: (folder / MANIFEST).stat().st_mtime, reverse=True)
        spare = complete[max(0, keep - len(used)) :]
        removed = [folder for folder in found if folder not in complete or folder in spare]
        for folder in removed:
            remove_release(folder)
        return sorted(folder.name for folder in removed)

    def adopt_keys(self, folder: Path) -> list[str]:
        """Trust the keys of a trusted bundle besides those that are known; gives the new ones' names."""
        self.trust.mkdir(mode=0o755, parents=True, exist_ok=True)
        fresh = [key for key in sorted(folder.glob("*.pem")) if not (self.trust / key.name).exists()]
        for key in fresh:
            write_durably(self.trust / key.name, key.read_bytes())
        return [key.stem for key in fresh]

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other installation and update away. Raises PlainFault when one is under way."""
        try:
            self.releases.mkdir(parents=True, exist_ok=True)
            lock = (self.base / "update.lock").open("a", encoding="ascii")
        except OSError as fault:
            raise PlainFault(
                f"{fault.filename}: {fault.strerror}; 以 root 身份运行 / run this as root (sudo)"
            ) from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise PlainFault(
                    f"{self.base}: 另一次安装或升级正在进行 / another installation or update is under way; "
                    "等它结束 / wait for it"
                ) from None
            yield


def remove_release(folder: Path) -> None:
    """Remove a release's folder; the mark of completeness goes first."""
    (folder / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(folder)


def sync_folder(folder: Path) -> None:
    """Make a rename within the folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Replace a file at once and durably; a reader sees the old one or the new one."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    sync_folder(path.parent)
