"""The alarm centre's page with every process real: from a register to a dispatch request, by keyboard."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from benchmarks.operator.gateway import SpeakingGateway
from broker_plugins import credentials
from simulators.suite import Plan, Suite
from telemetry.event_kinds import EventKind
from tests.line.books import spooled_events
from tests.line.centre import Centre, Json, until
from tests.line.screen import Screen
from tests.line.truth import register_of

pytestmark = [
    pytest.mark.processes,
    pytest.mark.browser,
    pytest.mark.xdist_group("line"),
    pytest.mark.timeout(240),
]

AREA, FLOODER, SECRET = "150102", "gw-150102-9001", "flood"
FLOOD = 5_000
#: Everything that can stand at a part of the flood at once.
KINDS = tuple(sorted(set(EventKind) - {EventKind.OPERATION, EventKind.TEST}))

#: In each frame, which part is on top of the list; every change is kept.
WATCH_TOP = """() => {
  window.tops = [];
  const look = () => {
    const top = document.querySelector('[data-testid=alarm-row]')?.dataset.part ?? '';
    if (window.tops.at(-1) !== top) window.tops.push(top);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


class Town(NamedTuple):
    """A suite with a building, a second gateway's place on the broker, and its API."""

    suite: Suite
    centre: Centre


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    plan = Plan(
        folder=tmp_path_factory.mktemp("town"), resend_after_s=1.0, resend_limit_s=2.0, health_interval_s=1.0
    )
    with Suite(plan) as suite:
        allowed = plan.folder / "cloud-broker.credentials"
        flooder = credentials.entry(FLOODER, "gateway", SECRET, AREA)
        credentials.write(allowed, [*credentials.read(allowed).values(), flooder])
        suite.start()
        centre = Centre(suite)
        until("the building is known", lambda: centre.get("/parts")["items"])
        yield Town(suite, centre)
        centre.close()


@pytest.fixture
def screen(town: Town, browser: Browser) -> Iterator[Screen]:
    opened = Screen(browser, town.suite.address)
    expect(opened.page.get_by_test_id("connection")).to_have_attribute("data-state", "live")
    yield opened
    opened.close()
    assert opened.faults == []


def burn(town: Town, device: int) -> str:
    """A register of the panel says fire; gives the part."""
    town.suite.ask({"set_register": [register_of(1, device), 1]})
    return f"panel-1/1-{device:03}"


def alarm_of(town: Town, part: str) -> Json:
    (found,) = [alarm for alarm in town.centre.alarms(kind="fire") if alarm["part"] == part]
    return found


def select(page: Page, part: str) -> None:
    """Go to an alarm's row, from the top and key by key."""
    row = page.locator(f'[data-testid="alarm-row"][data-part="{part}"][data-kind="fire"]')
    row.wait_for()
    page.locator("body").press("Home")
    for _ in range(60):
        if row.get_attribute("aria-selected") == "true":
            return
        page.keyboard.press("j")
    raise AssertionError(f"{part} is not reached by keys")


def test_from_the_panel_s_register_to_a_dispatch_request_by_keyboard_alone(
    town: Town, screen: Screen, record_property: Callable[[str, object], None]
) -> None:
    part, page = burn(town, 23), screen.page
    select(page, part)
    page.keyboard.press("v")
    expect(page.get_by_role("button", name="真实火情")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_test_id("seat-name").wait_for()
    page.keyboard.type("一号席")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("found")).to_contain_text("真实火情")

    alarm = alarm_of(town, part)
    assert (alarm["state"], alarm["outcome"]) == ("verified", "real")
    (request,) = [
        one for one in town.centre.get("/dispatch-requests")["items"] if one["alarm_id"] == alarm["id"]
    ]
    assert (request["state"], request["reason"]) == ("confirmed", "verified")
    record_property("verified_to_dispatch_request_ms", request["changed_at"] - alarm["verified_at"])


def test_of_two_seats_that_act_on_one_alarm_at_once_one_wins_and_the_other_is_told(
    town: Town, browser: Browser
) -> None:
    part = burn(town, 24)
    held: list[Route] = []
    seats = {name: Screen(browser, town.suite.address) for name in ("甲席", "乙席")}
    for name, seat in seats.items():
        seat.page.route("**/acknowledge", lambda route: held.append(route))
        select(seat.page, part)
        seat.page.keyboard.press("a")
        seat.page.get_by_test_id("seat-name").wait_for()
        seat.page.keyboard.type(name)
        seat.page.keyboard.press("Enter")
    # Both have decided on the same version before either is heard.
    until(
        "both have decided", lambda: [seat.page.wait_for_timeout(20) for seat in seats.values()] and held[1:]
    )
    for route in held:
        route.continue_()
    for seat in seats.values():
        seat.page.locator(f'[data-part="{part}"][data-state="acknowledged"]').first.wait_for()

    entries = town.centre.get(f"/alarms/{alarm_of(town, part)['id']}")["timeline"]
    (taken,) = [entry for entry in entries if entry["action"] == "acknowledge"]
    loser = next(seat for name, seat in seats.items() if name != taken["by"])
    expect(loser.page.get_by_test_id("fault")).to_contain_text("警情处于“已确认”状态")
    expect(seats[taken["by"]].page.get_by_test_id("fault")).to_have_count(0)
    for seat in seats.values():
        assert seat.faults == []
        seat.close()


def test_a_cut_line_is_said_on_the_page_and_what_burnt_meanwhile_stands_there_once_it_is_back(
    town: Town, screen: Screen
) -> None:
    town.suite.children["cloud-broker"].terminate()
    until("the centre knows", lambda: town.centre.get("/health")["status"] == "degraded")
    screen.page.reload()
    connection = screen.page.get_by_test_id("connection")
    expect(connection).to_contain_text("mqtt")
    part = burn(town, 25)
    until(
        "the gateway keeps it",
        lambda: [one for one in spooled_events(town.suite).values() if one["part"]["part"] == part],
    )
    assert part not in {row["part"] for row in screen.rows()}
    town.suite.start("cloud-broker")
    screen.wait_row(part)
    until("the centre hears again", lambda: town.centre.get("/health")["status"] == "up")
    assert alarm_of(town, part)["occurrences"] == 1


def test_five_thousand_alarms_hide_neither_the_first_fire_nor_one_of_themselves(
    town: Town, screen: Screen
) -> None:
    burn(town, 26)
    screen.wait_row("panel-1/1-026")
    first = screen.rows()[0]
    assert first["kind"] == "fire"
    screen.page.evaluate(WATCH_TOP)
    parts = [f"panel-1/9-{number:04}" for number in range(-(-FLOOD // len(KINDS)))]
    told = set(list(itertools.product(parts, KINDS))[:FLOOD])
    with SpeakingGateway(
        town.suite.places.cloud_broker, FLOODER, AREA, username=FLOODER, password=SECRET
    ) as gateway:
        for part, kind in sorted(told):
            gateway.tell(part, kind, True)
        gateway.wait_receipts(120)

    alarms = everything_open(town)
    assert {(one["part"], one["kind"]) for one in alarms if one["gateway"] == FLOODER} == told
    assert len({(one["gateway"], one["part"], one["kind"]) for one in alarms}) == len(alarms)
    # The heading row counts as one.
    expect(screen.page.get_by_role("grid")).to_have_attribute(
        "aria-rowcount", str(len(alarms) + 1), timeout=90_000
    )
    assert screen.page.evaluate("() => window.tops") == [first["part"]]
    state = until(
        "what a page that is opened now starts from", lambda: town.centre.get("/state"), within_s=90
    )
    assert state["alarms_total"] == len(alarms)
    assert str(state["alarms"][0]["id"]) == first["alarmId"]


def everything_open(town: Town) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    before: dict[str, int] = {}
    while True:
        page = town.centre.get("/alarms", open="true", limit=1000, **before)
        found += page["items"]
        if not page["more"]:
            return found
        before = {"before": min(one["id"] for one in page["items"])}
