"""The way to a broker, step by step, against a real one: each step's failure is told apart."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from edge_agent.doctor import brokers, certificates
from edge_agent.doctor.verdict import Level, Verdict, worst
from runtime.mqtt_terms import MqttSettings
from tests.edge_agent.doctor.issuing import Authority
from tests.services import Mosquitto, find_or_skip, free_port, start_mosquitto

NOW = datetime.now(UTC)


async def seen(**settings: Any) -> list[Verdict]:
    broker = await brokers.look("uplink", MqttSettings(client_id="gw-1", **settings))
    return list(brokers.judge(broker, NOW))


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def served(tmp_path: Path, certificate: Path, key: Path, more: str = "") -> Iterator[Mosquitto]:
    config = f"allow_anonymous true\ncertfile {certificate}\nkeyfile {key}\n{more}"
    with start_mosquitto(tmp_path, config=config) as broker:
        yield broker


def password_file(folder: Path) -> Path:
    passwords = folder / "passwords"
    subprocess.run([find_or_skip("mosquitto_passwd"), "-b", "-c", passwords, "gw-1", "right"], check=True)
    passwords.chmod(0o600)
    return passwords


async def test_a_broker_that_takes_us_is_fine(tmp_path: Path) -> None:
    with start_mosquitto(tmp_path) as broker:
        assert worst(await seen(port=broker.port)) == Level.OK


async def test_where_nothing_listens_the_cure_is_about_the_way(tmp_path: Path) -> None:
    (verdict,) = await seen(port=free_port())
    assert verdict.level == Level.FAULT
    assert "cannot be reached" in verdict.text
    assert "start the broker on this machine" in verdict.cure


async def test_a_wrong_password_is_a_failed_login(tmp_path: Path) -> None:
    passwords = password_file(tmp_path)
    (tmp_path / "secret").write_text("wrong\n")
    with start_mosquitto(tmp_path, config=f"allow_anonymous false\npassword_file {passwords}\n") as broker:
        given = {"port": broker.port, "username": "gw-1", "password_file": tmp_path / "secret"}
        (verdict,) = await seen(**given)
        assert "the login failed" in verdict.text
        (tmp_path / "secret").write_text("right\n")
        assert worst(await seen(**given)) == Level.OK


async def test_a_good_certificate_is_told_with_its_end(tmp_path: Path, authority: Authority) -> None:
    for broker in served(tmp_path, *authority.issue("server")):
        verdicts = await seen(port=broker.port, tls_ca=authority.file)
        assert worst(verdicts) == Level.OK
        assert any("valid until" in verdict.text for verdict in verdicts)


async def test_a_certificate_that_ends_soon_is_told_early(tmp_path: Path, authority: Authority) -> None:
    for broker in served(tmp_path, *authority.issue("server", days=9)):
        verdicts = await seen(port=broker.port, tls_ca=authority.file)
        assert worst(verdicts) == Level.WARNING
        assert any("expires in " in verdict.text for verdict in verdicts)


@pytest.mark.parametrize("wrong", ["expired", "name", "authority"])
async def test_a_certificate_that_is_not_to_be_trusted_fails_the_handshake(
    tmp_path: Path, authority: Authority, wrong: str
) -> None:
    days = -1 if wrong == "expired" else 90
    host = "127.0.0.9" if wrong == "name" else "127.0.0.1"
    believed = Authority(tmp_path, "other").file if wrong == "authority" else authority.file
    for broker in served(tmp_path, *authority.issue("server", host=host, days=days)):
        (verdict,) = await seen(port=broker.port, tls_ca=believed)
        assert verdict.level == Level.FAULT
        assert "handshake failed" in verdict.text


async def test_a_broker_that_wants_our_certificate_gets_it(tmp_path: Path, authority: Authority) -> None:
    wants = f"cafile {authority.file}\nrequire_certificate true\n"
    certificate, key = authority.issue("gw-1")
    for broker in served(tmp_path, *authority.issue("server"), wants):
        known = await seen(port=broker.port, tls_ca=authority.file, tls_cert=certificate, tls_key=key)
        assert worst(known) == Level.OK
        unknown = await seen(port=broker.port, tls_ca=authority.file)
        assert worst(unknown) == Level.FAULT


def test_our_files_are_looked_at_before_anyone_is_asked(tmp_path: Path, authority: Authority) -> None:
    certificate, key = authority.issue("one")
    _, other = authority.issue("two")
    old, old_key = authority.issue("old", days=-3)
    (tmp_path / "text").write_text("no certificate")

    def level(ca: Path | None, cert: Path | None, secret: Path | None, who: str | None = None) -> Level:
        return worst(certificates.check_files("uplink", ca, cert, secret, NOW, who))

    assert level(authority.file, certificate, key) == Level.OK
    assert level(authority.file, certificate, other) == Level.FAULT
    assert level(authority.file, certificate, key, "one") == Level.OK
    assert level(authority.file, certificate, key, "gw-2") == Level.WARNING
    assert level(authority.file, old, old_key) == Level.FAULT
    assert level(tmp_path / "text", None, None) == Level.FAULT
    assert level(tmp_path / "absent.pem", None, None) == Level.FAULT
