"""Small gateways below a folder: tiny releases that behave as told, signed bundles, and who starts them."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import signal
import subprocess
import sys
import time
import zipfile
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from edge_agent.delivery import bundling, releases, signing, target
from edge_agent.delivery.layout import Layout, Release
from edge_agent.delivery.manifest import Manifest, encode, release_name

ROOT = Path(__file__).parents[3]
SETTINGS = """
gateway = "gw-1"
[spool]
path = "../../var/lib/steppewatch/spool.sqlite3"
"""
#: An agent of a few lines. It lints, runs and writes progress as its behaviour says.
AGENT = """
import json, os, sys, time, tomllib
from pathlib import Path
VERSION, BEHAVIOUR = {version!r}, {behaviour!r}
def main():
    if "--version" in sys.argv:
        return print(VERSION)
    config = Path(sys.argv[sys.argv.index("--config") + 1])
    if "lint" in sys.argv:
        if BEHAVIOUR == "picky":
            sys.exit(f"{{config}}:2: gateway: the new release wants another name")
        return None
    if BEHAVIOUR == "crashing":
        sys.exit(1)
    state = (config.parent / tomllib.loads(config.read_text())["spool"]["path"]).parent
    commits, started = 0, time.time_ns() // 1_000_000
    while True:
        commits += BEHAVIOUR != "stuck"
        fresh = state / ".progress"
        fresh.write_text(json.dumps({{
            "pid": os.getpid(), "started_at": started, "commits": commits, "receipts": 0, "buses_up": 0,
            "healthy": BEHAVIOUR != "ill", "config_mark": "x", "version": VERSION,
        }}))
        fresh.replace(state / "progress.json")
        time.sleep(0.05)
"""
UPDATE = """
import argparse, sys
from edge_agent.delivery import update
parser = argparse.ArgumentParser()
update.add_arguments(parser)
sys.exit(update.run(parser.parse_args()))
"""
SUPERVISOR = """
import os, signal, subprocess, sys, time
from pathlib import Path
prefix = Path(sys.argv[1])
note = prefix / "pid"
if note.exists():
    try:
        os.kill(int(note.read_text()), signal.SIGKILL)
    except ProcessLookupError:
        pass
agent = prefix / "opt/steppewatch/current/venv/bin/edge-agent"
log = open(prefix / "log", "ab")
process = subprocess.Popen(
    [str(agent), "run", "--config", str(prefix / "etc/steppewatch/agent.toml")],
    stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
)
note.write_text(str(process.pid))
"""


def wheel(
    folder: Path, name: str, version: str, files: dict[str, str], requires: tuple[str, ...] = ()
) -> Path:
    """A wheel of a few files."""
    path = folder / f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    info = f"{name.replace('-', '_')}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {need}\n" for need in requires)
    whole = {
        **files,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        f"Provides-Extra: edge\n{needs}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(path, "w") as archive_:
        for place, text in whole.items():
            archive_.writestr(place, text)
        archive_.writestr(f"{info}/RECORD", "".join(f"{place},,\n" for place in [*whole, f"{info}/RECORD"]))
    return path


def agent_wheel(folder: Path, version: str, behaviour: str = "good", requires: tuple[str, ...] = ()) -> Path:
    """A wheel called steppewatch whose `edge-agent` behaves as told."""
    folder.mkdir(parents=True, exist_ok=True)
    info = f"steppewatch-{version}.dist-info"
    files = {
        "tiny_agent.py": AGENT.format(version=version, behaviour=behaviour),
        f"{info}/entry_points.txt": "[console_scripts]\nedge-agent = tiny_agent:main\n",
    }
    return wheel(folder, "steppewatch", version, files, requires)


def pip_wheel(folder: Path) -> Path:
    """pip as installed here, put back into a wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    distribution = metadata.distribution("pip")
    path = folder / f"pip-{distribution.version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in distribution.files or ():
            if file.suffix != ".pyc" and ".." not in file.parts:
                packed.write(Path(str(distribution.locate_file(file))), str(file))
    return path


def lock_of(folder: Path, *wheels: Path) -> Path:
    """A lock file over wheels."""
    lines = []
    for file in wheels:
        name, version = file.name.split("-")[:2]
        lines.append(
            f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"
        )
    path = folder / "requirements.lock"
    path.write_text("".join(lines))
    return path


