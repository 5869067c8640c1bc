"""Bridges: what is beside one is carried by it, and its own trouble is the bus's."""

from pathlib import Path

from tests.edge_agent.drivers.mqtt.building import building, device, plan_of
from tests.edge_agent.panels import running
from tests.services import until

BRIDGED = device("zigbee2mqtt/bridge", "zigbee2mqtt-bridge", part='"z2m"') + device(
    "zigbee2mqtt/hall", "zigbee-ias-smoke"
)


def test_detectors_beside_a_bridge_are_carried_by_it(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, BRIDGED)
    assert plan.watched["hall"].carrier == "z2m"
    assert plan.watched["z2m"].carrier is None


async def test_a_bridge_that_goes_off_is_the_buses_trouble(tmp_path: Path) -> None:
    async with building(tmp_path, BRIDGED) as site:
        await site.say("zigbee2mqtt/hall", {"smoke": False, "linkquality": 80})
        await site.say("zigbee2mqtt/bridge/state", {"state": "offline"})
        assert await site.heard(2) == ["hall -", "z2m device-offline"]
        health = site.driver.health()
        assert not health.up
        assert health.last_error == "z2m: offline; nothing behind it is heard"
        await site.say("zigbee2mqtt/bridge/state", {"state": "online"})
        await site.heard(3)
        assert site.driver.health().up


async def test_a_retained_word_of_the_bridge_is_no_news(tmp_path: Path) -> None:
    async with building(tmp_path, BRIDGED, started=False) as site:
        await site.say("zigbee2mqtt/bridge/state", {"state": "offline"}, retain=True)
        async with running(site.driver.run()):
            await site.heard(1)
            assert site.hearer.heard[0].retained
            await until(lambda: site.driver.health().up)
