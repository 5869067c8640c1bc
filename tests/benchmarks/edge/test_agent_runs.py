"""Every bench of the agent runs with the real agent, small and short. What it measures is not judged here."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.edge import dead_unit, serial_line, soak, versus
from benchmarks.edge.centre import Centre
from benchmarks.edge.contest import Load, Pauses, Program, measure, panels, place
from runtime.faults import PlainFault
from simulators.processes import Child
from tests.services import find_or_skip

QUICK = Pauses(settle_s=0.1, grace_s=1.5)


@pytest.fixture(autouse=True)
def _broker() -> None:
    find_or_skip("mosquitto")


async def test_the_agent_is_measured_at_a_load(tmp_path: Path) -> None:
    load = Load(2, 10)
    async with panels(load, tmp_path) as ports:
        result = await measure(versus.ours(), load, ports, place(tmp_path, "ours"), 1.2, QUICK)
    figures = result.figures()
    assert result.tally.strange == 0
    assert float(figures["values_per_s"]) > 0
    assert float(figures["rss_mb"]) > 0
    assert float(figures["latency_p99_ms"]) >= float(figures["latency_p50_ms"]) > 0


async def test_the_agent_is_measured_on_a_serial_wire(tmp_path: Path) -> None:
    figures = await serial_line.measure(115_200, tmp_path, 1.0, QUICK)
    assert float(figures["wire_values_per_s_115200"]) > 0
    assert float(figures["wire_ratio_115200"]) > 0


async def test_the_agent_is_measured_with_a_dead_unit(tmp_path: Path) -> None:
    figures = await dead_unit.measure(tmp_path, 1.5, settle_s=0.1)
    assert float(figures["all_alive_p99_ms"]) > 0
    assert float(figures["dead_unit_p99_ratio"]) > 0


async def test_a_soak_tells_slopes_and_saw_events(tmp_path: Path) -> None:
    figures = await soak.measure(tmp_path, 2.0, Load(2, 10))
    assert float(figures["events_per_s"]) > 0
    assert float(figures["rss_mb_last"]) > 0
    assert "open_files_slope_per_h" in figures


async def test_a_program_that_ends_is_told_with_its_last_words(tmp_path: Path) -> None:
    def child(folder: Path, *_: object) -> Child:
        return Child("broken", ["/bin/sh", "-c", "echo no such panel >&2; exit 3"], folder)

    with pytest.raises(PlainFault, match=r"code 3(.|\n)*no such panel"):
        await measure(Program("", Centre, child), Load(1, 1), [1], place(tmp_path, "broken"), 1.0)
