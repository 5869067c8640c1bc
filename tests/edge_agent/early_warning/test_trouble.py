"""Whatever goes wrong with the model stays its own: it is counted and told, and no fire waits for it."""

import asyncio
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from device_profiles.finding import Finding
from edge_agent.early_warning import model_thread, runtime
from edge_agent.early_warning.settings import EarlyWarningSettings
from edge_agent.intake.observation import Observation
from models import graph_file
from models.windows import Shape
from tests.edge_agent.early_warning.gateway import ENDED, RAISED, Gateway, part, settings, warned
from tests.models.tiny import tiny, written
from tests.services import until


async def test_the_model_that_is_not_there_is_told_and_nothing_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph_file, "MANIFEST", tmp_path / "manifest.json")
    gateway = Gateway(tmp_path, EarlyWarningSettings())
    async with gateway.running():
        gateway.tell(heat=20.0)
        await until(lambda: "manifest.json" in gateway.warning.fault)
        assert "模型未采用" in gateway.warning.health().fault
        gateway.observe([Observation("room/1", Finding(sets=frozenset({"fire"})))])
        assert gateway.seen() == ["room/1 fire+"]


async def test_a_switched_model_keeps_its_windows_and_what_stands(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        await warned(gateway)
        gateway.change(settings(tmp_path, tiny("2")))
        await until(lambda: gateway.warning.health().version == "2")
        await gateway.looked()
        assert gateway.told()["highest"][0]["probability"] > 0.9
        assert gateway.seen() == [RAISED]


async def test_a_model_of_another_shape_neither_doubles_nor_loses_what_stands(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        await warned(gateway)
        gateway.change(settings(tmp_path, tiny("2", shape=Shape(0.02, 8, 4, 4))))
        await until(lambda: gateway.warning.health().version == "2")
        await until(lambda: ENDED in gateway.seen())
        assert gateway.seen() == [RAISED, ENDED]


@pytest.mark.parametrize("raw", [b"no model", tiny("3")])
async def test_a_refused_file_leaves_the_old_model_in_its_place(tmp_path: Path, raw: bytes) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        gateway.tell(heat=20.0)
        await gateway.looked()
        wrong = written(tmp_path, raw, "other.onnx")
        gateway.change(EarlyWarningSettings(model=wrong.path, sha256="0" * 64))
        await until(lambda: bool(gateway.warning.model_fault))
        assert "SHA-256" in gateway.warning.model_fault
        assert "goes on" in gateway.warning.model_fault
        await warned(gateway)
        assert gateway.warning.health().version == "1"


async def test_an_exception_in_the_model_never_stops_a_fire(tmp_path: Path) -> None:
    watched = [part("room/1"), part("room/2")]
    gateway = Gateway(tmp_path, settings(tmp_path, tiny(gather=1)), watched)
    async with gateway.running():
        gateway.tell("room/1", heat=20.0)
        await gateway.looked()
        gateway.tell("room/2", heat=20.0)  # with a second row this model fails
        await until(lambda: gateway.warning.tally.errors > 0)
        assert "tried again" in gateway.warning.health().fault
        gateway.observe([Observation("room/1", Finding(sets=frozenset({"fire"})))])
        assert gateway.seen() == ["room/1 fire+"]
        gateway.rewatch(watched[0])
        await gateway.looked()
        await until(lambda: not gateway.warning.fault)


async def test_a_value_that_cannot_be_taken_never_stops_its_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    monkeypatch.setattr(gateway.warning._inputs, "hear", lambda *_given: 1 / 0)
    gateway.tell(heat=20.0)
    gateway.observe([Observation("room/1", Finding(sets=frozenset({"fire"})))])
    assert gateway.seen() == ["room/1 fire+"]
    assert gateway.warning.tally.errors == 2
    gateway.warning.finish()
    gateway.warning.join(1.0)


async def test_after_a_time_with_nobody_to_look_at_the_windows_begin_flat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "GAP_S", 0.0)
    monkeypatch.setattr(runtime, "GAP_TICKS", 10)
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        gateway.tell(heat=20.0)
        await gateway.looked()
        gateway.rewatch()
        await asyncio.sleep(0.4)
        gateway.rewatch(part("room/1"))
        gateway.tell(heat=40.0)
        await gateway.looked(5)
        assert gateway.warning.tally.raised == 0
        assert gateway.warning.health().rows == 1


async def test_a_short_time_with_nobody_to_look_at_breaks_nothing(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        gateway.tell(heat=20.0)
        await gateway.looked()
        gateway.rewatch()
        gateway.rewatch(part("room/1"))
        gateway.tell(heat=40.0)
        await until(lambda: gateway.warning.tally.raised == 1)


async def test_a_fault_of_hearing_is_over_when_it_hears_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    with monkeypatch.context() as broken:
        broken.setattr(gateway.warning._inputs, "hear", lambda *_given: 1 / 0)
        gateway.tell(heat=20.0)
    assert "ZeroDivisionError" in gateway.warning.fault
    gateway.tell(heat=20.0)
    assert gateway.warning.fault == ""
    assert gateway.warning.tally.errors == 1


async def test_who_is_near_is_worked_out_in_the_models_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from edge_agent.early_warning import engine

    where = []

    def near(parts: tuple[str, ...], *_given: object) -> object:
        where.append(threading.current_thread().name)
        return np.full((len(parts), 2), -1)

    monkeypatch.setattr(engine, "neighbours", near)
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        gateway.tell(heat=20.0)
        await gateway.looked()
    assert set(where) == {"early-warning"}


async def test_a_model_that_hangs_is_told_and_everything_else_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_thread, "HUNG_S", 0.1)
    gateway, go_on = Gateway(tmp_path, settings(tmp_path)), threading.Event()
    async with gateway.running():
        gateway.tell(heat=20.0)
        await gateway.looked()
        engine = gateway.warning.engine
        assert engine is not None
        with monkeypatch.context() as hangs:
            hangs.setattr(engine, "tick", lambda *_given: go_on.wait(10) and 1 / 0)
            await until(lambda: "无应答" in gateway.warning.fault)
            gateway.observe([Observation("room/1", Finding(sets=frozenset({"fire"})))])
            assert gateway.seen() == ["room/1 fire+"]
        go_on.set()
        await until(lambda: "无应答" not in gateway.warning.fault)


_HANGS = """
import asyncio, time
from edge_agent.early_warning.faults import Faults
from edge_agent.early_warning.model_thread import ModelThread
from edge_agent.early_warning.tally import Tally
from edge_agent.early_warning.tasks import FIRE
async def main():
    thread = ModelThread("a-model", Faults(FIRE, time.monotonic, Tally()))
    asking = asyncio.create_task(thread.ask(time.sleep, 3600))
    await asyncio.sleep(0.2)
    thread.finish()
    thread.join(1.0)
    asking.cancel()
    print("ends")
asyncio.run(main())
"""


async def test_a_model_that_hangs_does_not_hold_up_the_end_of_the_process() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HANGS, stdout=asyncio.subprocess.PIPE
    )
    try:
        out, _ = await asyncio.wait_for(process.communicate(), 20)
    finally:
        if process.returncode is None:
            process.kill()
    assert (process.returncode, out) == (0, b"ends\n")


async def test_late_ticks_are_left_out_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        gateway.tell(heat=20.0)
        await gateway.looked()
        ticks, engine = gateway.warning.tally.ticks, gateway.warning.engine
        assert engine is not None
        tick = engine.tick

        def slow(*given: object) -> object:
            time.sleep(0.2)  # in the model's own thread
            monkeypatch.setattr(engine, "tick", tick)
            return tick(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(engine, "tick", slow)
        await until(lambda: gateway.warning.tally.skipped >= 8)
        assert gateway.warning.tally.ticks <= ticks + 6
