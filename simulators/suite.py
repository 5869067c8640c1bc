"""The whole suite as processes in one folder: written out, started, watched, stopped.

The demo, the tests and the benchmarks start it from here. It knows the other processes only by their command
lines and settings files, as a person setting them up by hand would.
"""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from broker_plugins import credentials
from simulators import building, documents
from simulators.agent_config import Lines, render
from simulators.building import Building
from simulators.processes import Child

HOST = "127.0.0.1"
ENGINES = ("amqtt", "mosquitto")


class Process(NamedTuple):
    """One process of the suite: its module, its subcommand, and what it is for."""

    module: str
    subcommand: str
    zh: str
    en: str


#: In the order in which they start; they stop in the reverse.
PROCESSES = {
    "building-broker": Process("steppewatch.main", "broker", "楼内 MQTT 代理", "the building's broker"),
    "cloud-broker": Process("steppewatch.main", "broker", "中心 MQTT 代理", "the centre's broker"),
    "cloud": Process("steppewatch.main", "cloud", "监控中心", "the centre"),
    "building": Process("steppewatch.main", "simulate", "模拟建筑", "the simulated building"),
    "edge-agent": Process("edge_agent.main", "run", "边缘代理", "the edge agent"),
}


@dataclass(frozen=True)
class Plan:
    """What to start: where, on which broker, with which story. Times in seconds."""

    folder: Path
    engine: str = "amqtt"
    web_port: int = 0
    building: str = "demo"
    scenario: str = "quiet"
    speed: float = 1.0
    begin_after_s: float = 0.0
    poll_s: float = 0.25
    report_s: float = 5.0
    repeat_s: float = 10.0
    resend_after_s: float = 10.0
    resend_limit_s: float = 300.0
    health_interval_s: float = 2.0
    snapshot_interval_s: float = 5.0
    spool_limit_mb: float = 64.0
    stale_after_s: float | None = None
    #: Everything here runs on one clock, so there is nothing to distrust.
    clock: str = "trust"


@dataclass(frozen=True)
class Places:
    """The ports and files that `write` chose."""

    web: int
    building_broker: int
    cloud_broker: int
    modbus: int
    control: int
    serial: Path
    transmission: int


def free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on now; held together so that all differ."""
    held = [socket.create_server((HOST, 0)) for _ in range(count)]
    ports = [int(server.getsockname()[1]) for server in held]
    for server in held:
        server.close()
    return ports


def write(plan: Plan) -> Places:
    """Write every settings file, and fresh secrets that only their owner can read."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    web, building_broker, cloud_broker, modbus, control, transmission = free_ports(6)
    places = Places(
        plan.web_port or web,
        building_broker,
        cloud_broker,
        modbus,
        control,
        plan.folder / "panel-2.tty",
        transmission,
    )
    house = building.load(documents.find(plan.building, "buildings", plan.folder))
    shellies = {unit.id: unit.topic for unit in house.detectors if unit.profile == "shelly-plus-smoke"}
    _secrets(
        plan.folder,
        "building-broker",
        [("detector-bridge", "detector-bridge", None), ("building-agent", "building-agent", None)]
        + [(topic, "detector", None) for topic in shellies.values()],
    )
    _secrets(plan.folder, "cloud-broker", [("cloud", "cloud", None), (house.gateway, "gateway", house.area)])
    for name, port in (("building-broker", building_broker), ("cloud-broker", cloud_broker)):
        _toml(plan.folder / f"{name}.toml", _BROKER.format(host=HOST, port=port, name=name))
    _toml(
        plan.folder / "cloud.toml",
        _CLOUD.format(host=HOST, web=places.web, broker=cloud_broker, transmission=transmission),
    )
    _toml(plan.folder / "building.toml", _building(plan, places, shellies))
    _toml(plan.folder / "edge-agent.toml", _agent(plan, places, house))
    return places


def _secrets(folder: Path, broker: str, users: Sequence[tuple[str, str, str | None]]) -> None:
    entries = []
    for name, role, area in users:
        secret = credentials.new_secret()
        credentials.write_private(folder / f"{name}.password", secret + "\n")
        entries.append(credentials.entry(name, role, secret, area))
    credentials.write(folder / f"{broker}.credentials", entries)


