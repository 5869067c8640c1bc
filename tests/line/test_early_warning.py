"""A cushion smoulders: the gateway's model warns, the page says why, and only then the panel alarms."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.line.centre import until
from tests.line.conftest import StartSuite
from tests.line.screen import Screen

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(240),
]

#: A larger cushion than that of the scenario `smoulder`: its smoke comes sooner.
STORY = """
name: {zh: 阴燃, en: smouldering}
seed: 5
pace: [{start: "10:00", speed: 4}]
timeline:
  - {at: "10:00", fire: {room: office-302, at: [7, 1.5], fuel: furniture, growth: medium, peak_kw: 300,
     smoulder_minutes: 8, smoulder_scale: 1.0, steady_minutes: 2}, say: {zh: 阴燃, en: it smoulders}}
  - {at: "10:30", end: true, say: {zh: 恢复平静, en: all is calm again}}
"""
DETECTOR = "multi-302"
PANEL_POINT = "panel-1/1-023"


def test_the_warning_comes_before_the_panels_alarm_with_its_reasons(
    start_suite: StartSuite, browser: Browser, tmp_path: Path
) -> None:
    story = tmp_path / "smoulder.yaml"
    story.write_text(STORY, encoding="utf-8")
    suite, centre = start_suite(scenario=str(story), begin_after_s=3600.0)
    until("the detectors are listened to", lambda: centre.bus_is_up("detectors"))
    suite.begin_story()
    until(
        "the panel's alarm",
        lambda: [alarm for alarm in centre.alarms(kind="fire") if alarm["part"] == PANEL_POINT],
        within_s=180,
    )
    (fire,) = [alarm for alarm in centre.alarms(kind="fire") if alarm["part"] == PANEL_POINT]
    (warning,) = [alarm for alarm in centre.alarms(kind="early-warning") if alarm["part"] == DETECTOR]
    assert warning["ts_gateway"] < fire["ts_gateway"] - 5_000, "seconds ahead, at four times the pace of life"
    evidence = warning["evidence"]
    assert evidence["probability"] > 0.5
    assert evidence["model"] == "early_warning"
    assert evidence["reason_1_zh"]
    assert evidence["reason_1_en"]

    screen = Screen(browser, suite.address)
    screen.wait_row(DETECTOR, kind="early-warning")
    screen.page.click(f'[data-testid=alarm-row][data-part="{DETECTOR}"][data-kind="early-warning"]')
    reasons = screen.page.locator("[data-testid=warning-reasons]")
    expect(reasons).to_be_visible()
    expect(reasons).to_contain_text(str(evidence["reason_1_zh"]))
    expect(screen.page.locator("[data-testid=alarm-detail] .curve").first).to_be_visible()
    assert screen.faults == []
    screen.close()
