"""Early warning while the agent runs: who is looked at, what is raised, and what it tells of itself."""

import asyncio
import json
from pathlib import Path

import pytest

from device_profiles.finding import Finding
from device_profiles.level import Level
from edge_agent.intake.observation import Observation
from telemetry.event_kinds import EventKind
from telemetry.messages import Quality
from tests.edge_agent.early_warning.gateway import ENDED, RAISED, Gateway, part, settings, warned
from tests.models.tiny import SHAPE, tiny
from tests.services import until


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
        assert gateway.told()["history"][-1]["why"]["zh"] == "本网关已不发出此类提示"


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
