"""The whole agent against real counterparts: a Modbus panel, an ESPA panel, detectors, the cloud."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_agent.agent import Agent
from edge_agent.plan import load_plan
from edge_agent.spool.record import Rank
from runtime.mqtt_line import MqttLine, MqttSettings
from telemetry.espa444 import ACK, NAK
from telemetry.event_kinds import EventKind
from telemetry.messages import Health, Inventory, Quality, ReadingBatch, Snapshot
from tests.edge_agent.panels import Cloud, EspaPanel, Panel, call_block, modbus_panel, running
from tests.services import Mosquitto, free_port, start_mosquitto, until

SETTINGS = """
gateway = "gw-1"
area = "150102"
building = {{ zh = "楼", en = "building" }}
clock = "trust"
health_interval_s = 0.2
snapshot_interval_s = 0.3
reading_batch_s = 0.02
[spool]
path = "spool.sqlite3"
limit_mb = 8
[uplink]
host = "127.0.0.1"
port = {cloud}
resend_after_s = 0.5
[[modbus]]
bus = "panel-1"
host = "127.0.0.1"
port = {modbus}
  [[modbus.unit]]
  profile = "gst5000-modbus"
  poll_s = 0.03
  timeout_s = 0.2
  stale_after_s = 1.2
  [[modbus.unit.point]]
  loop = 1
  device = 23
  component_type = 42
  device_label = {{ zh = "烟感", en = "smoke" }}
  [[modbus.unit.point]]
  loop = 2
  device = 1
  component_type = 111
[[serial]]
bus = "panel-2"
port = "panel-2.tty"
profile = "espa444-generic"
  [[serial.point]]
  address = "3-017"
  component_type = 42
[[mqtt]]
bus = "detectors"
host = "127.0.0.1"
port = {building}
  [[mqtt.device]]
  topic = "zigbee2mqtt/smoke_302"
  profile = "aqara-jy-gz-01aq"
  part = "smoke-302"
  [[mqtt.device]]
  topic = "shellyplussmoke-1"
  profile = "shelly-plus-smoke"
