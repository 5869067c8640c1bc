"""Processes are killed at random moments: nothing lost, nothing doubled, and the screen tells the truth."""

from __future__ import annotations

import random
import time

import pytest
from playwright.sync_api import Browser

from simulators.suite import ENGINES, Suite
from tests.line.books import books, edges, repeated_edges, settled
from tests.line.centre import Centre, doubled, until
from tests.line.conftest import StartSuite
from tests.line.screen import Screen
from tests.line.truth import register_of, standing

pytestmark = [pytest.mark.processes, pytest.mark.browser, pytest.mark.xdist_group("load")]

VICTIMS = ("edge-agent", "cloud-broker", "cloud", "building-broker")
#: A register tells the latest thing that happened to its point, so one that showed a fire and then a fault
#: holds both, if the agent saw both. Each point here has one thing that happens to it.
FIRES = [register_of(1, device) for device in (11, 12, 15, 18, 21, 22, 23, 24)]
FAULTS = [register_of(1, device) for device in (16, 25, 26, 28)]
DETECTORS = ("smoke-302", "smoke-303", "smoke-101")
SERIAL_POINTS = ("panel-2/3-017", "panel-2/3-018", "panel-2/3-021")


def stir(suite: Suite, chance: random.Random) -> None:
    """Something happens in the building."""
    what = chance.random()
    if what < 0.6:
        registers, value = chance.choice(((FIRES, 1), (FIRES, 1), (FAULTS, 2)))
        suite.ask({"set_register": [chance.choice(registers), chance.choice((0, value))]})
    elif what < 0.8:
        suite.ask({"detector": chance.choice(DETECTORS), "smoke": chance.random() < 0.5})
    else:
        suite.ask({"act": {"point": {"point": chance.choice(SERIAL_POINTS), "state": "fire"}}})


def kill_round(suite: Suite, chance: random.Random) -> None:
    """One to three processes die at a random moment amid changes, and come back in any order."""
    victims = chance.sample(VICTIMS, chance.choice((1, 1, 1, 2, 3)))
    for _ in range(chance.randrange(1, 5)):
        stir(suite, chance)
        time.sleep(chance.uniform(0, 0.12))
    for victim in victims:
        suite.children[victim].kill()
        stir(suite, chance)
    time.sleep(chance.uniform(0, 0.3))
    for victim in chance.sample(victims, len(victims)):
        suite.children[victim].start()
    for victim in victims:
        suite.children[victim].wait_ready()


def difference(suite: Suite, centre: Centre) -> set[tuple[str, str]]:
    """What only the centre, or only the building, holds to stand."""
    return {pair for pair in centre.active() if pair[1] in ("fire", "fault")} ^ standing(suite)


def check(suite: Suite, centre: Centre, browser: Browser) -> None:
    """The books balance, edges alternate, alarms are single, and screen and building agree."""
    until("every event has reached the centre", lambda: settled(suite, centre), within_s=90)
    until(
        "the alarms are what stands in the building",
        lambda: difference(suite, centre) == set(),
        within_s=60,
        explain=lambda: difference(suite, centre),
    )
    for name in ("building", "edge-agent"):
        suite.children[name].terminate()  # so that the numbers stand still
    balance = books(suite, centre)
    assert all(book.balances for book in balance.values()), balance
    assert all(book.evicted == 0 and book.quarantined == 0 for book in balance.values()), balance

    events = centre.events()
    assert doubled([(event["gateway"], event["seq"]) for event in events]) == []
    assert repeated_edges(events) == []
    alarms = centre.alarms()
    still_open = [(alarm["part"], alarm["kind"]) for alarm in alarms if alarm["state"] != "closed"]
    assert doubled(still_open) == []
    for key, levels in edges(events).items():
        rung = sum(alarm["occurrences"] for alarm in alarms if (alarm["part"], alarm["kind"]) == key)
        assert rung == sum(levels), f"{key}: {sum(levels)} activations, {rung} in the alarms"

    screen = Screen(browser, suite.address)
    shown = {row["part"] + row["kind"] for row in screen.rows() if row["level"] == "active"}
    assert shown == {part + kind for part, kind in centre.active()}
    screen.close()


def run_rounds(suite: Suite, centre: Centre, browser: Browser, rounds: int, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(rounds):
        kill_round(suite, chance)
    check(suite, centre, browser)


PLAN = {
    "resend_after_s": 1.0,
    "resend_limit_s": 5.0,
    "report_s": 2.0,
    "repeat_s": 4.0,
    "snapshot_interval_s": 2.0,
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("engine", ENGINES)
def test_a_few_kills_lose_nothing_and_double_nothing(
    engine: str, start_suite: StartSuite, browser: Browser
) -> None:
    suite, centre = start_suite(engine, **PLAN)
    run_rounds(suite, centre, browser, rounds=3, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("engine", ENGINES)
def test_fifty_kills_lose_nothing_and_double_nothing(
    engine: str, start_suite: StartSuite, browser: Browser
) -> None:
    suite, centre = start_suite(engine, **PLAN)
    run_rounds(suite, centre, browser, rounds=50, seed=20261122)
