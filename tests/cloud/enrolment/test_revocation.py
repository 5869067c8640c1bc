"""Revocation reaches a real Mosquitto, and the ingest line, while connections are open."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cloud.access.examine import Arrival, examine
from runtime.backoff import Backoff
from runtime.mqtt_line import MqttLine
from telemetry import encoding
from tests.cloud.enrolment.gateways import GatewayKey
from tests.cloud.enrolment.site import Site, open_site
from tests.cloud.said import health, topic_of
from tests.services import until


@pytest.fixture(params=["here", "elsewhere"])
async def site(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Site]:
    async with open_site(tmp_path, elsewhere=request.param == "elsewhere") as made:
        yield made


async def enrolled(site: Site, gateway: str) -> tuple[Path, str]:
    key = GatewayKey()
    asked = {"code": await site.code(gateway), "request": key.request()}
    answer = await site.http.post("/api/v1/enrolment", json=asked)
    assert answer.status_code == 200, answer.text
    return key.files(site.folder, answer.json()["certificate"]), answer.json()["serial"]


@contextlib.asynccontextmanager
async def line(site: Site, identity: Path, *filters: str) -> AsyncIterator[MqttLine]:
    made = MqttLine(site.line(identity), [(f, 1) for f in filters], backoff=Backoff(0.02, limit_s=0.1))
    running = asyncio.create_task(made.run())
    try:
        async with asyncio.timeout(20):
            await made.wait_connected()
        yield made
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


async def test_an_enrolled_gateway_speaks_and_a_revoked_certificate_is_cut_off(site: Site) -> None:
    identity, serial = await enrolled(site, "gw-1")
    other, _ = await enrolled(site, "gw-2")
    async with line(site, identity) as mine, line(site, other) as others:
        await mine.publish("sw/1/150102/gw-1/health", b"x")
        answer = await site.http.post(f"/api/v1/certificates/{serial}/revoke", json={"reason": "stolen"})
        assert answer.status_code == 200, answer.text
        await until(lambda: "revoked" in (mine.last_fault or ""), within_s=60)
        assert not mine.connected
        assert others.connected
        assert others.reconnects == 0


async def test_a_revoked_gateway_is_refused_by_the_ingest_line_whatever_the_broker(site: Site) -> None:
    identity, _ = await enrolled(site, "gw-1")
    async with line(site, identity):
        pass
    answer = await site.http.post("/api/v1/gateways/gw-1/revoke", json={"reason": "stolen"})
    assert answer.status_code == 200, answer.text
    await until(lambda: "gw-1" in site.centre.brokers.shut_out)
    said = health(1, gateway="gw-1")
    arrival = await asyncio.to_thread(_store, site, topic_of(said), encoding.encode(said))
    assert arrival == (1, [])
    letters = (await site.http.get("/api/v1/dead-letters")).json()["items"]
    assert "revoked" in letters[-1]["reason"]


def _store(site: Site, topic: str, payload: bytes) -> tuple[int, list[object]]:
    stored = site.centre.ingest.store([examine(Arrival(topic, payload, site.centre.clock.now_ms()))])
    return stored.quarantined, list(stored.receipted)


async def test_nobody_takes_anothers_session_by_its_client_id(site: Site) -> None:
    identity, _ = await enrolled(site, "gw-1")
    other, _ = await enrolled(site, "gw-2")
    async with line(site, identity) as mine, line(site, other):  # both say the client id "any"
        await mine.publish("sw/1/150102/gw-1/health", b"x")
        assert mine.reconnects == 0


async def test_the_state_says_how_far_the_broker_is(site: Site) -> None:
    await enrolled(site, "gw-1")
    async with asyncio.timeout(60):
        while True:
            told = (await site.http.get("/api/v1/brokers/state")).json()
            if [target["revision"] for target in told["targets"]] == [told["revision"]]:
                break
            await asyncio.sleep(0.05)
    assert told["targets"][0]["fault"] == ""
