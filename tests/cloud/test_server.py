"""The whole centre: from the wire to the page and back."""

from __future__ import annotations

import asyncio

from tests.cloud.conftest import Running
from tests.cloud.said import event, readings
from tests.services import until


async def test_a_fire_is_stored_receipted_and_shown(running: Running) -> None:
    await running.gateway.say(event(1))
    await asyncio.wait_for(running.gateway.receipted("event", 1), 20)
    body = (await running.http.get("/api/v1/alarms?open=true")).json()
    assert [(item["kind"], item["state"], item["level"]) for item in body["items"]] == [
        ("fire", "raised", "active")
    ]


async def test_readings_are_stored_receipted_and_shown(running: Running) -> None:
    await running.gateway.say(readings(1, [1.0, 2.0, None]))
    await asyncio.wait_for(running.gateway.receipted("reading", 1), 20)
    # Receipted when it is in the records; the engine has it a moment later.
    await until(lambda: running.centre.series.count() == 3)
