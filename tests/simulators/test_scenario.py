from __future__ import annotations

from pathlib import Path

import pytest

from simulators import documents, scenario
from simulators.documents import DocumentError
from tests.simulators.places import demo, write

SHORT = """\
name: {zh: 短, en: short}
pace:
  - {start: "10:00", speed: 60}
timeline:
  - {at: "10:00", fire: {room: lobby}}
  - {at: "10:05", panel: {panel: panel-1, do: reset}}
  - {at: "10:06", end: true}
"""


@pytest.mark.parametrize(("name", "at_most_s"), [("day", 390), ("fire", 60), ("quiet", 86_400)])
def test_the_stories_that_come_along_can_be_told_in_time(name: str, at_most_s: float) -> None:
    story = scenario.load(documents.find(name, "scenarios"), demo())
    assert 0 < story.clock(1.0).elapsed_s(story.timeline[-1].at_s) <= at_most_s


def test_the_day_has_all_that_a_day_has() -> None:
    story = scenario.load(documents.find("day", "scenarios"), demo())
    kinds = {entry.kind for entry in story.timeline}
    assert {"fire", "fight", "nuisance", "point", "call_point", "panel", "detector", "end"} <= kinds
    assert {entry.panel.do for entry in story.timeline if entry.panel} >= {
        "reset",
        "silence",
        "unplug",
        "plug",
    }


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("room: lobby", "room: attic", r"timeline\.0 \(at 10:00\): there is no room 'attic'"),
        ("panel: panel-1", "panel: panel-9", "there is no panel 'panel-9'"),
        ("do: reset", "do: explode", r"s\.yaml:6: timeline\.1\.panel\.do: "),
        ('at: "10:05"', 'at: "9:05"', "not in order of time; sort it"),
        ('at: "10:05"', "at: 605", r"s\.yaml:6: timeline\.1\.at: "),
        ('at: "10:05"', 'at: "25:00"', 'no time of day; write "19:42"'),
        ("end: true", "call_point: {point: panel-1/1-018}", "the last entry, and only that, is `end: true`"),
        ("fire: {room: lobby}", "fire: {room: lobby}, end: true", "one action an entry, not fire, end"),
        (", fire: {room: lobby}", "", "one action an entry, not none"),
        ("speed: 60", "speed: 0", r"s\.yaml:3: pace\.0\.speed: "),
    ],
)
def test_a_fault_is_told_with_its_place_and_cure(tmp_path: Path, before: str, after: str, told: str) -> None:
    with pytest.raises(DocumentError, match=told):
        scenario.load(write(tmp_path / "s.yaml", SHORT.replace(before, after)), demo())


def test_a_curve_that_cannot_be_read_is_told_before_the_story_begins(tmp_path: Path) -> None:
    write(tmp_path / "c.yaml", "file: c.csv\ncolumns: {smoke: od}\n")
    write(tmp_path / "c.csv", "time_s,od\n0,0.1\n1,many\n")
    story = SHORT.replace("fire: {room: lobby}", "replay: {room: lobby, curve: c.yaml}")
    with pytest.raises(DocumentError, match=r"c\.csv:3: column od: 'many' is no number"):
        scenario.load(write(tmp_path / "s.yaml", story), demo())
