"""The real bundle on a gateway without a network: installed, started, installed again, updated."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from edge_agent.delivery import bundling, signing, target
from runtime.faults import PlainFault
from tests.edge_agent.delivery.places import ROOT, Gateway, Workshop
from tests.services import free_port

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("cold_install"), pytest.mark.timeout(400)]

#: Wheels stay from one run to the next; each is checked against the lock before it is used.
WHEELHOUSE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "steppewatch" / "wheelhouse"

SETTINGS = """
gateway = "gw-1"
area = "150102"
clock = "trust"
health_interval_s = 0.5
[spool]
path = "../../var/lib/steppewatch/spool.sqlite3"
[uplink]
port = {port}
username = "gw-1"
password_file = "identity/gateway.password"
"""


class Real(NamedTuple):
    """The engineer's folder with what made the bundle, and the bundle."""

    folder: Path
    key: Path
    bundle: Path

    def make(self, sequence: int) -> Path:
        """A bundle of this checkout."""
        order = bundling.Order(
            source=ROOT,
            lock=ROOT / "requirements.lock",
            wheelhouse=WHEELHOUSE,
            output=self.folder / "dist",
            target=target.here(),
            key=signing.read_private(self.key),
            sequence=sequence,
            created=datetime.now(UTC).replace(microsecond=0),
            valid=timedelta(days=1),
            config=self.folder / "agent.toml",
            identity=[self.folder / "gateway.password"],
        )
        return bundling.make(order, lambda what, done, known: None).file


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Real:
    folder = tmp_path_factory.mktemp("engineer")
    (folder / "agent.toml").write_text(SETTINGS.format(port=free_port()))
    (folder / "gateway.password").write_text("secret\n")
    signing.make_pair(folder / "key")
    made = Real(folder, folder / "key", folder)
    try:
        return made._replace(bundle=made.make(1))
    except PlainFault as fault:
        if "cannot fetch packages" not in str(fault) or os.environ.get("STEPPEWATCH_REQUIRE_ALL"):
            raise
        pytest.skip(f"no package index can be reached here: {fault}")


def offline(*command: str | Path) -> list[str]:
    """The command line without a network where the machine allows that."""
    for cut in (["unshare", "--net"], ["unshare", "--user", "--map-root-user", "--net"]):
        if shutil.which("unshare") and subprocess.run([*cut, "true"], capture_output=True).returncode == 0:
            return [*cut, *map(str, command)]
    return [*map(str, command)]


CLOSED = {
    "PATH": os.environ["PATH"],
    "PIP_INDEX_URL": "http://127.0.0.1:9/",
    "PIP_NO_INDEX": "1",
    "PIP_CONFIG_FILE": os.devnull,
}


def unpack(bundle: Path, folder: Path) -> Path:
    """As an installer does by hand; Python knows `filter=` only from 3.11.4 on, and Debian 12 has 3.11.2."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["tar", "-xf", bundle, "-C", folder], check=True, timeout=60)
    return folder


def install(bundle: Path, prefix: Path, *options: str) -> subprocess.CompletedProcess[str]:
    unpacked = unpack(bundle, prefix.parent / "unpacked")
    script = unpacked / "steppewatch-edge" / "install.sh"
    command = offline("sh", script, "--prefix", prefix, *options)
    return subprocess.run(command, capture_output=True, text=True, env=CLOSED, check=False, timeout=300)


@pytest.fixture(scope="module")
def installed(real: Real, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    folder = tmp_path_factory.mktemp("site")
    done = install(real.bundle, folder / "gateway")
    assert done.returncode == 0, done.stdout + done.stderr
    gateway = Gateway(folder / "gateway")
    yield gateway
    gateway.stop()


def test_the_agent_starts_from_a_bundle_where_there_is_no_network(installed: Gateway) -> None:
    layout = installed.layout
    assert (layout.identity / "gateway.password").stat().st_mode & 0o777 == 0o600
    assert not list(layout.releases.glob("*/bundle"))
    agent = layout.current / "venv" / "bin" / "edge-agent"
    command = offline(agent, "run", "--config", layout.config)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=CLOSED) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("READY edge-agent gw-1 -> 127.0.0.1:")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_the_doctor_finds_the_release_as_it_was_locked(installed: Gateway) -> None:
    agent = installed.layout.current / "venv" / "bin" / "edge-agent"
    command = [agent, "doctor", "--prefix", installed.prefix, "--json"]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    levels = {line["topic"]: line["level"] for line in told["lines"]}
    assert levels["packages"] == "ok"
    assert levels["update"] == "ok"
    assert levels["broker"] == "fault"


def test_installing_again_keeps_settings_and_identity(installed: Gateway, real: Real) -> None:
    layout = installed.layout
    layout.config.write_text(layout.config.read_text() + "# mine\n")
    (layout.identity / "gateway.password").write_text("mine\n")
    done = install(real.bundle, installed.prefix)
    assert done.returncode == 0, done.stdout + done.stderr
    assert layout.config.read_text().endswith("# mine\n")
    assert (layout.identity / "gateway.password").read_text() == "mine\n"
    assert (layout.identity / "gateway.password.new").read_text() == "secret\n"
    assert len(list(layout.releases.iterdir())) == 1


@pytest.mark.slow
def test_an_installed_gateway_takes_the_next_bundle_and_runs_it(installed: Gateway, real: Real) -> None:
    installed.start()
    code, report = installed.update(real.make(2), deadline_s=60)
    assert (code, report["outcome"]) == (0, "updated"), json.dumps(report, ensure_ascii=False)
    confirmed = installed.layout.linked(installed.layout.confirmed)
    assert confirmed is not None
    assert confirmed.manifest.sequence == 2
    other = install(real.bundle, installed.prefix)
    assert other.returncode == 2
    assert "edge-agent update" in other.stderr


def test_a_damaged_file_stops_the_installer_before_it_begins(workshop: Workshop, tmp_path: Path) -> None:
    unpacked = unpack(workshop.bundle("1.0"), tmp_path / "unpacked")
    wheel = next((unpacked / "steppewatch-edge" / "wheels").glob("steppewatch*"))
    wheel.write_bytes(wheel.read_bytes() + b"!")
    script = unpacked / "steppewatch-edge" / "install.sh"
    command = ["sh", str(script), "--prefix", str(tmp_path / "gateway")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=CLOSED)
    assert done.returncode == 2
    assert "transfer the bundle anew" in done.stderr
    assert not (tmp_path / "gateway").exists()


def test_a_bundle_for_another_machine_is_refused_by_its_name(workshop: Workshop, tmp_path: Path) -> None:
    bundle = workshop.bundle("1.0", target=target.parse("manylinux_2_36_riscv64", "3.11"))
    done = install(bundle, tmp_path / "gateway")
    assert done.returncode == 2
    assert "made for riscv64" in done.stderr
    with contextlib.suppress(FileNotFoundError):
        assert not list((tmp_path / "gateway").iterdir())
