"""Alarms that devices announce become parts, if somebody takes them."""

import asyncio
from pathlib import Path

from tests.edge_agent.drivers.mqtt.building import (
    building,
    device,
)
from tests.edge_agent.panels import running
from tests.services import until

ANNOUNCED = {
    "device_class": "smoke",
    "state_topic": "esp/attic",
    "value_template": "{{ value_json.smoke }}",
    "device": {"identifiers": ["esp-attic"], "name": "attic"},
}


async def test_an_announced_alarm_becomes_a_part_and_is_heard(tmp_path: Path) -> None:
    async with building(tmp_path, "discover = true\n", started=False) as site:
        parts: list[list[str]] = []
        site.driver.on_parts = lambda: parts.append(list(site.plan.found))
        await site.say("homeassistant/binary_sensor/esp/smoke/config", ANNOUNCED, retain=True)
        async with running(site.driver.run()):
            await until(lambda: len(parts) == 1)
            assert parts == [["d/esp-attic"]]
            assert site.plan.found["d/esp-attic"].part.device.zh == "attic"
            await until(
                lambda: not site.driver.line.refused and "esp/attic" in str(site.driver.line.subscriptions)
            )
            while not site.hearer.heard:
                await site.say("esp/attic", {"smoke": "ON"})
                await asyncio.sleep(0.02)
            assert site.hearer.said()[0] == "d/esp-attic fire"
            assert site.driver.health().last_error == ""


async def test_an_announced_alarm_that_nobody_takes_is_told(tmp_path: Path) -> None:
    async with building(tmp_path, "discover = true\n") as site:
        await site.say("homeassistant/binary_sensor/esp/smoke/config", ANNOUNCED)
        await until(lambda: "1 announced alarms are not watched" in site.driver.health().last_error)
        assert not site.plan.found


async def test_what_the_settings_describe_is_not_announced_twice(tmp_path: Path) -> None:
    text = "discover = true\n" + device("esp/attic", "zigbee-ias-smoke")
    async with building(tmp_path, text) as site:
        site.driver.on_parts = lambda: None
        await site.say("homeassistant/binary_sensor/esp/smoke/config", ANNOUNCED)
        await site.say("esp/attic", {"smoke": True})
        assert await site.heard(1) == ["attic fire"]
        assert list(site.plan.watched | site.plan.found) == ["attic"]
