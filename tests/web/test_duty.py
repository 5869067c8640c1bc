"""The pages of duty over a real centre, and the duty check that is seen on every page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, Route, expect

from cloud.centre import Centre
from cloud.duty import checks
from cloud.duty.days import MINUTE_MS
from cloud.people import service as people
from cloud.people.asker import LOCAL
from cloud.people.duties import Duty
from tests.browser import NARROW, WIDE
from tests.cloud.people.conftest import KEPT, MACHINE, PASSWORD
from tests.web.duty_centre import NAMES, VIEWER, Seeded, burning, ending_shift, fill_duty
from tests.web.looking import overflows, violations
from tests.web.operator_centre import operator_centre
from tests.web.visiting import Visits, go, log_in, walk

pytestmark = pytest.mark.browser

Open = Callable[..., Page]
VIEWS = (
    "/duty",
    "/duty/checks",
    "/duty/rota?room=1",
    "/duty/rota?room=1&edit=pattern",
    "/duty/rota?room=1&edit=holidays",
    "/duty/rota?room=1&edit=shift&width=week",
    "/duty/handover?room=2",
    "/duty/log?room=1",
    "/duty/load?room=1",
    "/duty/rooms?room=1",
    "/duty/rooms?room=new",
)


class Held(NamedTuple):
    """A centre that runs, and what is in it."""

    address: str
    centre: Centre
    seeded: Seeded

    def send(self, room: int) -> int:
        with self.centre.database.write() as session:
            now = self.centre.clock.now_ms()
            return checks.send(session, LOCAL, room, "抽查", self.centre.settings.duty, now).id


@pytest.fixture(scope="module")
def duty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    held: list[Any] = []

    def more(centre: Centre) -> None:
        seeded = fill_duty(centre)
        ending_shift(centre, seeded.second, seeded.people[8], seeded.people[9])
        burning(centre)
        held.extend((centre, seeded))

    with operator_centre(tmp_path_factory.mktemp("duty"), 0, more=more) as address:
        yield Held(address, *held)


@pytest.fixture
def visit(visits: Visits, duty: Held) -> Open:
    return partial(visits, duty.address)


def next_week() -> str:
    """A day for which shifts are planned, and nobody has changed any."""
    return (datetime.now(UTC) + timedelta(days=8)).date().isoformat()


def banner(page: Page) -> Any:
    return page.get_by_test_id("check-banner")


def in_front(page: Page, selector: str) -> bool:
    """Whether nothing lies over the middle of it."""
    return bool(
        page.locator(selector).first.evaluate(
            """element => {
                const { left, right, top, bottom } = element.getBoundingClientRect();
                const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
                return hit !== null && element.contains(hit);
            }"""
        )
    )


@pytest.mark.parametrize(("lang", "size"), [("zh", WIDE), ("en", NARROW), ("pseudo", NARROW)])
def test_axe_finds_nothing_serious_and_no_view_overflows(visit: Open, lang: str, size: Any) -> None:
    walk(visit(VIEWS[0], lang=lang, size=size), VIEWS, lang)


def test_who_is_on_duty_is_named_with_their_certificate_and_too_few_are_said_plainly(visit: Open) -> None:
    page = visit("/duty")
    room = page.get_by_test_id("room-now").filter(has_text="1号楼消防控制室")
    expect(room.locator(".duty-people li")).to_have_count(2)
    expect(room).to_contain_text("消防设施操作员")
    expect(room).to_contain_text("下一班")
    short = page.get_by_test_id("room-now").filter(has_text="医院消防控制室")
    expect(short.get_by_test_id("warning")).to_contain_text("持证值班人员不足")
    expect(page.get_by_test_id("cover")).to_contain_text("1 个控制室")


def test_a_check_is_sent_from_the_page_and_answered_with_one_tap_on_another(duty: Held, visit: Open) -> None:
    chief, room = visit("/duty/checks?room=1"), visit("/fleet", size=NARROW)
    chief.get_by_role("button", name="发起查岗").click()
    expect(chief.get_by_text(re.compile("已向 1号楼消防控制室 发起查岗"))).to_be_visible()
    expect(banner(room)).to_contain_text("1号楼消防控制室")
    expect(banner(room).locator(".told-left")).to_contain_text(re.compile(r"^\d+:\d\d$"))
    assert not overflows(room)
    assert violations(room) == []
    room.get_by_role("button", name="我在岗，应答").click()
    expect(room.get_by_test_id("check-ended")).to_contain_text("应答查岗")
    expect(banner(room)).to_have_count(0)
    expect(chief.locator(".op-table tbody tr").first).to_contain_text("已应答")


def test_the_keyboard_alone_answers(duty: Held, visit: Open) -> None:
    page = visit("/fleet")
    duty.send(duty.seeded.room)
    button = page.get_by_role("button", name="我在岗，应答")
    expect(button).to_be_enabled()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("check-ended")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_check_over_an_open_dialog_is_seen_and_answered_by_keyboard(
    duty: Held, visit: Open, size: Any
) -> None:
    page = visit("/duty", size=size)
    page.locator(".duty-loud tbody tr").first.get_by_role("button", name=re.compile("我来处理")).click()
    note = page.get_by_role("dialog").get_by_label("处理措施")
    note.press_sequentially("已电话")
    duty.send(duty.seeded.room)
    expect(banner(page)).to_be_in_viewport(ratio=1)
    assert in_front(page, "button.told-answer")
    assert in_front(page, "dialog h2")
    assert violations(page) == []
    expect(page.get_by_role("button", name="我在岗，应答")).to_be_enabled()
    # Whoever writes is not disturbed.
    expect(note).to_be_focused()
    page.keyboard.press("F8")
    expect(page.get_by_role("button", name="我在岗，应答")).to_be_focused()
    page.keyboard.press("F8")
    expect(note).to_be_focused()
    page.keyboard.press("F8")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("check-ended").first).to_contain_text("应答查岗")
    expect(banner(page)).to_have_count(0)
    expect(note).to_be_focused()
    page.keyboard.type("核实")
    expect(note).to_have_value("已电话核实")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    # What was told in the dialog is still there without it.
    expect(page.get_by_test_id("check-ended").first).to_be_in_viewport()


def test_a_check_that_waits_stays_in_sight_as_a_dialog_opens(duty: Held, visit: Open) -> None:
    page = visit("/fleet")
    duty.send(duty.seeded.room)
    banner(page).wait_for()
    page.get_by_test_id("bell").click()
    assert in_front(page, "button.told-answer")
    assert in_front(page, "dialog h2")
    page.get_by_role("button", name="我在岗，应答").click()
    expect(page.get_by_test_id("check-ended").first).to_be_visible()


def test_a_check_that_is_sent_while_the_line_is_cut_is_there_once_it_is_back(duty: Held, visit: Open) -> None:
    page = visit("/duty")
    page.get_by_test_id("room-now").first.wait_for()
    page.context.set_offline(True)
    duty.send(duty.seeded.room)
    page.context.set_offline(False)
    expect(banner(page)).to_be_visible(timeout=30_000)
    page.context.set_offline(True)
    page.get_by_role("button", name="我在岗，应答").click()
    expect(banner(page)).to_contain_text("与中心失去联系")
    page.context.set_offline(False)
    page.get_by_role("button", name="我在岗，应答").click()
    expect(page.get_by_test_id("check-ended")).to_be_visible()


def test_a_check_over_its_time_is_said_and_can_still_be_answered_late(duty: Held, visit: Open) -> None:
    page = visit("/people")
    number = duty.send(duty.seeded.room)
    expect(banner(page)).to_be_visible()
    with duty.centre.database.write() as session:
        session.get_one(checks.DutyCheck, number).due_at -= 11 * MINUTE_MS
    expect(page.get_by_test_id("check-ended")).to_contain_text("无人应答，已升级")
    page.get_by_role("button", name="补答").click()
    expect(page.get_by_test_id("check-ended")).to_contain_text("补答，仍记为未应答")
    with duty.centre.database.read() as session:
        row = session.get(checks.DutyCheck, number)
    assert row is not None
    assert (row.state, row.late_at is not None) == ("unanswered", True)


def test_an_escalation_is_taken_once_and_is_gone(visit: Open) -> None:
    page = visit("/duty")
    row = page.locator(".duty-loud tbody tr").filter(has_text="1号楼消防控制室").first
    row.get_by_role("button", name=re.compile("我来处理")).click()
    page.get_by_role("dialog").get_by_label("处理措施").fill("已电话核实")
    page.get_by_role("dialog").get_by_role("button", name="我来处理").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_line_is_written_into_the_log_and_the_paper_is_there(visit: Open) -> None:
    page = visit("/duty/log?room=1")
    page.get_by_label("内容").fill("消防水箱液位正常")
    page.get_by_role("button", name="写入记录").click()
    expect(page.get_by_test_id("entry").filter(has_text="消防水箱液位正常")).to_be_visible()
    page.get_by_role("button", name="控制器日检查").click()
    for item in page.locator(".duty-items li").all():
        item.get_by_role("button", name="正常").click()
    page.get_by_role("button", name="写入记录").click()
    expect(page.get_by_test_id("entry").filter(has_text="备用电源: 正常").first).to_be_visible()
    with page.expect_download() as paper:
        page.get_by_test_id("pdf").click()
    assert paper.value.suggested_filename.endswith(".pdf")
    assert paper.value.path().read_bytes().startswith(b"%PDF")


def test_a_shift_hands_over_what_is_open_and_the_next_one_signs_it(visit: Open) -> None:
    page = visit("/duty/handover?room=2")
    page.get_by_label("交班说明（每行一条）").fill("3层东侧喷淋泵检修中\n钥匙在柜内")
    page.get_by_role("button", name="签名并交班").click()
    expect(page.get_by_text("待接班确认")).to_be_visible()
    expect(page.get_by_text("钥匙在柜内")).to_be_visible()
    page.get_by_label("接班备注").fill("已核对")
    page.get_by_role("button", name="已核对，签名接班").click()
    expect(page.locator(".op-facts")).to_contain_text(f"{NAMES[9]}")
    expect(page.locator(".op-facts")).to_contain_text("与签名时一致")


def test_nobody_is_proposed_to_sign_before_it_is_known_who_serves_now(visit: Open) -> None:
    page = visit("/duty/log?room=1")
    held: list[Route] = []
    page.route("**/duty/rooms/2/shifts?*", lambda route: held.append(route))
    with page.expect_response("**/duty/rooms/2/people"):
        go(page, "/duty/log?room=2")
    signer = page.get_by_label("记录人")
    expect(page.get_by_role("button", name="写入记录")).to_be_disabled()
    expect(signer).to_have_count(0)
    for route in held:
        route.continue_()
    expect(signer.locator("option").first).to_be_attached()


def test_the_rota_is_a_grid_on_a_desk_and_a_list_on_a_phone(visit: Open) -> None:
    page = visit(f"/duty/rota?room=1&day={next_week()}&width=week")
    grid = page.get_by_test_id("grid")
    expect(grid.locator("tbody tr")).to_have_count(8)
    page.set_viewport_size(NARROW)
    expect(page.get_by_test_id("days")).to_contain_text(NAMES[0])
    expect(grid).to_have_count(0)
    assert not overflows(page)


def test_somebody_stands_in_from_the_grid(visit: Open) -> None:
    page = visit(f"/duty/rota?room=1&day={next_week()}&width=week")
    row = page.get_by_test_id("grid").locator("tbody tr").filter(has_text=NAMES[2])
    row.locator(".duty-cell").last.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("下班人员").select_option(label=NAMES[2])
    dialog.get_by_label("上班人员").select_option(label=NAMES[8])
    dialog.get_by_label("替班原因").fill("病假")
    dialog.get_by_role("button", name="替班").click()
    expect(dialog).to_contain_text(f"替 {NAMES[2]}：病假")
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("grid")).to_contain_text(NAMES[8])


def test_the_load_stands_against_its_limits(visit: Open) -> None:
    page = visit("/duty/load?room=1")
    expect(page.locator("[data-figure=average]")).to_contain_text("限值 1")
    expect(page.locator("[data-figure=peak]")).to_contain_text("限值 10")
    expect(page.get_by_role("img").first).to_be_visible()
    with page.expect_download() as table:
        page.get_by_test_id("csv").click()
    assert table.value.suggested_filename == "duty-figures-1-day.csv"


def test_who_may_only_look_is_offered_nothing_to_do(
    visits: Visits, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("viewer")
    with operator_centre(folder, 0, more=fill_duty, people={"login": "required"}) as address:
        page = visits.blank()
        log_in(page, address, VIEWER, PASSWORD, "/duty")
        expect(page.get_by_test_id("room-now")).to_have_count(1)
        expect(page.get_by_role("button", name=re.compile("我来处理"))).to_have_count(0)
        expect(page.get_by_role("link", name="控制室设置")).to_have_count(0)
        go(page, "/duty/checks")
        expect(page.get_by_role("button", name="发起查岗")).to_have_count(0)
        go(page, "/duty/log")
        expect(page.get_by_role("button", name="写入记录")).to_have_count(0)


def test_whoever_may_see_one_view_has_the_way_to_their_account_and_out(
    visits: Visits, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("auditor")

    def auditor(centre: Centre) -> None:
        with centre.database.write() as session:
            now = centre.clock.now_ms()
            row = people.new_account(
                session, MACHINE, "shen", "审计", now=now, password_hash=KEPT, must_change=False
            )
            people.give(session, MACHINE, row.id, Duty.AUDITOR, ("15",), (), valid_until=None, now=now)

    with operator_centre(folder, 0, more=auditor, people={"login": "required"}) as address:
        page = visits.blank(size=NARROW)
        log_in(page, address, "shen", PASSWORD, "/audit")
        assert not overflows(page)
        page.get_by_test_id("who").click()
        page.get_by_test_id("logout").click()
        page.get_by_test_id("login-name").wait_for()
