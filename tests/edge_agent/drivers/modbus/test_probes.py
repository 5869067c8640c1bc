"""What the Modbus driver is asked beside its polling: a look at a register, and who made the unit."""

import asyncio
from typing import Any

import pytest

from edge_agent.drivers.driver import CannotProbe
from edge_agent.drivers.modbus.driver import PROBES_LIMIT, ModbusDriver
from simulators.modbus_slave import Unit
from tests.edge_agent.drivers.modbus.lines import gst, line_of, served, site_unit, slave
from tests.edge_agent.panels import running
from tests.services import free_port, until


async def test_a_probe_has_its_turn_while_the_line_is_polled() -> None:
    panel = slave(1, 300)
    async with served(panel) as (_, reach):
        driver, _ = line_of(reach, [gst(*range(241, 300), timeout_s=0.5)])
        async with running(driver.run()):
            await until(lambda: driver.health().up)
            panel.holding[263] = 1
            by_part, by_point, by_register = await asyncio.gather(
                *(driver.probe(text) for text in ("line/1-023", "1-023", "263"))
            )
            assert by_part["states"] == by_point["states"] == by_register["states"] == ["fire"]
            assert by_part["part"] == "line/1-023"
            raw = await driver.probe("12")
            assert (raw["raw"], raw["address"]) == ("12", "holding 12")
            assert "part" not in raw
            assert (await driver.probe("input 3"))["raw"] == "1003"
            with pytest.raises(CannotProbe, match="no such point"):
                await driver.probe("the one by the window")
            panel.illegal = [range(12, 13)]
            with pytest.raises(CannotProbe, match="illegal data address"):
                await driver.probe("12")


async def test_a_probe_shows_a_reading_in_its_unit() -> None:
    async with served(slave(1), slave(2)) as (_, reach):
        readings = {"register": 10, "scale": 0.5, "analog": "pressure_kpa", "part": "pump/pressure"}
        driver, _ = line_of(reach, [site_unit(1, readings), site_unit(2, {"register": 1})])
        async with running(driver.run()):
            said = await driver.probe("pump/pressure")
            assert (said["value"], said["unit"], said["quality"], said["raw"]) == (5.0, "kPa", "good", "10")
            assert (await driver.probe("2:11"))["raw"] == "11"
            with pytest.raises(CannotProbe, match="say which unit"):
                await driver.probe("11")


async def test_probes_that_nobody_can_serve_end_and_are_bounded() -> None:
    driver = line_of({"host": "127.0.0.1", "port": free_port()}, [site_unit(1, {"register": 1})])[0]
    waiting = [asyncio.create_task(_probe(driver)) for _ in range(PROBES_LIMIT)]
    await asyncio.sleep(0)
    with pytest.raises(CannotProbe, match="wait already"):
        await driver.probe("1")
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def _probe(driver: ModbusDriver) -> None:
    await driver.probe("1")


async def test_the_unit_says_who_made_it_once_a_connection() -> None:
    panel = slave(1, identity={0: b"Maker", 1: b"X-1", 2: b"2.0", 4: b"Panel"})
    async with served(panel) as (tcp, reach):
        driver, sink = line_of(reach, [site_unit(1, {"register": 5})])
        async with running(driver.run()):
            await until(lambda: bool(driver.identities))
            assert driver.identities["line"] == {"vendor": "Maker", "product_code": "X-1", "revision": "2.0"}
            (told,) = [seen for seen in sink.told if seen.part == "line"]
            assert told.finding.evidence["vendor"] == "Maker"
            panel.identity = {**panel.identity, 2: b"2.1"}
            await tcp.unplug()
            await tcp.plug()
            await until(lambda: driver.identities.get("line", {}).get("revision") == "2.1")


async def test_a_unit_that_is_silent_to_unknown_functions_is_not_called_dead(monkeypatch: Any) -> None:
    panel = slave(1)
    answer = panel.answer
    monkeypatch.setattr(Unit, "answer", lambda self, pdu: None if pdu[0] == 43 else answer(pdu))
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [site_unit(1, {"register": 5})])
        async with running(driver.run()):
            await until(lambda: len(sink.values.get("line/5", [])) > 20)
    assert driver.health().timeouts == 0
    assert driver.identities == {}


async def test_another_maker_than_the_profile_expects_is_a_doubt(tmp_path: Any) -> None:
    (tmp_path / "choosy.yaml").write_text(
        "profile: choosy\nversion: 1\nlabel: {zh: 挑剔, en: choosy}\nsources: [test]\nsystem_type: 1\n"
        "component_type: 1\nstale_after_s: 10\nregisters: {identity: {vendor: '^Notifier'}}\n"
        "vectors: [{name: none, input: {reading: x}}]\n",
        encoding="utf-8",
    )
    panel = slave(1, identity={0: b"Maker", 1: b"X-1", 2: b"2.0"})
    unit = {"profile": "choosy", "reading": [{"register": 1, "analog": "voltage"}]}
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [unit], tmp_path)
        async with running(driver.run()):
            await until(lambda: any(seen.finding.doubts for seen in sink.told))
    assert "vendor 'Maker'" in driver.health().last_error
