"""The credentials file: kept private, understood by both engines, its faults named by line."""

from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broker_plugins.credentials import (
    CredentialsError,
    Entry,
    entry,
    hash_password,
    new_secret,
    read,
    verify,
    write,
)
from broker_plugins.policy import Role
from tests.services import find_or_skip


@settings(max_examples=20)
@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_a_password_is_recognised_and_no_other(secret: str) -> None:
    hashed = hash_password(secret, iterations=10)
    assert verify(hashed, secret)
    assert not verify(hashed, secret + "x")


def test_the_same_password_never_hashes_the_same() -> None:
    assert hash_password("x") != hash_password("x")


def test_a_hash_made_by_mosquitto_is_recognised(tmp_path: Path) -> None:
    program = find_or_skip("mosquitto_passwd")
    file = tmp_path / "passwords"
    subprocess.run([program, "-b", "-c", str(file), "gw", "密码 pass"], check=True, capture_output=True)
    name, hashed = file.read_text().strip().split(":")
    assert name == "gw"
    assert verify(hashed, "密码 pass")


def test_what_is_written_is_read_and_only_the_owner_can(tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    entries = [entry("gw-1", Role.GATEWAY, "secret", "150102"), entry("cloud", "cloud", new_secret())]
    file.write_text("old")
    file.chmod(0o644)
    write(file, entries)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read(file) == {"gw-1": entries[0], "cloud": entries[1]}
    assert list(tmp_path.iterdir()) == [file]
    assert "secret" not in file.read_text()


HASH = hash_password("x", iterations=1)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("gw:gateway:area=150102", "is not `username:role:attributes:hash`"),
        ("gw:king::HASH", "there is no role 'king'; use one of: gateway, cloud"),
        ("gw:gateway::HASH", "needs its area, six digits"),
        ("gw:gateway:colour=red:HASH", "there is no attribute 'colour'"),
        ("sw:detector::HASH", "topics of others begin with it"),
        ("gw:cloud::plaintext", "the password hash is not of the form"),
        ("gw:cloud::$7$0$AAAA$AAAA", "the password hash is not of the form"),
        ("gw:cloud::$6$a$b", "the password hash is not of the form"),
        ("ok:cloud::HASH", "ok is already named above"),
    ],
)
def test_a_fault_names_its_line_and_shows_no_secret(tmp_path: Path, line: str, told: str) -> None:
    file = tmp_path / "credentials"
    file.write_text(f"# clients\nok:cloud::{HASH}\n\n{line.replace('HASH', HASH)}\n")
    file.chmod(0o600)
    with pytest.raises(CredentialsError) as caught:
        read(file)
    assert str(caught.value).startswith(f"{file}:4: ")
    assert told in str(caught.value)
    assert "plaintext" not in str(caught.value)


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "credentials"
    write(file, [Entry(entry("a", Role.CLOUD, "x").identity, HASH)])
    file.chmod(0o640)
    with pytest.raises(CredentialsError, match="others can read it; run: chmod 600"):
        read(file)


def test_a_missing_file_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError, match="no such file"):
        read(tmp_path / "none")
