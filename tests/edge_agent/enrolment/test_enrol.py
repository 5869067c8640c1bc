"""`edge-agent enrol` and the rotation of a running agent, against a whole centre and a real Mosquitto."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography import x509

from cloud.enrolment.own_authority import fingerprint
from edge_agent.agent import Agent
from edge_agent.main import main
from edge_agent.plan import load_plan
from edge_agent.spool.numbers import Numbers
from runtime.clock import Clock, SystemClock
from telemetry.messages import Stream
from tests.cloud.enrolment.site import Site, open_site
from tests.cloud.said import arrival, event, readings
from tests.services import until

SETTINGS = """\
# 本网关 / this gateway
gateway = "gw-1"
area = "150102"
clock = "trust"                     # 相信时钟 / believed
health_interval_s = 0.2
[spool]
path = "state/spool.sqlite3"
[uplink]
host = "127.0.0.1"                  # 云端代理 / the cloud's broker
port = 1
resend_after_s = 0.5
"""


class Ahead(Clock):
    """The true clock, some milliseconds ahead."""

    def __init__(self, ahead_ms: int) -> None:
        self._true = SystemClock()
        self._ahead_ms = ahead_ms

    def now_ms(self) -> int:
        return self._true.now_ms() + self._ahead_ms

    def monotonic(self) -> float:
        return self._true.monotonic()


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path) as made:
        yield made


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "gateway"
    folder.mkdir()
    path = folder / "agent.toml"
    path.write_text(SETTINGS)
    return path


async def enrol(site: Site, config: Path, *more: str, gateway: str = "gw-1") -> int:
    code = await site.code(gateway)
    given = ["enrol", "--code", code, "--centre", site.url, "--config", str(config), *more]
    return await asyncio.to_thread(main, given)


def serial(config: Path) -> int:
    found = (config.parent / "identity" / "gateway.pem").read_bytes()
    return x509.load_pem_x509_certificate(found).serial_number


def text_of(config: Path) -> str:
    return config.read_text()


def rewrite(config: Path, old: str, new: str) -> None:
    config.write_text(config.read_text().replace(old, new))


async def test_a_code_becomes_a_certificate_and_a_line_that_works(
    site: Site, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await enrol(site, config) == 0
    told = capsys.readouterr().out
    assert "线路已接通 / the line is up" in told
    identity = config.parent / "identity" / "gateway.pem"
    assert identity.stat().st_mode & 0o777 == 0o600
    assert not list(identity.parent.glob("*.next-key"))
    text = text_of(config)
    for comment in ("# 本网关 / this gateway", "# 相信时钟 / believed", "# 云端代理 / the cloud's broker"):
        assert comment in text
    settings = load_plan(config).settings
    assert settings.uplink.port == site.tls_port
    name, _, secret = settings.uplink.client_id.partition(":")
    assert (name, len(secret) > 20) == ("gw-1", True), "to some brokers a session is whose client id is shown"
    assert settings.uplink.tls_cert == settings.uplink.tls_key == identity
    assert settings.enrolment is not None
    assert settings.enrolment.centre == site.url


async def test_a_wiped_gateway_counts_on_from_what_the_centre_knows(site: Site, config: Path) -> None:
    lanes = [arrival(event(40, gateway="gw-1")), arrival(readings(7, [1.0], gateway="gw-1"))]
    await asyncio.to_thread(site.centre.ingest.store_arrivals, lanes)
    assert await enrol(site, config) == 0
    numbers = Numbers(load_plan(config).settings.spool.path)
    assert [numbers.ceiling(stream) for stream in (Stream.EVENT, Stream.READING)] == [40, 7]


async def test_the_running_agent_renews_in_time_and_nothing_is_lost(site: Site, config: Path) -> None:
    assert await enrol(site, config, "--no-check") == 0
    before = serial(config)
    agent = Agent(load_plan(config), clock=Ahead(61 * 86_400_000))
    stop = asyncio.Event()
    running = asyncio.create_task(agent.run(stop))
    try:
        await until(lambda: hasattr(agent, "rotation") and agent.rotation.renewed == 1)
        assert serial(config) != before
        receipts = agent.uplink.receipts
        await until(lambda: agent.line.connected and agent.uplink.receipts > receipts)
        assert agent.report.vitals().certificate_days == pytest.approx(90 - 61, abs=1)
        told = agent.link.told()["certificate_renewal"]
        assert (told["renewed"], told["last_fault"]) == (1, "")
    finally:
        stop.set()
        await running
    listed = (await site.http.get("/api/v1/certificates", params={"gateway": "gw-1"})).json()["items"]
    assert [row["state"] for row in listed] == ["current", "followed"]


async def test_a_centre_that_is_away_is_tried_again_and_said(site: Site, config: Path) -> None:
    assert await enrol(site, config, "--no-check") == 0
    rewrite(config, site.url, "http://127.0.0.1:1")
    agent = Agent(load_plan(config), clock=Ahead(61 * 86_400_000))
    stop = asyncio.Event()
    running = asyncio.create_task(agent.run(stop))
    try:
        await until(
            lambda: hasattr(agent, "rotation") and agent.rotation.fault != "" and agent.line.connected
        )
        assert "the certificate is not renewed" in agent.link.trouble()
    finally:
        stop.set()
        await running


async def test_a_code_of_another_gateway_changes_nothing_unless_adopted(
    site: Site, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await site.code("gw-other")
    again = await site.code("gw-other")
    given = ["enrol", "--code", code, "--centre", site.url, "--config", str(config), "--no-check", "--json"]
    assert await asyncio.to_thread(main, given) == 2
    assert "150102/gw-other" in capsys.readouterr().err
    assert text_of(config) == SETTINGS
    assert await asyncio.to_thread(main, [*given, "--adopt"]) == 0
    assert json.loads(capsys.readouterr().out)["gateway"] == "gw-other"
    settings = load_plan(config).settings
    assert settings.gateway == "gw-other"
    assert settings.uplink.client_id.startswith("gw-other:")
    assert await asyncio.to_thread(main, [given[0], given[1], again, *given[3:]]) == 0
    assert load_plan(config).settings.uplink.client_id == settings.uplink.client_id


async def test_the_paper_says_whom_to_believe(
    site: Site, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await site.code("gw-1")
    root = fingerprint(site.centre.enrolment.authority.root)  # type: ignore[union-attr]
    paper = f"STEPPEWATCH-ENROL|{site.url}|{code.replace('-', '')}|{{}}"
    given = ["enrol", "--config", str(config), "--no-check", "--code"]
    assert await asyncio.to_thread(main, [*given, paper.format("0" * 64)]) == 2
    assert "is not the one on the paper" in capsys.readouterr().err
    assert await asyncio.to_thread(main, [*given, paper.format(root)]) == 0
    assert load_plan(config).settings.enrolment.ca is not None  # type: ignore[union-attr]


async def test_a_mistyped_code_is_told_in_both_languages(
    site: Site, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["enrol", "--code", "AAAAA-AAAAB", "--centre", site.url, "--config", str(config)]
    assert await asyncio.to_thread(main, given) == 2
    told = capsys.readouterr().err
    assert "注册码有误" in told
    assert "The code is mistyped" in told


@pytest.mark.parametrize("centre", ["http://centre.example", "centre.example", "ftp://centre.example"])
async def test_an_unsecured_centre_is_refused(
    config: Path, centre: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["enrol", "--code", "AAAAA-AAAAA", "--centre", centre, "--config", str(config)]) == 2
    assert "https://" in capsys.readouterr().err
