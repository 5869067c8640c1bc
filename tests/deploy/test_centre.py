"""What the centre is started with: settings that load, units that systemd takes, a compose file shut in."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from cloud.access.lanes import LANES
from cloud.settings import CloudSettings
from runtime.settings import load
from tests.services import find_or_skip

DEPLOY = Path(__file__).parents[2] / "deploy"
PROCESSES = ("pages", "alarm", "bulk")
UNITS = [
    *(f"steppewatch-centre@{name}.service" for name in PROCESSES),
    "steppewatch-centre.target",
    *(f"steppewatch-readings@{tier}.service" for tier in ("raw", "minute", "hour")),
    "steppewatch-mosquitto.service",
    "steppewatch-nats.service",
    "steppewatch-broker-files.service",
]
#: systemd's own figure from 0 (shut in) to 10 (open), times ten.
_EXPOSURE = 20


@pytest.fixture
def settings() -> dict[str, CloudSettings]:
    return {name: load(DEPLOY / "centre" / f"{name}.toml", CloudSettings) for name in PROCESSES}


@pytest.fixture
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())
    return found


def test_every_role_and_every_lane_is_somebody_s(settings: dict[str, CloudSettings]) -> None:
    assert {role for told in settings.values() for role in told.process.roles} == {"pages", "ingest", "jobs"}
    heard = {
        lane for told in settings.values() if "ingest" in told.process.roles for lane in told.ingest.lanes
    }
    assert heard == set(LANES)


def test_all_processes_share_their_stores_and_none_shares_its_name(
    settings: dict[str, CloudSettings],
) -> None:
    assert len({told.database.url for told in settings.values()}) == 1
    assert len({told.timeseries.engine for told in settings.values()}) == 1
    assert len({told.client_id for told in settings.values()}) == len(settings)
    assert len({told.listen for told in settings.values()}) == len(settings)


def test_only_the_door_with_tls_and_logins_lies_beyond_loopback(settings: dict[str, CloudSettings]) -> None:
    beyond = {
        name: (told.tls is not None, told.people.login)
        for name, told in settings.items()
        if told.listen.host != "127.0.0.1"
    }
    assert beyond == {"pages": (True, "required")}


def test_systemd_takes_the_units_and_shuts_the_centre_in(tmp_path: Path) -> None:
    program = find_or_skip("systemd-analyze")
    for unit in (DEPLOY / "systemd").glob("steppewatch-*"):
        text = re.sub(r"(?<==)/(opt/steppewatch-centre|usr)/\S+", "/bin/true", unit.read_text())
        (tmp_path / unit.name).write_text(re.sub("=(steppewatch|_victoria-metrics)\n", "=daemon\n", text))
    units = [str(tmp_path / name) for name in UNITS]
    done = subprocess.run(
        [program, "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    command = [program, "security", "--offline=true", f"--threshold={_EXPOSURE}"]
    for name in {re.sub("@[^.]+", "@", name) for name in UNITS if name.endswith(".service")}:
        done = subprocess.run([*command, str(tmp_path / name)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_the_target_starts_every_process_that_has_settings() -> None:
    target = (DEPLOY / "systemd" / "steppewatch-centre.target").read_text()
    assert set(re.findall(r"steppewatch-centre@(\w+)\.service", target)) == set(PROCESSES)


def test_compose_starts_the_same_processes_from_the_same_settings(compose: dict[str, Any]) -> None:
    commands = {name: service.get("command") for name, service in compose["services"].items()}
    for name in PROCESSES:
        assert commands[name] == ["cloud", "--config", f"/etc/steppewatch/{name}.toml"]


def test_compose_runs_what_shares_files_and_signals_as_one_user(compose: dict[str, Any]) -> None:
    services = compose["services"]
    sharing = {name: one for name, one in services.items() if "/etc/steppewatch" in str(one.get("volumes"))}
    assert set(PROCESSES) | {"tools", "broker-files"} == set(sharing)
    users = {one["user"] for one in [*sharing.values(), services["mosquitto"], services["nats"]]}
    assert users == {"1883:1883"}
    dockerfile = (DEPLOY / "compose" / "Dockerfile").read_text()
    assert "--uid 1883" in dockerfile
    filled = services["broker-files"]["command"]
    assert filled[:2] == ["broker-config", "mosquitto"]
    assert services["mosquitto"]["depends_on"] == {
        "broker-files": {"condition": "service_completed_successfully"}
    }


def test_compose_pins_every_image_and_holds_no_secret(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["network_mode"] == "host"
        assert ":" in service["image"] or service["image"] == "steppewatch-centre"
        assert not service["image"].endswith(":latest")
        for key, value in service.get("environment", {}).items():
            assert not re.search("PASSWORD|TOKEN|SECRET", key) or value.startswith("/run/secrets/")


_PLAIN = [
    "postgresql",
    "victoriametrics",
    "victoriametrics-minute",
    "victoriametrics-hour",
    "influxdb",
    "emqx",
]


@pytest.mark.parametrize("name", _PLAIN)
def test_what_has_no_tls_listens_on_loopback_only(compose: dict[str, Any], name: str) -> None:
    service = compose["services"][name]
    told = " ".join([*service.get("command", []), *map(str, service.get("environment", {}).values())])
    assert "127.0.0.1" in told
    assert not re.search(r"(?<![0-9.])0\.0\.0\.0|\[::\]", told)


def test_every_volume_that_compose_names_is_declared(compose: dict[str, Any]) -> None:
    named = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith((".", "/"))
    }
    assert named == set(compose["volumes"])
