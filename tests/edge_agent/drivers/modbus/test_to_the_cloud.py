"""From registers to the cloud: columns of a shared line arrive as readings, once and in their units."""

import asyncio
from pathlib import Path

from edge_agent.agent import Agent
from edge_agent.plan import load_plan
from simulators.modbus_framing import Rtu
from simulators.modbus_slave import Faults, Slave
from simulators.modbus_tcp import ModbusTcp
from telemetry.messages import Health, ReadingBatch
from tests.edge_agent.drivers.modbus.lines import slave
from tests.edge_agent.panels import Cloud, running
from tests.services import start_mosquitto, until

SETTINGS = """
gateway = "gw-1"
area = "150102"
clock = "trust"
health_interval_s = 0.2
reading_batch_s = 0.05
[spool]
path = "spool.sqlite3"
[uplink]
host = "127.0.0.1"
port = {cloud}
[[modbus]]
bus = "meters"
transport = "rtu-over-tcp"
host = "127.0.0.1"
port = {meters}
"""
UNIT = """
[[modbus.unit]]
unit = {0}
name = "meter-{0}"
profile = "analog-4-20ma-modbus"
poll_s = 0.05
timeout_s = 0.2
"""
READING = """
[[modbus.unit.reading]]
register = {0}
analog = "pressure_kpa"
scale = 0.5
deadband = 5.0
part = "meter-{1}/r{0}"
"""


async def test_readings_of_a_shared_line_reach_the_cloud(tmp_path: Path) -> None:
    meters = [slave(1), slave(2), slave(3)]
    meters[2].faults = Faults(dead=True)
    with start_mosquitto(tmp_path) as broker:
        async with ModbusTcp(Slave(meters), framing=Rtu) as line:
            text = SETTINGS.format(cloud=broker.port, meters=line.port)
            for unit in (1, 2, 3):
                text += UNIT.format(unit) + "".join(READING.format(at, unit) for at in range(20))
            path = tmp_path / "agent.toml"
            path.write_text(text)
            cloud, stop = Cloud(broker.port), asyncio.Event()

            def values(part: str) -> list[float | None]:
                batches = [m for m in cloud.once().values() if isinstance(m, ReadingBatch)]
                batches.sort(key=lambda batch: batch.seq)
                return [
                    value
                    for batch in batches
                    for place, value in zip(batch.part, batch.value, strict=True)
                    if batch.parts[place] == part
                ]

            agent = Agent(load_plan(path))
            async with running(cloud.run()):
                task = asyncio.create_task(agent.run(stop))
                await until(lambda: values("meter-1/r19") == [9.5] and values("meter-2/r7") == [3.5])
                meters[0].holding[19] = 22  # within the deadband
                meters[1].holding[7] = 107
                await until(lambda: values("meter-2/r7") == [3.5, 53.5])
                assert values("meter-1/r19") == [9.5]
                assert values("meter-3/r0") == []

                def rows() -> dict[str, bool]:
                    health = [m for m in cloud.once().values() if isinstance(m, Health)]
                    return {row.bus: row.up for row in health[-1].buses} if health else {}

                await until(lambda: rows().get("meter-3") is False and rows().get("meter-1") is True)
                assert rows()["meters"]
                stop.set()
                await task
