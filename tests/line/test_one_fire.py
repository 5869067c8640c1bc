"""A register changes in the panel, and the fire stands on the page; so also for a frame and a payload."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from simulators.suite import ENGINES
from tests.line.centre import until
from tests.line.conftest import StartSuite
from tests.line.screen import Screen
from tests.line.truth import register_of, standing

pytestmark = [pytest.mark.processes, pytest.mark.browser, pytest.mark.xdist_group("line")]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_line_reaches_the_page_and_the_page_agrees_with_the_building(
    engine: str, start_suite: StartSuite, browser: Browser
) -> None:
    suite, centre = start_suite(engine)
    screen = Screen(browser, suite.address)
    expect(screen.page.locator("[data-testid=gateway-link]")).to_have_attribute("data-link", "online")

    suite.ask({"set_register": [register_of(1, 23), 1]})
    screen.wait_row("panel-1/1-023")
    suite.ask({"act": {"point": {"point": "panel-2/3-017", "state": "fire"}}})
    screen.wait_row("panel-2/3-017")
    suite.ask({"detector": "smoke-302", "smoke": True})
    screen.wait_row("smoke-302")
    suite.ask({"detector": "smoke-303", "smoke": True})
    screen.wait_row("smoke-303")
    suite.ask({"set_register": [register_of(1, 16), 2]})
    screen.wait_row("panel-1/1-016", kind="fault")

    shown = screen.rows()
    assert [row["kind"] for row in shown] == ["fire"] * 4 + ["fault"], "fire before fault"
    assert shown[0]["part"] == "panel-1/1-023", "the first fire stays on top"
    assert {pair for pair in screen.active() if pair[1] != "disabled"} == standing(suite)

    suite.ask({"set_register": [register_of(1, 23), 0]})
    screen.wait_row("panel-1/1-023", level="cleared")
    assert screen.rows()[0]["part"] == "panel-1/1-023", "cleared is not gone: somebody must see it"
    assert centre.get("/dead-letters")["items"] == []
    assert screen.faults == []
    screen.close()


def test_an_acknowledgement_reaches_the_page_and_does_not_clear(
    start_suite: StartSuite, browser: Browser
) -> None:
    suite, centre = start_suite()
    screen = Screen(browser, suite.address)
    suite.ask({"set_register": [register_of(1, 23), 1]})
    screen.wait_row("panel-1/1-023")
    (alarm,) = centre.alarms()
    centre.post(f"/alarms/{alarm['id']}/acknowledge", {"by": "值班员一号", "note": ""})
    screen.page.wait_for_selector('[data-testid=alarm-row][data-state="acknowledged"][data-level="active"]')
    assert [entry["action"] for entry in centre.get(f"/alarms/{alarm['id']}")["timeline"]][
        -1
    ] == "acknowledge"
    screen.close()


def test_three_times_place_and_device_come_with_every_alarm(start_suite: StartSuite) -> None:
    suite, centre = start_suite()
    # What a Shelly says before anyone listens is heard only as its kept status, which has no time.
    until("the detectors are listened to", lambda: centre.bus_is_up("detectors"))
    suite.ask({"detector": "smoke-303", "smoke": True})
    # A snapshot may have told of it first; the event that brings the device's own time follows.
    alarm = until(
        "the Shelly's fire with its time",
        lambda: [alarm for alarm in centre.alarms(kind="fire") if alarm["ts_source"] is not None],
    )[0]
    assert alarm["ts_gateway"] <= alarm["ts_cloud"]
    # The Shelly's clock is the same one here, told in hundredths of a second.
    assert alarm["ts_source"] <= alarm["ts_gateway"] + 10
    assert alarm["place"] == {"zh": "三楼办公室303", "en": "office 303"}
    assert alarm["device"]["zh"]
    assert alarm["device"]["en"]


def test_a_page_that_was_cut_off_comes_back_whole(start_suite: StartSuite, browser: Browser) -> None:
    suite, _ = start_suite()
    screen = Screen(browser, suite.address)
    suite.ask({"set_register": [register_of(1, 23), 1]})
    screen.wait_row("panel-1/1-023")
    suite.children["cloud"].kill()
    until("the page says that it is cut off", lambda: screen.connection() != "live")
    suite.ask({"set_register": [register_of(1, 25), 1]})
    suite.ask({"set_register": [register_of(1, 23), 0]})
    suite.start("cloud")
    screen.wait_row("panel-1/1-025")
    screen.wait_row("panel-1/1-023", level="cleared")
    until("the page is live again", lambda: screen.connection() == "live")
    screen.close()
