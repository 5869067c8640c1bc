"""Early warning while the agent runs: it adds alarms, suppresses none, and what goes wrong stays its own."""

import asyncio
import json
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from device_profiles.finding import Finding
from device_profiles.level import Level
from edge_agent.early_warning import model_thread, runtime, standing
from edge_agent.early_warning.settings import EarlyWarningSettings, LimitSettings
from edge_agent.intake.observation import Observation
from models import model_file
from models.windows import Shape
from runtime.backoff import Backoff
from telemetry.event_kinds import EventKind
from telemetry.messages import Quality
from tests.edge_agent.early_warning.gateway import Gateway, part
from tests.models.tiny import SHAPE, tiny, written
from tests.services import until

RAISED, ENDED = "room/1 early-warning+", "room/1 early-warning-"
WARNED = Level(
    states=frozenset({"early-warning"}), codes={"early-warning": "0" * 12}, quality=Quality.GOOD, last_heard=1
)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime, "_IDLE_S", 0.02)


def settings(folder: Path, raw: bytes | None = None, **more: object) -> EarlyWarningSettings:
    file = written(folder, raw or tiny())
    return EarlyWarningSettings(model=file.path, sha256=file.sha256, **more)  # type: ignore[arg-type]


async def warned(gateway: Gateway, name: str = "room/1") -> None:
    """The detector tells of calm, then of a fire."""
    gateway.tell(name, heat=20.0, co=1.0)
    await gateway.looked()
    gateway.tell(name, heat=40.0, co=1.0)
    await until(lambda: f"{name} early-warning+" in gateway.seen())


async def test_a_rise_raises_a_warning_with_what_it_rests_on(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        await warned(gateway)
        event = gateway.events[-1]
        told = event.evidence
        assert (event.kind, event.active, event.bits_after) == (EventKind.EARLY_WARNING, True, 1)
        assert told["probability"] > 0.99  # type: ignore[operator]
        assert (told["kind"], told["kind_zh"], told["kind_en"]) == ("flaming", "明火", "flaming fire")
        assert told["hash"] == gateway.settings.sha256[:12]  # type: ignore[index]
        assert (told["model"], told["version"], told["mode"]) == ("early_warning", "1", "live")
        assert told["reason_1_zh"] == "温度每分钟升高 120.0 K,现为 40.0 °C"
        assert told["reason_1_share"] == 1.0
        assert told["values_heat"] == "20 20 20 40 °C"
        assert event.text.startswith("早期预警:明火,火灾概率 100%;温度")
        assert "early warning: flaming fire, probability of fire 100%; the temperature" in event.text
        assert gateway.normaliser.level("room/1").part_state("room/1", 1).active == [EventKind.EARLY_WARNING]


async def test_it_ends_when_all_is_calm_again_and_is_told_once(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        await warned(gateway)
        await gateway.looked(5)
        gateway.tell(heat=20.0, co=1.0)
        await until(lambda: ENDED in gateway.seen())
        await gateway.looked(5)
        assert gateway.seen() == [RAISED, ENDED]
        assert gateway.warning.health().standing == 0


async def test_a_warning_is_no_word_of_the_part(tmp_path: Path) -> None:
    doubtful = Level(doubt=True, quality=Quality.UNCERTAIN, last_heard=5)
    gateway = Gateway(tmp_path, settings(tmp_path), levels={"room/1": doubtful})
    concluded = Observation("room/1", Finding(sets=frozenset({"early-warning"})), concluded=True)
    gateway.observe([concluded])
    level = gateway.normaliser.level("room/1")
    assert level.doubt
    assert level.quality is Quality.UNCERTAIN
    assert gateway.normaliser.last_heard("room/1") == 5
    assert gateway.seen() == [RAISED]


async def test_shadow_mode_raises_nothing_and_notes_what_it_would_have(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path, mode="shadow"))
    async with gateway.running():
        gateway.tell(heat=20.0)
        await gateway.looked()
        gateway.tell(heat=40.0)
        await until(lambda: gateway.warning.tally.raised == 1)
        await gateway.looked()
        assert gateway.seen() == []
        entry = gateway.told()["history"][0]
        assert (entry["part"], entry["what"], entry["mode"]) == ("room/1", "begins", "shadow")
        await until(lambda: (tmp_path / "early-warning.jsonl").exists())
        assert json.loads((tmp_path / "early-warning.jsonl").read_text())["reasons"][0]["share"] == 1.0


async def test_off_looks_at_nothing_and_ends_what_stands(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        await warned(gateway)
        gateway.change(settings(tmp_path, mode="off"))
        await until(lambda: ENDED in gateway.seen())
        ticks = gateway.warning.tally.ticks
        gateway.tell(heat=90.0)
        await asyncio.sleep(10 * SHAPE.tick_s)
        assert gateway.warning.tally.ticks == ticks
        health = gateway.warning.health()
        assert (health.mode, health.hash, health.ended) == ("off", "", 1)
        assert gateway.told()["history"][-1]["why"]["zh"] == "本网关已不发出早期预警"


async def test_the_model_that_is_not_there_is_told_and_nothing_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_file, "MANIFEST", tmp_path / "manifest.json")
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
    gateway.warning.close()


async def test_a_warning_that_the_disk_refused_is_told_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        gateway.tell(heat=20.0)
        await gateway.looked()
        monkeypatch.setattr(gateway.warning._announcer, "_disk", Backoff(first_s=0.05))
        gateway.disk_fails = True
        gateway.tell(heat=40.0)
        await until(lambda: gateway.warning.tally.errors > 0)
        assert gateway.seen() == []
        gateway.disk_fails = False
        await until(lambda: RAISED in gateway.seen())
        assert gateway.seen() == [RAISED]
        assert gateway.warning.tally.raised == 1


async def test_one_refusal_of_the_disk_counts_once_whomever_it_concerns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"room/{number}" for number in range(1, 6)]
    gateway = Gateway(tmp_path, settings(tmp_path), [part(name) for name in names])
    async with gateway.running():
        for name in names:
            gateway.tell(name, heat=20.0)
        await gateway.looked()
        monkeypatch.setattr(gateway.warning._announcer, "_disk", Backoff(first_s=0.5, jitter=0.0))
        gateway.disk_fails = True
        for name in names:
            gateway.tell(name, heat=60.0)
        await until(lambda: gateway.warning.tally.raised == 5)
        await gateway.looked(5)
        assert gateway.warning.tally.errors == 1
        gateway.disk_fails = False
        await until(lambda: len(gateway.seen()) == 5)
        await until(lambda: not gateway.warning.fault)


