"""A scenario: a clock with its speeds, and what happens when. From YAML, checked against the building."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from simulators import documents, replay
from simulators.actions import Action
from simulators.building import Building, Name
from simulators.clock import ScenarioClock, Segment, seconds_of
from simulators.documents import DocumentError, Record


def _clock_text(text: str) -> str:
    seconds_of(text)
    return text


ClockText = Annotated[str, AfterValidator(_clock_text)]


class Pace(Record):
    """From `start` on the clock runs `speed` times as fast as ours."""

    start: ClockText
    speed: float = Field(gt=0, le=100_000)


class Entry(Action):
    """An action and the time of day at which it happens."""

    at: ClockText

    @property
    def at_s(self) -> int:
        """Seconds since the scenario's midnight."""
        return seconds_of(self.at)


class Scenario(Record):
    """The whole story. `timeline` is in order of time and closes with `end`."""

    name: Name
    seed: int = Field(default=1, ge=0)
    pace: tuple[Pace, ...] = Field(min_length=1, max_length=50)
    timeline: tuple[Entry, ...] = Field(min_length=1, max_length=1000)

    @model_validator(mode="after")
    def _in_order(self) -> Scenario:
        self.clock(1.0)
        times = [entry.at_s for entry in self.timeline]
        if times != sorted(times):
            raise ValueError("the timeline is not in order of time; sort it by `at`")
        if times[0] < seconds_of(self.pace[0].start):
            raise ValueError("the timeline begins before the clock; let the first `pace` start earlier")
        if any(entry.end for entry in self.timeline[:-1]) or not self.timeline[-1].end:
            raise ValueError("the last entry, and only that, is `end: true`; add it")
        return self

    def clock(self, factor: float) -> ScenarioClock:
        """The scenario's clock, `factor` times faster than written."""
        return ScenarioClock([Segment(seconds_of(pace.start), pace.speed) for pace in self.pace], factor)


def load(path: Path, building: Building) -> Scenario:
    """Read a scenario and check that it speaks of things this building has. Raises DocumentError."""
    scenario = documents.load(path, Scenario)
    faults = []
    for number, entry in enumerate(scenario.timeline):
        fault = stray(entry, building)
        if fault:
            faults.append(f"{path}: timeline.{number} (at {entry.at}): {fault}")
        if entry.replay:
            replay.load(documents.find(entry.replay.curve, "scenarios", path.parent))
    if faults:
        raise DocumentError("\n".join(faults))
    return scenario


def stray(action: Action, building: Building) -> str:
    """The name in `action` that the building lacks, with the cure; empty when all are known."""
    rooms = {room.id for room in building.rooms}
    points = {point.id for point in building.points}
    asked = [
        (action.fire and action.fire.room, rooms, "room"),
        (action.nuisance and action.nuisance.room, rooms, "room"),
        (action.replay and action.replay.room, rooms, "room"),
        (action.point and action.point.point, points, "point"),
        (action.call_point and action.call_point.point, points, "point"),
        (action.panel and action.panel.panel, {panel.id for panel in building.panels}, "panel"),
        (action.detector and action.detector.id, {entry.id for entry in building.detectors}, "detector"),
    ]
    for name, known, what in asked:
        if name and name not in known:
            return f"there is no {what} {name!r}; the building has {', '.join(sorted(known)[:12])}"
    return ""
