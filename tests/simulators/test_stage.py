"""Whole stories on the stage, with the scenario's time instead of ours and no line open."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from simulators import documents, scenario, stage
from simulators.actions import Action
from simulators.panel import State
from simulators.panel_espa import EspaPanel, EspaSettings
from simulators.stage import Stage
from simulators.story import Story
from tests.simulators.places import demo


class Told:
    """A stage that plays a story step by step, and what was told of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seed: int = 7) -> None:
        self._out = io.StringIO()
        self.now = 0.0
        monkeypatch.setattr(stage, "monotonic", lambda: self.now)
        self.stage = Stage(demo(), seed, Story(demo(), self._out), Path())

    async def play(self, name: str) -> None:
        story = scenario.load(documents.find(name, "scenarios"), demo())
        self.now = float(story.timeline[0].at_s)
        for entry in story.timeline:
            while self.now < entry.at_s:
                burning = any(self.now - fire.begun_s < 2400 for fire in self.stage.air.fires.values())
                self.now = min(self.now + (2.0 if burning else 60.0), float(entry.at_s))
                self.stage.tick(self.now)
            await self.stage.perform(entry)
        for _ in range(3):
            self.now += 60
            self.stage.tick(self.now)

    @property
    def lines(self) -> list[str]:
        return self._out.getvalue().splitlines()

    def order(self, *words: str) -> list[int]:
        return [next(n for n, line in enumerate(self.lines) if word in line) for word in words]


async def test_a_day_ends_in_calm(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(monkeypatch)
    await told.play("day")
    for logic in told.stage.logic.values():
        assert set(logic.states().values()) == {State.NONE}
        assert not logic.sounding
        assert logic.mains is State.NONE
    assert not any(unit.smoke or unit.state.dead for unit in told.stage.units.values())
    assert told.stage.ended.is_set()


async def test_in_the_evening_the_detectors_answer_in_order_of_distance(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = Told(monkeypatch)
    await told.play("day")
    order = told.order(
        "a sofa begins to smoulder",
        "panel: office 302 smoke detector, fire alarm",
        "detector: office 302 smoke alarm, in alarm",
        "the smouldering breaks into flame",
        "panel: corridor 3F east smoke detector, fire alarm",
        "panel: office 301 smoke detector, fire alarm",
        "panel: office 303 smoke detector, fire alarm",
    )
    assert order == sorted(order)


async def test_toast_sets_off_the_kitchen_detector_and_no_panel(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(monkeypatch)
    await told.play("day")
    noon = [line for line in told.lines if line.startswith("12:")]
    assert any("detector: kitchen smoke alarm, in alarm" in line for line in noon)
    assert not any("panel:" in line for line in noon)


async def test_the_linkage_starts_and_gives_its_feedback(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(monkeypatch)
    await told.play("fire")
    order = told.order(
        "smoke exhaust fan 3F, started", "smoke exhaust fan 3F, feedback", "fan 3F, stopped by reset"
    )
    assert order == sorted(order)
    assert told.order("fire door release 3F, started")


async def test_the_quick_fire_ends_in_calm(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(monkeypatch)
    await told.play("fire")
    assert all(set(logic.states().values()) == {State.NONE} for logic in told.stage.logic.values())


async def test_the_same_seed_tells_the_same_story(monkeypatch: pytest.MonkeyPatch) -> None:
    stories = []
    for _ in range(2):
        told = Told(monkeypatch, seed=11)
        await told.play("fire")
        stories.append(told.lines)
    assert stories[0] == stories[1]


async def test_nothing_alarms_in_clean_air(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told(monkeypatch)
    for second in range(3000):
        told.now = float(second)
        told.stage.tick(told.now)
    assert told.lines == []


async def test_a_reset_is_said_on_the_serial_line_with_all_that_stands(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = Told(monkeypatch)
    logic = told.stage.logic["panel-2"]
    panel = told.stage.espa["panel-2"] = EspaPanel(logic, EspaSettings(panel="panel-2", link=tmp_path / "x"))
    await told.stage.perform(Action.model_validate({"point": {"point": "panel-2/3-017", "state": "isolate"}}))
    await told.stage.perform(Action.model_validate({"call_point": {"point": "panel-2/3-030"}}))
    await told.stage.perform(Action.model_validate({"panel": {"panel": "panel-2", "do": "reset"}}))
    assert [message.text for message in panel.queued()] == [
        "DISABLED L03 D017 STORE 4F",
        "FIRE ALARM L03 D030 CALL POINT 4F",
        "SYSTEM RESET",
        "DISABLED L03 D017 STORE 4F",
    ]
