"""`edge-agent bundle`: what goes in, what is refused before anything is made, and what is told."""

import json
from pathlib import Path
from typing import Any

import pytest

from edge_agent.delivery import archive, signing
from edge_agent.main import main
from tests.edge_agent.delivery.places import ROOT, Workshop, agent_wheel, lock_of

SETTINGS = """
gateway = "gw-1"
area = "150102"
[spool]
path = "spool.sqlite3"
[uplink]
username = "gw-1"
password_file = "identity/gateway.password"
"""


class Desk:
    """The engineer's desk: `bundle` runs the command with what a tiny release needs."""

    def __init__(self, folder: Path, workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._workshop, self._capsys = folder, workshop, capsys
        self.wheel = agent_wheel(folder / "wheel", "1.2")
        self.config = folder / "agent.toml"
        self.config.write_text(SETTINGS)

    def bundle(self, *more: str | Path) -> dict[str, Any] | str:
        """What the command says: its facts, or the fault it tells."""
        lock = lock_of(self._workshop.folder, self._workshop.pip)
        line = ["bundle", "--json", "--key", self._workshop.folder / "key", "--wheel", self.wheel]
        line += ["--lock", lock, "--wheelhouse", self._workshop.pip.parent, "--output", self.folder / "out"]
        code = main([*map(str, line), *map(str, more)])
        said = self._capsys.readouterr()
        assert code == (2 if not said.out else 0), said.err
        return json.loads(said.out) if said.out else said.err

    @property
    def made(self) -> list[Path]:
        """What lies in the output folder."""
        return sorted((self.folder / "out").glob("*"))


@pytest.fixture
def desk(tmp_path: Path, workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, workshop, capsys)


def test_a_bundle_carries_settings_profiles_identity_and_units(desk: Desk, workshop: Workshop) -> None:
    own = desk.folder / "profiles"
    own.mkdir()
    record = (ROOT / "device_profiles" / "records" / "heiman-smoke.yaml").read_text()
    (own / "own-smoke.yaml").write_text(record.replace("profile: heiman-smoke", "profile: own-smoke"))
    desk.config.write_text('profiles = "profiles"\n' + SETTINGS)
    secret = desk.folder / "gateway.password"
    secret.write_text("secret\n")
    told = desk.bundle("--config", desk.config, "--identity", secret, "--sequence", "5")
    assert isinstance(told, dict)
    assert (told["version"], told["sequence"], told["gateway"]) == ("1.2", 5, "gw-1")
    bundle = Path(told["bundle"])
    assert bundle.stat().st_mode & 0o777 == 0o600
    signed = archive.check_file(bundle, [signing.read_public(workshop.public)])
    files = {file.path: file.mode for file in signed.manifest.files}
    assert files["identity/gateway.password"] == 0o600
    assert files["install.sh"] == 0o755
    assert {"config/agent.toml", "config/profiles/own-smoke.yaml", "systemd/steppewatch-edge.service"} <= set(
        files
    )


def test_secrets_that_someone_must_bring_are_named(desk: Desk) -> None:
    told = desk.bundle("--config", desk.config)
    assert "gateway.password" in str(told)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--sequence", "0"], "--sequence 0"),
        (["--valid-days", "0"], "--valid-days 0"),
        (["--platform", "win32"], "debian12-arm64"),
        (["--python", "2.7"], "3.11 or later"),
        (["--identity", "/nowhere/key"], "/nowhere/key"),
        (["--key", "/nowhere/key"], "/nowhere/key"),
        (["--lock", "/nowhere/lock"], "/nowhere/lock"),
        (["--trust", "/nowhere/key.pub"], "/nowhere/key.pub"),
    ],
)
def test_what_cannot_be_bundled_is_told_and_nothing_is_left(desk: Desk, more: list[str], words: str) -> None:
    said = desk.bundle(*more)
    assert isinstance(said, str)
    assert words in said
    assert desk.made == []


def test_settings_are_checked_before_they_travel(desk: Desk) -> None:
    desk.config.write_text(SETTINGS.replace('area = "150102"', 'area = "15"'))
    assert "agent.toml:3: area:" in str(desk.bundle("--config", desk.config))
    assert desk.made == []


def test_a_spool_that_only_the_engineers_machine_has_does_not_travel(desk: Desk) -> None:
    spool = f'path = "{desk.config.parent}/spool.sqlite3"'
    desk.config.write_text(SETTINGS.replace('path = "spool.sqlite3"', spool))
    assert 'path = "/var/lib/steppewatch/spool.sqlite3"' in str(desk.bundle("--config", desk.config))
    assert desk.made == []
    desk.config.write_text(SETTINGS.replace("spool.sqlite3", "/var/lib/steppewatch/spool.sqlite3"))
    assert not isinstance(desk.bundle("--config", desk.config), str)


def test_keygen_makes_the_folder_it_is_given_for_nobody_else(tmp_path: Path) -> None:
    assert main(["bundle", "keygen", str(tmp_path / "keys" / "steppewatch")]) == 0
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_keygen_and_check_agree_on_the_fingerprint(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    key = desk.folder / "fresh"
    assert main(["bundle", "keygen", str(key), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    told = desk.bundle("--key", key)
    assert isinstance(told, dict)
    assert told["signed by"] == made["fingerprint"]
    assert main(["bundle", "check", told["bundle"], "--trust", made["public"], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["signed by"] == made["fingerprint"]
    assert main(["bundle", "check", str(key), "--trust", made["public"]]) == 2
    assert "no bundle" in capsys.readouterr().err