class Workshop:
    """The engineer's machine: a key pair and whatever bundles are asked for."""

    def __init__(self, folder: Path, pip: Path) -> None:
        self.folder, self.pip = folder, pip
        folder.mkdir(parents=True, exist_ok=True)
        self.public = signing.make_pair(folder / "key")
        self.key: Ed25519PrivateKey = signing.read_private(folder / "key")

    def order(self, version: str = "1.0", behaviour: str = "good", **more: Any) -> bundling.Order:
        """An order for a tiny release."""
        more.setdefault("sequence", 1)
        more.setdefault("created", datetime.now(UTC).replace(microsecond=0))
        made = self.folder / f"{version}-{behaviour}-{more['sequence']}"
        return bundling.Order(
            source=ROOT,
            lock=lock_of(self.folder, self.pip),
            wheelhouse=self.pip.parent,
            output=made,
            target=more.pop("target", target.here()),
            key=more.pop("key", self.key),
            valid=more.pop("valid", timedelta(days=30)),
            suite_wheel=agent_wheel(made, version, behaviour),
            **more,
        )

    def bundle(self, version: str = "1.0", behaviour: str = "good", **more: Any) -> Path:
        """A bundle of a tiny release."""
        return bundling.make(self.order(version, behaviour, **more), lambda what, done, known: None).file


class Gateway:
    """A gateway below a folder: a bare one that trusts the workshop, or one that install.sh has made."""

    def __init__(self, prefix: Path, workshop: Workshop | None = None) -> None:
        self.prefix, self.layout = prefix, Layout(prefix)
        self.supervisor = prefix / "supervisor.py"
        if workshop is not None:
            self._furnish(workshop)
        self.supervisor.write_text(SUPERVISOR)

    def _furnish(self, workshop: Workshop) -> None:
        for folder in (self.layout.releases, self.layout.trust, self.layout.config_folder, self.layout.state):
            folder.mkdir(parents=True)
        self.layout.config.write_text(SETTINGS)
        (self.layout.trust / "key.pub").write_bytes(workshop.public.read_bytes())

    def place(self, version: str, behaviour: str = "good", sequence: int = 1) -> Release:
        """Put a complete release in place by hand: the agent without an environment of its own."""
        manifest = Manifest(
            version=version,
            sequence=sequence,
            created=datetime.now(UTC),
            expires=datetime.now(UTC) + timedelta(days=30),
            target=target.here(),
            packages={"steppewatch": version},
            files=[],
        )
        data = encode(manifest)
        folder = self.layout.releases / release_name(manifest, data)
        agent = folder / "venv" / "bin" / "edge-agent"
        agent.parent.mkdir(parents=True)
        code = AGENT.format(version=version, behaviour=behaviour)
        agent.write_text(f"#!{sys.executable}\n{code}\nmain()\n")
        agent.chmod(0o755)
        releases.finish(folder, data)
        return Release(folder.name, folder, manifest)

    def settle(self, release: Release) -> None:
        """Let the gateway run that release, confirmed."""
        self.layout.point(self.layout.confirmed, release)
        self.layout.point(self.layout.current, release)

    def command(self, *arguments: str | Path) -> list[str]:
        """The command line of an update of this gateway."""
        restart = shlex.join([sys.executable, str(self.supervisor), str(self.prefix)])
        line = [sys.executable, "-c", UPDATE, *map(str, arguments), "--json"]
        return [*line, "--prefix", str(self.prefix), "--restart-command", restart]

    def update(self, *arguments: str | Path, deadline_s: float = 30.0) -> tuple[int, dict[str, Any]]:
        """Run an update to its end: exit code and report."""
        done = subprocess.run(
            [*self.command(*arguments), "--deadline-s", str(deadline_s)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=100,
            check=False,
        )
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    def start(self) -> None:
        """Start what `current` points to."""
        subprocess.run([sys.executable, str(self.supervisor), str(self.prefix)], check=True)

    @property
    def running(self) -> str | None:
        """The version that says it runs."""
        try:
            return str(json.loads((self.layout.state / "progress.json").read_text())["version"])
        except FileNotFoundError:
            return None

    def version_of(self, link: Path) -> str:
        """The version a link points to; its agent must start."""
        release = self.layout.linked(link)
        assert release is not None, f"{link} is not bootable"
        done = subprocess.run([str(release.agent), "--version"], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == release.manifest.version
        return release.manifest.version

    def stop(self) -> None:
        """End the agent."""
        note = self.prefix / "pid"
        if note.exists():
            pid = int(note.read_text())
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            deadline = time.monotonic() + 10
            while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
                if Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] == "Z":
                    break
                time.sleep(0.01)