async def test_what_is_told_late_of_a_detector_that_fell_silent_has_no_probability(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        gateway.tell(heat=20.0)
        await gateway.looked()
        monkeypatch.setattr(gateway.warning._announcer, "_disk", Backoff(first_s=0.2, jitter=0.0))
        gateway.disk_fails = True
        gateway.tell(heat=40.0)
        await until(lambda: gateway.warning.tally.errors > 0)
        gateway.disk_fails = False
        gateway.observe([Observation("room/1", Finding(sets=frozenset({"device-offline"})))])
        await until(lambda: RAISED in gateway.seen())
        event = gateway.events[-1]
        assert "probability" not in event.evidence
        assert "nan" not in json.dumps([event.text, *event.evidence.values()]).lower()
        assert json.loads((tmp_path / "early-warning.jsonl").read_text())["probability"] > 0.9


async def test_what_stood_before_a_restart_ends_when_all_is_calm(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path), levels={"room/1": WARNED})
    async with gateway.running():
        gateway.tell(heat=20.0)
        await until(lambda: ENDED in gateway.seen())
        assert gateway.seen() == [ENDED]


async def test_what_stood_before_a_restart_is_not_told_again_when_it_is_confirmed(tmp_path: Path) -> None:
    limits = LimitSettings(on=0.6, sure=0.99, off=0.2, confirm=2, calm=500)
    gateway = Gateway(tmp_path, settings(tmp_path, limits=limits), levels={"room/1": WARNED})
    async with gateway.running():
        gateway.tell(heat=20.0)
        await gateway.looked()
        gateway.tell(heat=40.0)
        await gateway.looked(6)
        assert gateway.seen() == []
        assert gateway.warning.health().standing == 1


async def test_what_stood_before_a_restart_is_confirmed_by_anything_that_would_not_end_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "PROVE_S", 0.3)
    limits = LimitSettings(on=0.9, sure=0.99, off=0.2, confirm=2, calm=500, beside=0.4)
    gateway = Gateway(
        tmp_path, settings(tmp_path, tiny(rings=True), limits=limits), levels={"room/1": WARNED}
    )
    async with gateway.running():
        gateway.tell(heat=50.0)
        await gateway.looked()
        gateway.tell(heat=58.0)  # a probability of one half, and the threshold rings
        await asyncio.sleep(0.5)
        await gateway.looked()
        assert 0.4 < gateway.told()["highest"][0]["probability"] < 0.9
        assert gateway.seen() == []


async def test_what_stood_before_a_restart_does_not_stick_when_its_detector_is_mute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "PROVE_S", 0.1)
    gateway = Gateway(tmp_path, settings(tmp_path), levels={"room/1": WARNED})
    async with gateway.running():
        await until(lambda: ENDED in gateway.seen())
        assert gateway.events[0].evidence["why_zh"] == "十分钟内未得到模型确认"


async def test_a_warning_that_a_device_set_itself_is_the_devices_to_end(tmp_path: Path) -> None:
    own = Level(states=frozenset({"early-warning"}), quality=Quality.GOOD, last_heard=1)
    gateway = Gateway(tmp_path, settings(tmp_path), levels={"room/1": own})
    async with gateway.running():
        gateway.tell(heat=20.0)
        await gateway.looked(8)
        gateway.change(settings(tmp_path, mode="off"))
        await until(lambda: gateway.warning.engine is None)
        assert gateway.seen() == []