"""


class Site:
    """One building with its agent."""

    def __init__(self, folder: Path, broker: Mosquitto, panel: Panel, espa: EspaPanel) -> None:
        self.folder, self.broker, self.panel, self.espa = folder, broker, panel, espa
        self.cloud_port = broker.port
        self.detectors = MqttLine(MqttSettings(host="127.0.0.1", port=broker.port, client_id="detectors"))

    @contextlib.asynccontextmanager
    async def agent(self) -> AsyncIterator[Agent]:
        path = self.folder / "agent.toml"
        path.write_text(
            SETTINGS.format(cloud=self.cloud_port, modbus=self.panel.port, building=self.broker.port)
        )
        agent, stop, ready = Agent(load_plan(path)), asyncio.Event(), asyncio.Event()
        task = asyncio.create_task(agent.run(stop, ready.set))
        await ready.wait()
        try:
            yield agent
        finally:
            stop.set()
            await task

    async def say(self, topic: str, payload: object, *, retain: bool = False) -> None:
        await self.detectors.wait_connected()
        await self.detectors.publish(topic, json.dumps(payload).encode(), 1, retain)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    with start_mosquitto(tmp_path) as broker:
        espa = EspaPanel(tmp_path / "panel-2.tty")
        async with modbus_panel(free_port()) as panel:
            site = Site(tmp_path, broker, panel, espa)
            async with running(site.detectors.run()):
                yield site
        espa.close()


async def listening(agent: Agent) -> None:
    await until(lambda: all(driver.health().up for driver in agent.drivers))


async def test_a_fire_in_a_register_reaches_the_cloud_with_its_place_and_evidence(site: Site) -> None:
    cloud = Cloud(site.broker.port)
    async with running(cloud.run()), site.agent() as agent:
        await listening(agent)
        site.panel.registers[263] = 1
        await until(lambda: len(cloud.events) > 0)
        event = cloud.events[0]
        assert (event.kind, event.active, event.part.part) == (EventKind.FIRE, True, "panel-1/1-023")
        assert (event.bits_before, event.bits_after) == (1, 3)
        assert event.evidence == {"register": 263.0, "value": 1.0}
        assert event.part.device.zh == "烟感"
        assert event.ts_source is None
        assert event.clock_synced
        await until(lambda: agent.spool.state.held[Rank.FIRE] == 0)


async def test_every_register_change_is_told_and_repeats_are_not(site: Site) -> None:
    cloud = Cloud(site.broker.port)
    async with running(cloud.run()), site.agent() as agent:
        await listening(agent)
        for count, value in enumerate((5, 3, 6, 17, 0), start=1):
            site.panel.registers[481] = value
            await until(lambda count=count: len(cloud.events) >= count)
        assert cloud.seen() == [
            "panel-1/2-001 linkage+",
            "panel-1/2-001 linkage+",
            "panel-1/2-001 linkage-",
            "panel-1/2-001 supervisory+",
            "panel-1/2-001 supervisory-",
        ]
        assert cloud.events[3].evidence["value"] == 17.0


async def test_an_espa_block_is_acknowledged_and_told(site: Site) -> None:
    cloud = Cloud(site.broker.port)
    async with running(cloud.run()), site.agent():
        assert await site.espa.call("火警 3-017 四楼库房") == ACK
        assert await site.espa.call("火警 3-017 四楼库房", call_type="1") == ACK
        await until(lambda: len(cloud.events) >= 2)
        assert cloud.seen() == ["panel-2/3-017 fire+", "panel-2/3-017 fire-"]
        assert cloud.events[0].text == "火警 3-017 四楼库房"


async def test_a_damaged_espa_block_is_refused_and_taken_when_sent_again(site: Site) -> None:
    cloud = Cloud(site.broker.port)
    async with running(cloud.run()), site.agent():
        damaged = bytearray(call_block("FIRE ALARM 3-017"))
        damaged[8] ^= 0x01
        assert await site.espa.call("", block=bytes(damaged)) == NAK
        assert await site.espa.call("FIRE ALARM 3-017") == ACK
        await until(lambda: len(cloud.events) >= 1)
        assert cloud.seen() == ["panel-2/3-017 fire+"]


async def test_a_text_about_an_unknown_point_is_told_of_the_panel(site: Site) -> None:
    cloud = Cloud(site.broker.port)
    async with running(cloud.run()), site.agent():
        assert await site.espa.call("FIRE ALARM 9-999") == ACK
        assert await site.espa.call("FIRE ALARM 9-998") == ACK
        await until(lambda: len(cloud.events) >= 2)
        assert [event.text for event in cloud.events] == ["FIRE ALARM 9-999", "FIRE ALARM 9-998"]
        assert {event.part.part for event in cloud.events} == {"panel-2"}


async def test_a_detector_is_heard_with_its_own_time_and_readings(site: Site) -> None:
    cloud = Cloud(site.broker.port)
    async with running(cloud.run()), site.agent() as agent:
        await listening(agent)
        await site.say("zigbee2mqtt/smoke_302", {"smoke": True, "smoke_density_dbm": 0.085, "test": False})
        await site.say(
            "shellyplussmoke-1/events/rpc",
            {"method": "NotifyStatus", "params": {"ts": 1700000000.5, "smoke:0": {"id": 0, "alarm": True}}},
        )
        await until(lambda: len(cloud.events) >= 2)
        assert cloud.seen() == ["smoke-302 fire+", "shellyplussmoke-1 fire+"]
        assert cloud.events[1].ts_source == 1_700_000_000_500
        await until(lambda: any(isinstance(message, ReadingBatch) for message in cloud.got))
        (batch,) = [message for message in cloud.got if isinstance(message, ReadingBatch)]
        assert batch.analog_type == [128]
        assert batch.value[0] == pytest.approx(1.938, abs=0.001)


async def test_retained_smoke_is_no_fire_until_it_is_said_live(site: Site) -> None:
    await site.say("zigbee2mqtt/smoke_302", {"smoke": True, "test": False}, retain=True)
    cloud = Cloud(site.broker.port)
    async with running(cloud.run()), site.agent() as agent:
        await listening(agent)
        await until(lambda: len(cloud.events) >= 1)
        assert cloud.seen() == ["smoke-302 supervisory+"]
        assert cloud.events[0].evidence["retained"] is True
        await site.say("zigbee2mqtt/smoke_302", {"smoke": True, "test": False})
        await until(lambda: len(cloud.events) >= 3)
        assert cloud.seen()[1:] == ["smoke-302 fire+", "smoke-302 supervisory-"]


async def test_a_payload_that_cannot_be_read_is_told_in_the_health_and_hurts_nothing(site: Site) -> None:
    cloud = Cloud(site.broker.port)
    async with running(cloud.run()), site.agent() as agent:
        await listening(agent)
        await site.say("zigbee2mqtt/smoke_302", [1, 2])
        await site.say("zigbee2mqtt/smoke_302", {"smoke": True, "test": False})
        await until(lambda: len(cloud.events) >= 1)

        def told() -> bool:
            return any(
                "zigbee2mqtt/smoke_302" in bus.last_error
                for message in cloud.got
                if isinstance(message, Health)
                for bus in message.buses
            )

        await until(told)


async def test_a_dead_panel_is_one_offline_event_and_its_points_are_stale(site: Site) -> None:
    cloud = Cloud(site.broker.port)
    async with running(cloud.run()), site.agent() as agent:
        await listening(agent)
        await site.panel.unplug()
        await until(lambda: len(cloud.events) >= 1)
        assert cloud.seen() == ["panel-1 device-offline+"]

        def last_quality(part: str) -> Quality | None:
            states = [
                state
                for message in cloud.got
                if isinstance(message, Snapshot)
                for state in message.parts
                if state.part == part
            ]
            return states[-1].quality if states else None

        await until(lambda: last_quality("panel-1/1-023") is Quality.STALE)
        site.panel.registers[263] = 1
        await site.panel.plug()
        await until(lambda: len(cloud.events) >= 3)
        assert set(cloud.seen()[1:]) == {"panel-1 device-offline-", "panel-1/1-023 fire+"}
        await until(lambda: last_quality("panel-1/1-023") is Quality.GOOD)


async def test_the_first_words_are_the_inventory_and_the_health(site: Site) -> None:
    cloud = Cloud(site.broker.port)
    async with running(cloud.run()), site.agent():
        await until(lambda: {Inventory, Health, Snapshot} <= {type(message) for message in cloud.got})
        inventory = next(message for message in cloud.got if isinstance(message, Inventory))
        assert {part.part for part in inventory.parts} == {
            "panel-1",
            "panel-1/1-023",
            "panel-1/2-001",
            "panel-1/mains",
            "panel-1/battery",
            "panel-1/bus",
            "panel-2",
            "panel-2/3-017",
            "smoke-302",
            "shellyplussmoke-1",
        }
        health = next(message for message in cloud.got if isinstance(message, Health))
        assert set(health.profiles) == {
            "gst5000-modbus",
            "espa444-generic",
            "aqara-jy-gz-01aq",
            "shelly-plus-smoke",
        }
        assert health.rss_bytes > 1_000_000


async def test_what_happened_while_the_cloud_was_away_arrives_unchanged_and_once(
    site: Site, tmp_path: Path
) -> None:
    site.cloud_port = free_port()
    async with site.agent() as agent:
        await listening(agent)
        site.panel.registers[481] = 5
        await until(lambda: agent.spool.state.held[Rank.EVENT] == 1)
        site.panel.registers[263] = 1
        await until(lambda: agent.spool.state.held[Rank.FIRE] == 1)
        (kept,) = await agent.spool.fetch(Rank.FIRE, 0, 10)
    async with site.agent() as agent:  # and it is a new process that sends it
        with start_mosquitto(tmp_path, port=site.cloud_port):
            cloud = Cloud(site.cloud_port)
            async with running(cloud.run()):
                await until(lambda: agent.spool.state.held[Rank.EVENT] == 0 and len(cloud.events) >= 2)
                await until(lambda: agent.spool.state.held[Rank.FIRE] == 0)
                assert kept.data in cloud.raw
                once = [m for m in cloud.once().values() if getattr(m, "kind", None) is not None]
                assert sorted(message.kind.value for message in once) == ["fire", "linkage"]


async def test_a_restart_tells_no_edge_twice_and_misses_none(site: Site) -> None:
    cloud = Cloud(site.broker.port)
    async with running(cloud.run()):
        async with site.agent() as agent:
            await listening(agent)
            site.panel.registers[263] = 1
            await until(lambda: len(cloud.events) >= 1)
            await until(lambda: agent.spool.state.held[Rank.FIRE] == 0)
        site.panel.registers[481] = 5
        async with site.agent() as agent:
            await listening(agent)
            await until(lambda: len(cloud.events) >= 2)
            assert cloud.seen() == ["panel-1/1-023 fire+", "panel-1/2-001 linkage+"]
        site.panel.registers[263] = 0
        async with site.agent():
            await until(lambda: len(cloud.events) >= 3)
            assert cloud.seen()[2] == "panel-1/1-023 fire-"
