"""The Modbus driver against simulated slaves over TCP: what it asks and what it tells."""

from typing import Any

import pytest

from edge_agent.drivers.modbus import unit as unit_module
from simulators.modbus_slave import Unit
from tests.edge_agent.drivers.modbus.lines import asked, gst, line_of, reached, served, site_unit, slave
from tests.edge_agent.panels import running
from tests.services import until


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
