"""Network servers of LoRaWAN: uplinks told once, in time, and from the device's own server."""

from pathlib import Path
from typing import Any

from tests.edge_agent.drivers.mqtt.building import LORA, building, device, fault_of, plan_of

CHIRPSTACK = device(LORA, "milesight-gs524n", part='"shed"')
#: Test, alarm, normal: of one alarm, each with its check sum.
TEST, ALARM, NORMAL = "Ih5kABxA", "IhFkABxN", "IhdkABxH"


def uplink(data: str, count: int, identity: str = "") -> dict[str, Any]:
    said = {"deduplicationId": identity or f"d{count}", "devAddr": "01", "fPort": 85, "data": data}
    return said | ({"fCnt": count} if count else {})


async def test_one_uplink_through_two_gateways_is_told_once(tmp_path: Path) -> None:
    async with building(tmp_path, CHIRPSTACK) as site:
        for said in (uplink(ALARM, 1), uplink(ALARM, 1), uplink(NORMAL, 2)):
            await site.say(f"{LORA}/event/up", said)
        assert await site.heard(2) == ["shed fire", "shed -"]
        assert site.driver.repeated == 1


async def test_an_uplink_that_comes_late_makes_no_fire_and_ends_none(tmp_path: Path) -> None:
    async with building(tmp_path, CHIRPSTACK) as site:
        for data, count in ((ALARM, 5), (NORMAL, 4), (NORMAL, 6), (ALARM, 3)):
            await site.say(f"{LORA}/event/up", uplink(data, count))
        assert await site.heard(4) == ["shed fire", "shed -", "shed -", "shed -?"]
        assert [heard.finding.clears != frozenset() for heard in site.hearer.heard] == [
            True,
            False,
            True,
            False,
        ]
        assert site.driver.late == 2
        assert "came after a newer one; it changes no state" in site.driver.health().last_error
        assert site.hearer.heard[3].finding.evidence["late"] is True


async def test_a_counter_left_out_is_zero(tmp_path: Path) -> None:
    async with building(tmp_path, CHIRPSTACK) as site:
        for count in (0, 1, 2):
            await site.say(f"{LORA}/event/up", uplink(TEST, count))
        assert await site.heard(3) == ["shed test"] * 3
        assert site.driver.late == 0


def test_only_the_topics_of_the_devices_own_network_server_are_listened_to(tmp_path: Path) -> None:
    assert set(plan_of(tmp_path, CHIRPSTACK).topics) == {
        f"{LORA}/event/{name}" for name in ("up", "status", "join")
    }
    tts = plan_of(tmp_path, device("v3/app@tenant/devices/shed", "milesight-gs524n"))
    assert set(tts.topics) == {"v3/app@tenant/devices/shed/up", "v3/app@tenant/devices/shed/join"}


def test_a_topic_that_no_network_server_has_is_told_with_its_shape(tmp_path: Path) -> None:
    told = fault_of(tmp_path, device("lora/shed", "milesight-gs524n"))
    assert "'lora/shed' is no LoRaWAN device's topic; write 'application/APPLICATION_ID" in told
