"""Warnings that stand: told once, kept over a restart and a disk that refuses, ended for a true reason."""

import asyncio
import json
from pathlib import Path

import pytest

from device_profiles.finding import Finding
from device_profiles.level import Level
from edge_agent.early_warning import standing
from edge_agent.early_warning.settings import LimitSettings
from edge_agent.intake.observation import Observation
from runtime.backoff import Backoff
from telemetry.messages import Quality
from tests.edge_agent.early_warning.gateway import ENDED, RAISED, WARNED, Gateway, part, settings, warned
from tests.models.tiny import tiny
from tests.services import until


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


async def test_a_part_that_is_left_out_loses_its_warning_at_once_with_the_reason(tmp_path: Path) -> None:
    gateway = Gateway(tmp_path, settings(tmp_path), [part("room/1"), part("room/2")])
    async with gateway.running():
        gateway.tell("room/2", heat=20.0)
        await warned(gateway)
        gateway.change(settings(tmp_path, leave_out=("room/1",)))
        await until(lambda: ENDED in gateway.seen())
        assert gateway.events[-1].evidence["why_en"] == "the settings leave this part out"
        await gateway.looked(5)
        assert gateway.seen() == [RAISED, ENDED]
        health, latest = gateway.warning.health(), gateway.told()["history"][-1]
        assert (health.raised, health.ended, health.standing) == (1, 1, 0)
        assert (latest["what"], latest["part"], latest["why"]["zh"]) == (
            "ends", "room/1", "设置已将该部件排除",
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
