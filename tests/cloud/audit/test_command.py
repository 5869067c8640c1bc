from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from cloud.audit.command import main as audit
from cloud.people.command import main as people


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "cloud.toml"
    file.write_text(
        '[database]\npath = "c.sqlite3"\n[timeseries]\npath = "r.duckdb"\n'
        '[mqtt]\nport = 1\nclient_id = "cloud"\n'
    )
    return file


def tampered(config: Path, *statements: str) -> None:
    with sqlite3.connect(config.parent / "c.sqlite3") as connection:
        connection.execute("DROP TRIGGER IF EXISTS audit_entry_no_update")
        connection.execute("DROP TRIGGER IF EXISTS audit_entry_no_delete")
        for statement in statements:
            connection.execute(statement)
    connection.close()


@pytest.fixture
def log(config: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    for login in ("ada", "bea"):
        assert people(["add-admin", "--random", "--login", login, "--config", str(config)]) == 0
    capsys.readouterr()
    return config


def test_the_first_administrator_is_given_a_password_once_and_not_in_the_log(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert people(["add-admin", "--random", "--config", str(config)]) == 0
    told = capsys.readouterr().out
    password = told.split("first password: ")[1].split("\n")[0]
    assert len(password) >= 20
    assert people(["add-admin", "--random", "--config", str(config)]) == 2
    assert "taken" in capsys.readouterr().err
    assert audit(["export", "--config", str(config)]) == 0
    exported = capsys.readouterr().out
    assert password not in exported
    assert [json.loads(line)["action"] for line in exported.splitlines()] == [
        "account.create",
        "grant.create",
    ]


def test_an_untouched_log_is_verified(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit(["head", "--config", str(log)]) == 0
    head = capsys.readouterr().out.strip()
    assert audit(["verify", "--config", str(log)]) == 0
    assert audit(["verify", "--head", head, "--config", str(log)]) == 0
    assert f"head {head}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE audit_entry SET who = 'x' WHERE number = 2", 2),
        ("DELETE FROM audit_entry WHERE number = 1", 1),
        ("DELETE FROM audit_entry WHERE number >= 3", 3),
        ("UPDATE audit_entry SET number = 9 WHERE number = 4", 4),
    ],
)
def test_the_first_broken_entry_is_named(
    log: Path, capsys: pytest.CaptureFixture[str], statement: str, number: int
) -> None:
    tampered(log, statement)
    assert audit(["verify", "--config", str(log)]) == 1
    assert f"broken at entry {number}:" in capsys.readouterr().err


def test_cutting_the_end_off_with_its_counter_is_found_by_the_noted_head(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit(["head", "--config", str(log)])
    head = capsys.readouterr().out.strip()
    tampered(
        log,
        "DELETE FROM audit_entry WHERE number >= 3",
        "UPDATE counter SET value = 2 WHERE name = 'audit'",
    )
    assert audit(["verify", "--config", str(log)]) == 0
    assert audit(["verify", "--head", head, "--config", str(log)]) == 1
    assert "cut off" in capsys.readouterr().err


def test_what_is_no_head_and_what_is_no_log_are_told_plainly(
    log: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit(["verify", "--head", "x", "--config", str(log)]) == 2
    assert "NUMBER:SEAL" in capsys.readouterr().err
    (log.parent / "c.sqlite3").unlink()
    assert audit(["verify", "--config", str(log)]) == 2
    assert "cannot be read" in capsys.readouterr().err
