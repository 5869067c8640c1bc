"""The pages of duty and of notification as a day goes wrong: quiet, on fire, flooded, and cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cloud.centre import Centre
from cloud.duty import checks
from cloud.duty.days import HOUR_MS
from cloud.people.asker import LOCAL
from tests.browser import NARROW, WIDE
from tests.web.city_centre import CITY, FIRST, MANY, K, Telling, enrol
from tests.web.duty_centre import shift, staff, trouble
from tests.web.looking import overflows, picture, violations
from tests.web.operator_centre import operator_centre
from tests.web.visiting import Visits, go, settle

pytestmark = pytest.mark.browser

VIEWS = {"duty": ("/duty", "当前值班"), "notification": ("/notification/messages", "通知记录")}


class Day:
    """A centre that runs, and what befalls it."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.room, self.people = staff(centre)
        now = centre.clock.now_ms()
        shift(centre, self.room, "白班", now - 3 * HOUR_MS, now + 9 * HOUR_MS, self.people[:2])
        shift(centre, self.room, "夜班", now + 9 * HOUR_MS, now + 21 * HOUR_MS, self.people[2:4])
        enrol(centre)
        self.tell = Telling(centre)

    def fire(self) -> None:
        """A building burns, and whoever sits in the room is asked whether they are there."""
        event = self.tell.event
        self.tell.say(event(FIRST, K.FIRE, 3, 1, 60), event(FIRST, K.FIRE, 3, 2, 20))
        self.tell.say(*(event(FIRST, K.LINKAGE, zone, 8, 10) for zone in range(4)))
        with self.centre.database.write() as session:
            now = self.centre.clock.now_ms()
            checks.send(session, LOCAL, self.room, "", self.centre.settings.duty, now)

    def flood(self) -> None:
        """Four hundred alarms from fifty buildings, a check that nobody answered, a room that nobody mans."""
        event = self.tell.event
        self.tell.say(
            *(
                event(CITY[n % 50], MANY[n // 50 % 5], 2 + n // 50 // 10, n // 50 % 10, 40 - n / 10)
                for n in range(400)
            )
        )
        trouble(self.centre, self.room, self.people)


@pytest.fixture
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Day]]:
    held: list[Day] = []
    folder = tmp_path_factory.mktemp("day")
    # Nobody waits for what is gathered in a flood.
    settings: dict[str, Any] = {"notification": {"fire_pause_s": 1, "pause_s": 1}}
    with operator_centre(
        folder, 0, ("pages", "jobs"), lambda centre: held.append(Day(centre)), **settings
    ) as address:
        yield address, held[0]


def drawn(page: Page, state: str, show: Callable[[str], object]) -> None:
    """Each view, wide and narrow, in a state: a picture, and nothing that bars anyone."""
    for name, (view, title) in VIEWS.items():
        show(view)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        settle(page)
        for size, viewport in (("wide", WIDE), ("narrow", NARROW)):
            page.set_viewport_size(viewport)
            picture(page, f"{name}-{state}-zh-{size}")
            assert not overflows(page), (name, state, size)
            assert violations(page) == [], (name, state, size)
        page.set_viewport_size(WIDE)


def test_duty_and_notification_while_a_day_goes_wrong(visits: Visits, day: tuple[str, Day]) -> None:
    address, befalls = day
    page = visits(address, VIEWS["duty"][0])
    messages = page.get_by_role("table", name="通知记录").locator("tbody tr")

    expect(page.get_by_test_id("cover")).to_contain_text("均符合要求")
    drawn(page, "quiet", lambda view: go(page, view))
    expect(messages).to_have_count(0)

    befalls.fire()
    expect(page.get_by_test_id("check-banner")).to_be_visible()
    expect(page.get_by_test_id("told-ring")).to_contain_text("火警")
    expect(messages.filter(has_text="已送达").first).to_be_visible()
    drawn(page, "fire", lambda view: go(page, view))

    page.get_by_role("button", name="我在岗，应答").click()
    expect(page.get_by_test_id("check-ended")).to_contain_text("应答查岗")
    befalls.flood()
    expect(messages.nth(12)).to_be_visible()
    drawn(page, "flood", lambda view: go(page, view))
    go(page, VIEWS["duty"][0])
    expect(page.get_by_test_id("cover")).to_contain_text("1 个控制室")
    expect(page.locator(".duty-loud tbody tr")).to_have_count(1)

    def cut(view: str) -> None:
        page.context.set_offline(False)
        go(page, view)
        page.context.set_offline(True)
        expect(page.get_by_test_id("told-cut")).to_contain_text("与中心失去联系")

    drawn(page, "cut", cut)
    page.context.set_offline(False)
    expect(page.get_by_test_id("told-cut")).to_have_count(0)
