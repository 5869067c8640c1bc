"""The centre's broker is away for ten minutes of the building's time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulators.suite import ENGINES
from tests.line.books import books, settled, spooled_events
from tests.line.centre import until
from tests.line.conftest import StartSuite
from tests.line.truth import standing

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("line")]

#: Ten minutes of a day, a hundred and twenty times as fast.
STORY = """
name: {zh: 断网十分钟, en: ten minutes cut off}
seed: 3
pace: [{start: "10:00", speed: 120}]
timeline:
  - {at: "10:01", point: {point: panel-1/1-016, state: fault}}
  - {at: "10:02", point: {point: panel-2/3-021, state: fault}}
  - {at: "10:03", point: {point: panel-1/1-026, state: isolate}}
  - {at: "10:05", call_point: {point: panel-1/1-028}}
  - {at: "10:06", point: {point: panel-1/1-016, state: restore}}
  - {at: "10:07", point: {point: panel-2/3-017, state: fire}}
  - {at: "10:08", detector: {id: smoke-202, do: test}}
  - {at: "10:10", end: true}
"""


#: What the ten minutes do: part, kind, active. (A panel shows for a moment that it came back to normal, too.)
HAPPENED = {
    ("smoke-303", "fire", True),
    ("panel-1/1-016", "fault", True),
    ("panel-2/3-021", "fault", True),
    ("panel-1/1-026", "disabled", True),
    ("panel-1/1-028", "fire", True),
    ("panel-1/1-016", "fault", False),
    ("panel-2/3-017", "fire", True),
    ("smoke-202", "test", True),
}


def told(messages: dict[int, dict[str, Any]]) -> set[tuple[str, str, bool]]:
    return {(message["part"]["part"], message["kind"], message["active"]) for message in messages.values()}


@pytest.mark.parametrize("engine", ENGINES)
def test_all_arrive_fire_first_and_the_times_are_unchanged(
    engine: str, start_suite: StartSuite, tmp_path: Path
) -> None:
    story = tmp_path / "story.yaml"
    story.write_text(STORY, encoding="utf-8")
    suite, centre = start_suite(
        engine,
        scenario=str(story),
        begin_after_s=3600.0,
        resend_after_s=1.0,
        resend_limit_s=2.0,
        report_s=1.0,
    )
    until("the building is known", lambda: centre.get("/parts")["items"])
    until("the detectors are heard", lambda: centre.bus_is_up("detectors"))
    before = len(centre.events())
    agent_log = suite.children["edge-agent"].log
    said = agent_log.stat().st_size
    suite.children["cloud-broker"].terminate()
    # What is handed to a line that is just breaking goes first once it is back, whatever its class.
    until("the agent knows of it", lambda: b"line down" in agent_log.read_bytes()[said:])
    suite.ask({"detector": "smoke-303", "smoke": True})  # this one tells its own time
    suite.begin_story()
    until("the ten minutes are over", suite.story_ended)
    until(
        "all has been noticed",
        lambda: told(spooled_events(suite)) >= HAPPENED,
        explain=lambda: HAPPENED - told(spooled_events(suite)),
    )
    waiting = spooled_events(suite)
    suite.start("cloud-broker")
    until("everything has arrived", lambda: settled(suite, centre), within_s=60)

    arrived = centre.events()[before:]
    by_seq = {event["seq"]: event for event in arrived}
    assert set(waiting) <= set(by_seq)
    for seq, sent in waiting.items():
        assert by_seq[seq]["ts_source"] == sent["ts_source"]
        assert by_seq[seq]["ts_gateway"] == sent["ts_gateway"]
    assert any(event["ts_source"] is not None for event in arrived)

    fire_ids = [e["id"] for e in arrived if e["kind"] == "fire" and e["seq"] in waiting]
    other_ids = [e["id"] for e in arrived if e["kind"] != "fire" and e["seq"] in waiting]
    assert len(fire_ids) >= 3
    assert max(fire_ids) < min(other_ids), "fire overtakes what had waited longer"
    until(
        "the screen's truth is the building's",
        lambda: (
            {pair for pair in centre.active() if pair[1] in ("fire", "fault", "disabled")}
            == standing(suite) | {("panel-2/3-021", "fault")}
        ),
    )
    for name in ("building", "edge-agent"):
        suite.children[name].terminate()
    balance = books(suite, centre)
    assert all(book.balances for book in balance.values()), balance
