"""One host, installed by the very commands of the guide, in a folder that stands for `/`."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import httpx

from runtime.mqtt_line import MqttSettings
from steppewatch.main import main
from tests.postgresql import start_postgresql
from tests.services import find_or_skip, free_port, start_victoria_metrics, stop, wait_listening

ROOT = Path(__file__).parents[2]
PROCESSES = ("pages", "alarm", "bulk")
_COMMAND = "import sys; from steppewatch.main import main; sys.exit(main(sys.argv[1:]))"
#: What a test adds to a command: loopback, free ports, no terminal.
_MORE = {
    "ca server": ["--san", "127.0.0.1"],
    "broker-config mosquitto": ["--port", "{tls}", "--services-port", "{services}"],
    "people add-admin": ["--random"],
}


def commands(guide: str) -> list[list[str]]:
    """What the user `steppewatch` types on one host, by the guide."""
    section = (ROOT / "docs" / "guides" / guide).read_text().split("\n## ")[1]
    lines = re.findall(r"^steppewatch .*$", section, re.MULTILINE)
    return [shlex.split(line, comments=True)[1:] for line in lines]


class Host(NamedTuple):
    """Where everything lies and listens."""

    folder: Path
    ports: dict[str, int]

    @property
    def settings(self) -> Path:
        return self.folder / "etc/steppewatch"

    @property
    def broker(self) -> Path:
        return self.folder / "etc/mosquitto/steppewatch"

    def placed(self, text: str) -> str:
        """A text of the installation, of this host."""
        for path in ("/etc/steppewatch", "/etc/mosquitto/steppewatch", "/var/lib/steppewatch"):
            text = text.replace(f"{path}", f"{self.folder}{path}")
        return re.sub(r"\b0\.0\.0\.0\b", "127.0.0.1", text)

    def write_settings(self, database: str, readings: str) -> None:
        """deploy/centre/*.toml with what the operator fills in, and with this host's ports."""
        told = {
            r'listen = "\S+:443"': f'listen = "127.0.0.1:{self.ports["pages"]}"',
            r'listen = "\S+:808[12]"': 'listen = "127.0.0.1:0"',
            r'url = "postgresql\S+"': f'url = "{database}"',
            r"http://127.0.0.1:84(28|29|30)": readings,
            r"port = 1883": f"port = {self.ports['services']}",
            r"mqtt\.example:8883": f"127.0.0.1:{self.ports['tls']}",
            r"centre\.example": f"127.0.0.1:{self.ports['pages']}",
            r"\[access\.gb26875\]": '[access.gb26875]\nlisten = "127.0.0.1:0"',
        }
        for name in PROCESSES:
            text = self.placed((ROOT / "deploy" / "centre" / f"{name}.toml").read_text())
            for pattern, here in told.items():
                text = re.sub(pattern, here, text)
            if name == "pages":  # an administrator and an operator would come first
                text += '[people]\nlogin = "open-on-loopback"\n[brokers]\nevery_s = 0.5\n'
            (self.settings / f"{name}.toml").write_text(text)

    def run(self, command: list[str]) -> None:
        """One command of the guide, in the folder of the settings."""
        more = _MORE.get(" ".join(command[:2]), [])
        arguments = [self.placed(word) for word in command] + [word.format(**self.ports) for word in more]
        with contextlib.chdir(self.settings):
            assert main(arguments) == 0, command

    def kept(self) -> dict[Path, int]:
        """What lies in the folder of the settings, and since when."""
        return {path: path.stat().st_mtime_ns for path in self.settings.rglob("*")}

    def line(self, identity: Path) -> MqttSettings:
        """A gateway's way in."""
        return MqttSettings(
            port=self.ports["tls"],
            client_id="gw-1:secret",
            tls_ca=self.settings / "ca/trusted.pem",
            tls_cert=identity,
            tls_key=identity,
        )

    @contextlib.asynccontextmanager
    async def http(self) -> AsyncIterator[httpx.AsyncClient]:
        """The centre's pages, believed by its own root."""
        context = ssl.create_default_context(cafile=str(self.settings / "ca/root.pem"))
        url = f"https://127.0.0.1:{self.ports['pages']}/api/v1"
        async with httpx.AsyncClient(base_url=url, verify=context, trust_env=False, timeout=60) as http:
            yield http

    @contextlib.contextmanager
    def mosquitto(self) -> Iterator[None]:
        """As its unit starts it."""
        program = find_or_skip("mosquitto")
        with (self.folder / "mosquitto.log").open("ab") as output:
            process = subprocess.Popen(
                [program, "-c", str(self.broker / "mosquitto.conf")], stdout=output, stderr=output
            )
        try:
            wait_listening(self.ports["tls"], process)
            yield
        finally:
            stop(process)

    @contextlib.contextmanager
    def processes(self) -> Iterator[None]:
        """As their unit starts them, in the folder of their state; all at once, as the target does."""
        with contextlib.ExitStack() as stack:
            started = [(name, stack.enter_context(self._process(name))) for name in PROCESSES]
            for name, process in started:
                assert process.stdout is not None
                ready = process.stdout.readline()
                assert ready.startswith(b"READY cloud"), (self.folder / f"{name}.log").read_text()
            yield

    @contextlib.contextmanager
    def _process(self, name: str) -> Iterator[subprocess.Popen[bytes]]:
        with (self.folder / f"{name}.log").open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", _COMMAND, "cloud", "--config", str(self.settings / f"{name}.toml")],
                cwd=self.folder / "var/lib/steppewatch",
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdout=subprocess.PIPE,
                stderr=output,
            )
        try:
            yield process
        finally:
            stop(process)
            if process.stdout is not None:
                process.stdout.close()


@contextlib.contextmanager
def installed(folder: Path) -> Iterator[Host]:
    """Stores and folders as root makes them, then the guide's commands."""
    host = Host(folder, {name: free_port() for name in ("pages", "tls", "services")})
    for path in (host.settings, host.broker, folder / "var/lib/steppewatch"):
        path.mkdir(mode=0o700, parents=True)
    (host.settings / "database.password").write_text("any")
    find_or_skip("mosquitto")
    with (
        start_postgresql() as records,
        start_victoria_metrics(folder / "readings", retention="10y") as readings,
    ):
        host.write_settings(records.url(records.make()), readings.url)
        for command in commands("deploying.md"):
            host.run(command)
        yield host
