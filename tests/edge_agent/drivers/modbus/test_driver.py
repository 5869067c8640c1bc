"""The Modbus driver against simulated slaves over TCP: what it asks, what it tells, and what it survives."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from edge_agent.drivers.driver import CannotProbe
from edge_agent.drivers.modbus import driver as driver_module
from edge_agent.drivers.modbus import unit as unit_module
from edge_agent.drivers.modbus.driver import PROBES_LIMIT, ModbusDriver
from runtime.settings import HostPort
from simulators.modbus_framing import Rtu
from simulators.modbus_slave import Faults, Slave, Unit
from simulators.modbus_tcp import ModbusTcp
from tests.edge_agent.drivers.modbus.lines import line_of, reached, site_unit, slave
from tests.edge_agent.panels import running
from tests.services import free_port, until


@contextlib.asynccontextmanager
async def served(
    *units: Unit, framing: str = "tcp", **more: Any
) -> AsyncIterator[tuple[ModbusTcp, dict[str, Any]]]:
    kind = {"framing": Rtu} if framing == "rtu-over-tcp" else {}
    async with ModbusTcp(Slave(units, **more), **kind) as panel:
        yield panel, {"transport": framing, "host": "127.0.0.1", "port": panel.port}


def gst(*registers: int, **more: Any) -> dict[str, Any]:
    points = [{"loop": register // 240, "device": register % 240} for register in registers]
    return {"profile": "gst5000-modbus", "power": False, "point": points, "identify": False, **more}


def asked(unit: Unit) -> set[tuple[int, int]]:
    return {(request.first, request.size) for request in unit.asked}


async def test_only_configured_points_are_covered_and_no_request_is_too_long() -> None:
    panel = slave(1, 2500, max_registers=100)
    async with served(panel) as (_, reach):
        driver, _ = line_of(reach, [gst(*range(241, 480), power=True)])
        async with running(driver.run()):
            await until(lambda: len(panel.asked) >= 8)
    assert asked(panel) == {(241, 100), (341, 100), (441, 39), (2401, 3)}
    assert panel.refused == 0


async def test_a_value_is_told_once_and_its_change_again() -> None:
    panel = Unit(1, holding=slave(1, 300).holding)
    panel.holding[263] = 0
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [gst(263)])
        async with running(driver.run()):
            await until(lambda: len(sink.told) == 1)
            panel.holding[263] = 1
            await until(lambda: len(sink.told) == 2)
            seen = panel.requests
            await until(lambda: panel.requests > seen + 5)
    assert sink.said("line/1-023") == [0, 1]
    assert {"line", "line/1-023"} <= sink.alive


async def test_a_value_that_could_not_be_stored_is_told_again() -> None:
    panel = slave(1, 300)
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [gst(263)])
        async with running(driver.run()):
            await until(lambda: len(sink.told) == 1)
            sink.broken = True
            panel.holding[263] = 1
            await until(lambda: "disk full" in driver.health().last_error)
            sink.broken = False
            await until(lambda: len(sink.told) == 2)
    assert sink.said("line/1-023")[-1] == 1


async def test_unused_registers_that_the_panel_refuses_are_left_out() -> None:
    panel = slave(1, 300, illegal=[range(245, 246)])
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [gst(243, 247)])
        async with running(driver.run()):
            await until(lambda: len(sink.told) == 2)
            panel.asked.clear()
            await until(lambda: len(panel.asked) > 6)
    assert asked(panel) == {(243, 1), (247, 1)}
    assert "illegal data address" in driver.health().last_error


async def test_the_refused_register_is_isolated_told_as_a_fault_and_seldom_asked_for() -> None:
    panel = slave(1, 300, illegal=[range(260, 261)])
    for register in range(241, 281):
        panel.holding[register] = 0
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [gst(*range(241, 281))])
        async with running(driver.run()):
            await until(lambda: len(sink.told) == 40)
            (refused,) = [seen for seen in sink.told if seen.finding.sets == {"fault"}]
            assert refused.part == "line/1-020"
            assert "holding 260" in refused.finding.text
            assert "exception 2" in refused.finding.text
            panel.asked.clear()
            await until(lambda: len(panel.asked) > 20)
            # Its first pause may end in the midst of this on a slow machine; no more than one can.
            assert sum(one.first == 260 for one in panel.asked) <= 1
            assert driver.health().up
    assert "line/1-020" not in sink.alive


async def test_ranges_the_profile_calls_illegal_are_never_touched(tmp_path: Any) -> None:
    (tmp_path / "holes.yaml").write_text(
        "profile: holes\nversion: 1\nlabel: {zh: 洞, en: holes}\nsources: [test]\nsystem_type: 1\n"
        "component_type: 1\nstale_after_s: 10\n"
        "registers: {max_registers: 20, max_gap: 50, illegal: [[12, 13]]}\n"
        "vectors: [{name: none, input: {reading: x}}]\n",
        encoding="utf-8",
    )
    panel = slave(1, 100, illegal=[range(12, 14)])
    unit = {
        "profile": "holes",
        "identify": False,
        "reading": [{"register": at, "analog": "voltage"} for at in (10, 11, 14, 15, 40)],
    }
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [unit], tmp_path)
        async with running(driver.run()):
            await until(reached(sink, "line/40", 40.0))
            await until(reached(sink, "line/15", 15.0))
    assert asked(panel) == {(10, 2), (14, 2), (40, 1)}
    assert panel.refused == 0


async def test_a_panel_that_takes_less_than_its_profile_says_is_learnt() -> None:
    panel = slave(1, 300, max_registers=30)
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [site_unit(1, *({"register": at} for at in range(60)))])
        async with running(driver.run()):
            await until(reached(sink, "line/59", 59.0))
            refused = panel.refused
            await until(lambda: len(sink.values["line/0"]) > 5)
            assert panel.refused == refused
    assert not sink.states("line/10")


async def test_a_hanging_panel_is_down_and_comes_back() -> None:
    panel = slave(1, 300)
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [gst(263)])
        async with running(driver.run()):
            await until(lambda: driver.health().up)
            panel.faults = Faults(dead=True)
            await until(lambda: not driver.health().up)
            assert "no answer" in driver.health().last_error
            panel.holding[263] = 1
            panel.faults = Faults()
            await until(lambda: sink.said("line/1-023")[-1:] == [1])
            assert driver.health().up
            assert driver.health().timeouts > 0


async def test_a_panel_that_is_not_there_is_said_to_be() -> None:
    port = free_port()
    driver, sink = line_of({"host": "127.0.0.1", "port": port}, [site_unit(1, {"register": 5})])
    async with running(driver.run()):
        await until(lambda: driver.health().errors > 1)
        assert f"127.0.0.1:{port}: cannot be reached" in driver.health().last_error
        async with ModbusTcp(Slave([slave(1)]), HostPort("127.0.0.1", port)):
            await until(reached(sink, "line/5", 5.0))
            assert driver.health().up


async def test_a_connection_that_is_cut_is_made_again() -> None:
    panel = slave(1)
    async with served(panel) as (tcp, reach):
        driver, sink = line_of(reach, [site_unit(1, {"register": 5})])
        async with running(driver.run()):
            await until(reached(sink, "line/5", 5.0))
            await tcp.unplug()
            await until(lambda: not driver.health().up)
            panel.holding[5] = 77
            await tcp.plug()
            await until(reached(sink, "line/5", 77.0))


async def test_one_dead_unit_among_ten_does_not_stop_the_others() -> None:
    units = [slave(number) for number in range(1, 11)]
    units[3].faults = Faults(dead=True)
    async with served(*units, framing="rtu-over-tcp") as (_, reach):
        driver, sink = line_of(reach, [site_unit(unit.number, {"register": 5}) for unit in units])
        async with running(driver.run()):
            await until(lambda: all(f"line/unit-{n}/5" in sink.values for n in range(1, 11) if n != 4))
            await until(lambda: driver.units()[3].timeouts >= 3)
            requests = units[3].requests
            others = units[0].requests
            await until(lambda: units[0].requests > others + 20)
            assert units[3].requests - requests <= 2
            rows = {row.bus: row for row in driver.units()}
            assert not rows["line/unit-4"].up
            assert "no answer" in rows["line/unit-4"].last_error
            assert rows["line/unit-1"].up
            assert rows["line/unit-1"].errors == 0
            assert rows["line/unit-1"].latency_p99_ms is not None
            units[3].faults = Faults()
            await until(reached(sink, "line/unit-4/5", 5.0))
            assert driver.units()[3].up


async def test_a_gateway_that_says_a_unit_is_absent_is_believed() -> None:
    async with served(slave(1), absent=11) as (_, reach):
        driver, sink = line_of(reach, [site_unit(1, {"register": 5}), site_unit(2, {"register": 5})])
        async with running(driver.run()):
            await until(lambda: driver.units()[1].timeouts >= 3)
            await until(lambda: len(sink.values.get("line/unit-1/5", [])) > 5)
            assert "exception 11" in driver.units()[1].last_error
    assert "line/unit-2" not in sink.alive


@pytest.mark.parametrize("framing", ["tcp", "rtu-over-tcp"])
@pytest.mark.parametrize(
    "fault",
    [Faults(foreign=True), Faults(short=True), Faults(exception=6)],
    ids=["foreign", "short", "busy"],
)
async def test_what_is_no_answer_is_never_taken_for_one(framing: str, fault: Faults) -> None:
    panel = slave(1, 300)
    async with served(panel, framing=framing) as (_, reach):
        driver, sink = line_of(reach, [gst(263), site_unit(2, {"register": 1})])
        async with running(driver.run()):
            await until(lambda: sink.said("line/unit-1/1-023") == [263])
            panel.holding[263] = 1
            panel.faults = fault
            before = panel.requests
            await until(lambda: panel.requests >= before + 3)
            assert sink.said("line/unit-1/1-023") == [263]
            panel.faults = Faults()
            await until(lambda: sink.said("line/unit-1/1-023") == [263, 1])


async def test_a_damaged_answer_never_makes_a_fire() -> None:
    panel = slave(1, 300)
    panel.holding[263] = 5  # one bit of the damaged reply would make it 1
    async with served(panel, framing="rtu-over-tcp") as (_, reach):
        driver, sink = line_of(reach, [gst(263)])
        panel.faults = Faults(corrupt=True, last=2)
        async with running(driver.run()):
            await until(lambda: bool(sink.told))
            assert "checksum" in driver.health().last_error
    assert sink.said("line/1-023") == [5]


@pytest.mark.parametrize("framing", ["tcp", "rtu-over-tcp"])
async def test_a_late_answer_is_not_taken_for_anothers(framing: str) -> None:
    first, second = slave(1), slave(2)
    for address in range(200):
        second.holding[address] = 5000 + address
    async with served(first, second, framing=framing) as (_, reach):
        driver, sink = line_of(reach, [site_unit(1, {"register": 5}), site_unit(2, {"register": 5})])
        async with running(driver.run()):
            await until(lambda: len(sink.values) == 2)
            first.faults = Faults(delay_s=0.15, last=2)
            await until(lambda: driver.units()[0].timeouts > 0)
            await until(lambda: first.faults == Faults() and driver.units()[0].up)
            await until(lambda: len(sink.values["line/unit-2/5"]) > 10)
    assert set(sink.values["line/unit-1/5"]) == {5.0}
    assert set(sink.values["line/unit-2/5"]) == {5005.0}


async def test_every_table_is_read_by_its_own_function() -> None:
    panel = slave(1)
    panel.coils = bytearray(b"\0\1" * 30)
    panel.discretes = bytearray(b"\1\0" * 30)
    point = {"state": "fire", "component_type": 42}
    unit = site_unit(
        1,
        {"register": 3, "table": "input", "part": "p/input"},
        {"register": 4, "part": "p/holding"},
        point=[
            {"register": 11, "table": "coil", "part": "p/coil", **point},
            {"register": 12, "table": "discrete", "part": "p/discrete", **point},
            {"register": 13, "table": "discrete", "part": "p/closed", "inverted": True, **point},
        ],
    )
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [unit])
        async with running(driver.run()):
            await until(
                lambda: len(sink.values) == 2 and {"p/coil", "p/closed"} <= {s.part for s in sink.told}
            )
            assert (sink.last("p/input"), sink.last("p/holding")) == (1003.0, 4.0)
            assert sink.states("p/coil") == {"fire"}
            assert sink.states("p/discrete") == {"fire"}
            assert sink.states("p/closed") == {"fire"}
            panel.coils[11] = 0
            await until(lambda: sink.states("p/coil") == set())
    assert {request.function for request in panel.asked} == {1, 2, 3, 4}


async def test_bits_of_one_register_are_points_of_their_own() -> None:
    panel = slave(1)
    panel.holding[20] = 0
    bits = [{"register": 20, "bit": bit, "state": state} for bit, state in ((0, "fire"), (9, "fault"))]
    values = {"register": 21, "states": {1: "fire", 2: "fault"}}
    panel.holding[21] = 7
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [site_unit(1, point=[*bits, values])])
        async with running(driver.run()):
            await until(lambda: len(sink.told) >= 3)
            assert [seen.finding.doubts for seen in sink.told if seen.part == "line/21"] == [
                ("register 21 = 7",)
            ]
            panel.holding[20] = 0x0200
            panel.holding[21] = 2
            await until(lambda: sink.states("line/20.9") == {"fault"} and sink.states("line/21") == {"fault"})
            panel.holding[20] = 0x0001
            await until(lambda: sink.states("line/20.0") == {"fire"} and sink.states("line/20.9") == set())


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


async def test_the_raw_bytes_of_both_directions_can_be_recorded() -> None:
    heard: list[tuple[str, bytes]] = []
    async with served(slave(1)) as (_, reach):
        driver, sink = line_of(reach, [site_unit(1, {"register": 5}, identify=False)])
        driver.on_bytes = lambda way, data: heard.append((way, data))
        async with running(driver.run()):
            await until(lambda: len(heard) >= 4)
            driver.on_bytes = None
            count = len(heard)
            polls = len(sink.values["line/5"])
            await until(lambda: len(sink.values["line/5"]) > polls + 3)
    assert [way for way, _ in heard[:4]] == ["tx", "rx", "tx", "rx"]
    assert heard[1][1].endswith(b"\x03\x02\x00\x05")
    assert len(heard) == count


async def test_nonsense_from_the_other_end_is_survived() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            await reader.read(100)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    driver, sink = line_of({"host": "127.0.0.1", "port": port}, [site_unit(1, {"register": 5})])
    async with server, running(driver.run()):
        await until(lambda: driver.health().errors > 2)
        assert "not a Modbus TCP header" in driver.health().last_error
    assert not sink.values


async def test_a_device_that_fails_for_a_moment_loses_no_point() -> None:
    panel = slave(1, 300)
    panel.holding[263] = 0
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [gst(263, 264)])
        async with running(driver.run()):
            await until(lambda: len(sink.told) == 2)
            panel.faults = Faults(exception=4, last=2)
            panel.holding[263] = 1
            await until(lambda: sink.states("line/1-023") == {"fire"})
            assert not any("fault" in seen.finding.sets for seen in sink.told)
            panel.faults = Faults(exception=4)
            await until(lambda: "fault" in sink.states("line/1-023"))
            assert driver.health().up
            panel.faults = Faults()
            await until(lambda: sink.states("line/1-023") == {"fire"})


async def test_a_register_that_becomes_readable_is_read_with_its_neighbours_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unit_module, "FIRST_RETRY_S", 0.05)
    panel = slave(1, 300, illegal=[range(245, 246)])
    for register in range(300):
        panel.holding[register] = 0
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [gst(*range(241, 251))])
        async with running(driver.run()):
            await until(lambda: sink.states("line/1-005") == {"fault"})
            panel.illegal = []
            await until(lambda: sink.states("line/1-005") == set() and "line/1-005" in sink.alive)
            panel.asked.clear()
            await until(lambda: len(panel.asked) > 10)
    assert asked(panel) == {(241, 10)}


async def test_a_panel_that_refuses_everything_while_it_starts_is_read_whole_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(unit_module, "FIRST_RETRY_S", 0.1)
    panel = slave(1, 300, illegal=[range(0, 300)])
    async with served(panel) as (_, reach):
        driver, sink = line_of(reach, [gst(*range(241, 261))])
        async with running(driver.run()):
            await until(lambda: len({seen.part for seen in sink.told}) == 20)
            panel.illegal = []
            await until(lambda: len(sink.said("line/1-020")) > 1)
            await until(lambda: all("fault" not in sink.states(f"line/1-{n:03}") for n in range(1, 21)))
            panel.asked.clear()
            await until(lambda: len(panel.asked) > 30)
            assert asked(panel) == {(241, 20)}


async def test_a_line_with_nothing_to_ask_for_long_is_not_stuck(monkeypatch: Any) -> None:
    monkeypatch.setattr(driver_module, "_LONGEST_PAUSE_S", 0.2)
    panel = slave(1, 300, illegal=[range(300)])
    async with served(panel) as (_, reach):
        driver, _ = line_of(reach, [gst(263)])
        async with running(driver.run()):
            await until(lambda: panel.refused >= 2)  # within its block, and then by itself
            await asyncio.sleep(0.1)
            asked, steps = len(panel.asked), driver.progress().steps
            await until(lambda: driver.progress().steps > steps + 3)
            assert len(panel.asked) == asked