def _toml(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


_BROKER = """\
listen = "{host}:{port}"
credentials = "{name}.credentials"
"""

_CLOUD = """\
listen = "{host}:{web}"

[database]
path = "cloud.sqlite3"

[timeseries]
path = "readings.duckdb"

[mqtt]
host = "{host}"
port = {broker}
client_id = "steppewatch-cloud"
username = "cloud"
password_file = "cloud.password"

# Everything here runs on this machine and for whoever sits before it.
[people]
login = "open-on-loopback"

# Transmission devices that speak to the centre itself.
[access.gb26875]
listen = "{host}:{transmission}"
"""

_BUILDING = """\
building = {building}
scenario = {scenario}
speed = {speed}
begin_after_s = {begin_after_s}
control = "{host}:{control}"

[[modbus]]
panel = "panel-1"
listen = "{host}:{modbus}"

[[espa]]
panel = "panel-2"
link = "panel-2.tty"
answer_s = 3.0
handshake_s = 1.0
retry_s = 0.3
limit_s = 2.0
repeat_s = {repeat_s}

[detectors]
host = "{host}"
port = {broker}
report_s = {report_s}

[detectors.bridge]
username = "detector-bridge"
password_file = "detector-bridge.password"
"""

_SHELLY = """
[[detectors.shelly]]
detector = "{detector}"
username = "{topic}"
password_file = "{topic}.password"
"""


def _building(plan: Plan, places: Places, shellies: dict[str, str]) -> str:
    head = _BUILDING.format(
        building=json.dumps(plan.building, ensure_ascii=False),
        scenario=json.dumps(plan.scenario, ensure_ascii=False),
        speed=float(plan.speed),
        begin_after_s=float(plan.begin_after_s),
        host=HOST,
        control=places.control,
        modbus=places.modbus,
        broker=places.building_broker,
        repeat_s=float(plan.repeat_s),
        report_s=float(plan.report_s),
    )
    return head + "".join(
        _SHELLY.format(detector=detector, topic=topic) for detector, topic in shellies.items()
    )


def _agent(plan: Plan, places: Places, house: Building) -> str:
    lines = Lines(
        uplink=f"{HOST}:{places.cloud_broker}",
        detectors=f"{HOST}:{places.building_broker}",
        modbus={"panel-1": f"{HOST}:{places.modbus}"},
        serial={"panel-2": str(places.serial)},
    )
    return render(house, lines, plan)


class Suite:
    """The processes of one plan. Use as a context: all are stopped at its end."""

    def __init__(self, plan: Plan, on_line: Callable[[str, str], None] | None = None) -> None:
        self.plan = plan
        self.places = write(plan)
        self.children = {
            name: Child(name, self._command(name, entry), plan.folder, on_line)
            for name, entry in PROCESSES.items()
        }

    def _command(self, name: str, entry: Process) -> list[str]:
        engine = ["--engine", self.plan.engine] if entry.subcommand == "broker" else []
        return [sys.executable, "-m", entry.module, entry.subcommand, "--config", f"{name}.toml", *engine]

    @property
    def address(self) -> str:
        """The page's address."""
        return f"http://{HOST}:{self.places.web}"

    def start(self, *names: str, timeout_s: float = 90.0) -> None:
        """Start the named processes, all of them by default, and wait until each is ready."""
        for name in names or PROCESSES:
            self.children[name].start()
            self.children[name].wait_ready(timeout_s)

    def stop(self) -> dict[str, int]:
        """Stop all in reverse order; returns the exit codes."""
        return {name: self.children[name].terminate() for name in reversed(PROCESSES)}

    def ask(self, request: dict[str, object]) -> dict[str, object]:
        """Ask the building's control door; raises RuntimeError with its words when it refuses."""
        with socket.create_connection((HOST, self.places.control), timeout=5) as door:
            door.sendall(json.dumps(request).encode() + b"\n")
            with door.makefile("r", encoding="utf-8") as answers:
                answer: dict[str, object] = json.loads(answers.readline())
        if not answer.get("ok"):
            raise RuntimeError(f"{request}: {answer.get('error')}")
        return answer

    def begin_story(self) -> None:
        """Begin the scenario now, before `begin_after_s` has passed."""
        self.ask({"begin": True})

    def story_ended(self) -> bool:
        """Whether the scenario has come to its end."""
        scenario = self.ask({"state": True})["scenario"]
        return isinstance(scenario, dict) and bool(scenario["ended"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
