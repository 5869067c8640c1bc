"""Settings: what is loaded, and what a person is told when it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import Field, ValidationError

from runtime.settings import HostPort, Listen, Settings, SettingsError, SettingsPath, is_loopback, load


class Point(Settings):
    loop: int
    place: dict[str, str] | None = None


class Modbus(Settings):
    bus: str
    point: list[Point] = Field(default=[])


class Espa(Settings):
    bus: str
    baud: int = 9600


class Spool(Settings):
    path: SettingsPath
    limit_mb: int = 64
    name: str = Field(default="spool", pattern="^[a-z]+$")


class Agent(Settings):
    gateway: str
    spool: Spool
    listen: Listen = HostPort("127.0.0.1", 1883)
    modbus: list[Modbus] = Field(default=[])
    any_bus: list[Modbus | Espa] = Field(default=[])


GOOD = 'gateway = "gw"\n[spool]\npath = "spool.sqlite3"\n'


def fault(tmp_path: Path, text: str) -> str:
    file = tmp_path / "agent.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load(file, Agent)
    return str(caught.value).replace(str(file), "F")


def test_a_relative_path_is_taken_from_the_folder_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "agent.toml"
    file.write_text(GOOD)
    assert load(file, Agent).spool.path == tmp_path / "spool.sqlite3"


def test_an_absolute_path_stays(tmp_path: Path) -> None:
    file = tmp_path / "agent.toml"
    file.write_text('gateway = "gw"\nspool.path = "/var/lib/spool"\n')
    assert load(file, Agent).spool.path == Path("/var/lib/spool")


def test_settings_made_in_code_need_no_file() -> None:
    assert Spool(path=Path("x")).path == Path("x")


def test_loaded_settings_cannot_change(tmp_path: Path) -> None:
    file = tmp_path / "agent.toml"
    file.write_text(GOOD)
    with pytest.raises(ValidationError):
        load(file, Agent).gateway = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('gateway = "gw\n', "F:1: illegal character '\\n'"),
        ('gateway = "gw"\n[spool]\npath = \n', "F:3: invalid value; correct the TOML on this line"),
        ('gateway = "gw"\ngateway = "gw"\n', "F:2: "),
        (GOOD + "[", "F:4: "),
        (GOOD + "a = " + "[" * 5000, "F: lists or tables nested without end"),
        (GOOD + "limit_mb = " + "9" * 5000, "F:4: a number of thousands of digits"),
        ("[spool]\npath = 'x'\n", "F:1: gateway: is missing; add it"),
        ('gateway = "gw"\n\n[spool]\nlimit_mb = 3\n', "F:3: spool.path: is missing; add it"),
        (GOOD + "limit = 3\n", "F:4: spool.limit: there is no such setting; did you mean `limit_mb`?"),
        (
            GOOD + "zzz = 3\n",
            "F:4: spool.zzz: there is no such setting; remove it, or use one of: limit_mb, name, path",
        ),
        (GOOD + "name = '#'\n", "F:4: spool.name: is '#'; it should match pattern '^[a-z]+$'"),
        (
            GOOD + 'limit_mb = "many"\n',
            "F:4: spool.limit_mb: is 'many'; it must be a whole number, written without quotes",
        ),
        ("gateway = 7\n[spool]\npath = 'x'\n", 'F:1: gateway: is 7; it must be text in quotes ("…")'),
        (
            GOOD + "[[modbus]]\nbus = 'a'\n[[modbus]]\nbus = 'b'\n[[modbus.point]]\nloop = 1\n"
            "[[modbus.point]]\nloup = 2\n",
            "F:11: modbus[1].point[1].loup: there is no such setting; did you mean `loop`?",
        ),
        (GOOD + "[modbus]\nbus = 'a'\n", "F:4: modbus: is a table; it must be a list"),
        (GOOD + "[[any_bus]]\nbus = 'a'\nbaud = 'x'\n", "F:6: any_bus[0].baud: is 'x'; it must be a whole"),
        ("listen = 'x'\n" + GOOD, "F:1: listen: 'x' is not an address; write it as \"host:port\""),
        ("listen = '0.0.0.0:80'\n" + GOOD, "F:1: listen: 0.0.0.0 can be reached from the network"),
        ("listen = '127.0.0.1:70000'\n" + GOOD, "F:1: listen: '127.0.0.1:70000' is not an address"),
    ],
)
def test_a_fault_names_file_line_key_and_cure(tmp_path: Path, text: str, told: str) -> None:
    assert told in fault(tmp_path, text)


def test_every_fault_has_its_own_line_in_the_order_of_the_file(tmp_path: Path) -> None:
    lines = fault(tmp_path, "gatway = 1\n[spool]\nlimit_mb = 'x'\npath = 3\n").splitlines()
    assert [line.split(":")[1] for line in lines] == ["1", "1", "3", "4"]
    assert "did you mean `gateway`" in "".join(lines)


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file; check the path given with --config"):
        load(tmp_path / "none.toml", Agent)


def test_a_folder_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is a folder"):
        load(tmp_path, Agent)


def test_bytes_that_are_not_utf_8_name_their_line(tmp_path: Path) -> None:
    file = tmp_path / "agent.toml"
    file.write_bytes('gateway = "gw"\nx = "草原"\n'.encode("gb18030"))
    with pytest.raises(SettingsError, match=r":2: not UTF-8; save the file as UTF-8"):
        load(file, Agent)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("127.0.0.1:1883", HostPort("127.0.0.1", 1883)),
        ("localhost:0", HostPort("localhost", 0)),
        ("[::1]:80", HostPort("::1", 80)),
    ],
)
def test_a_loopback_address_is_taken(tmp_path: Path, text: str, expected: HostPort) -> None:
    file = tmp_path / "agent.toml"
    file.write_text(f"listen = '{text}'\n{GOOD}")
    assert load(file, Agent).listen == expected


def test_only_this_machine_is_loopback() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost"]))
    assert not any(map(is_loopback, ["0.0.0.0", "10.0.0.1", "::", "example.org", "localhost.example.org"]))  # noqa: S104