async def test_a_detector_that_burns_keeps_its_warning(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path, stale_after_s=2))
    async with gateway.running():
        await warned(gateway)
        gateway.observe([Observation("room/1", Finding(sets=frozenset({"device-offline"})))])
        await gateway.looked(10)
        assert gateway.seen() == [RAISED, "room/1 device-offline+"]


async def test_a_detector_that_is_found_later_disturbs_nobody(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        gateway.tell(heat=20.0)
        await gateway.looked()
        gateway.rewatch(part("found/0"), part("room/1"))
        gateway.tell("found/0", heat=70.0)
        await gateway.looked()
        gateway.tell(heat=40.0)
        await until(lambda: RAISED in gateway.seen())
        assert gateway.seen() == [RAISED]
        assert gateway.warning.health().rows == 2


async def test_a_part_that_is_left_out_is_not_looked_at(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path), [part("room/1"), part("kitchen")])
    async with gateway.running():
        gateway.tell("kitchen", heat=20.0)
        gateway.tell("room/1", heat=20.0)
        await gateway.looked()
        gateway.change(settings(tmp_path, leave_out=("kitchen",)))
        await gateway.looked()
        gateway.tell("kitchen", heat=60.0)
        await gateway.looked(5)
        assert gateway.seen() == []
        assert gateway.warning.health().rows == 1


async def test_a_part_that_is_left_out_loses_its_warning_at_once_with_the_reason(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path), [part("room/1"), part("room/2")])
    async with gateway.running():
        gateway.tell("room/2", heat=20.0)
        await warned(gateway)
        gateway.change(settings(tmp_path, leave_out=("room/1",)))
        await until(lambda: ENDED in gateway.seen())
        assert gateway.events[-1].evidence["why_en"] == "the settings leave this part out of early warning"
        await gateway.looked(5)
        assert gateway.seen() == [RAISED, ENDED]
        health, latest = gateway.warning.health(), gateway.told()["history"][-1]
        assert (health.raised, health.ended, health.standing) == (1, 1, 0)
        assert (latest["what"], latest["part"], latest["why"]["zh"]) == (
            "ends", "room/1", "该部件已设为不参与早期预警",
        )  # fmt: skip


async def test_what_shadow_mode_ends_is_counted_once(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path))
    async with gateway.running():
        await warned(gateway)
        gateway.change(settings(tmp_path, mode="shadow"))
        await until(lambda: ENDED in gateway.seen())
        assert gateway.warning.tally.ended == 0, "the model still holds it"
        gateway.tell(heat=20.0)
        await until(lambda: gateway.warning.tally.ended == 1)
        assert [entry["what"] for entry in gateway.told()["history"]] == ["begins", "ends", "ends"]


async def test_a_detector_that_tells_too_seldom_is_not_scored_and_health_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path), [part("room/1"), part("slow")])
    now = gateway.clock.monotonic()
    with monkeypatch.context() as earlier:
        for minute in (20, 10):
            earlier.setattr(gateway.clock, "monotonic", lambda minute=minute: now - 60.0 * minute)
            gateway.tell("slow", heat=20.0)
    gateway.tell("slow", heat=90.0)
    gateway.tell("room/1", heat=20.0)
    async with gateway.running():
        await gateway.looked(5)
        health = gateway.warning.health()
        assert (health.rows, health.seldom, health.stale_share) == (2, 1, 0.0)
        assert [entry["part"] for entry in gateway.told()["highest"]] == ["room/1"]


async def test_health_tells_times_scores_and_drift(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path, tiny(ranges=True)), [part("room/1"), part("room/2")])
    async with gateway.running():
        gateway.tell("room/1", heat=20.0)
        gateway.tell("room/2", heat=50.0)
        await gateway.looked(10)
        health = gateway.warning.health()
        drift = {entry.channel: entry for entry in health.drift}
        assert health.rows == 2
        assert health.scores[0] == drift["heat"].present > 0
        assert drift["heat"].outside == pytest.approx(0.5, abs=0.1)
        assert drift["heat"].mean == pytest.approx(35.0, abs=2)
        assert (drift["co"].present, drift["co"].mean) == (0, None)
        assert health.tick_us_p99 >= health.tick_us_mean > 0  # type: ignore[operator]
        assert health.stale_share == 0.0
        gateway.warning.tally.begin_anew()
        assert sum(gateway.warning.health().scores) <= 2


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


async def test_after_a_time_with_nobody_to_look_at_the_windows_begin_flat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runtime, "GAP_S", 0.2)
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
async def main():
    thread = ModelThread(Faults(time.monotonic, Tally()))
    asking = asyncio.create_task(thread.ask(time.sleep, 3600))
    await asyncio.sleep(0.2)
    thread.close()
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
