"""The pages for what goes out and what could not come in, over a real centre and a real partner."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import NARROW, WIDE
from tests.cloud.webhooks.receiver import Receiver, receiving
from tests.web.exchange_centre import fill_exchange
from tests.web.looking import overflows, violations
from tests.web.operator_centre import operator_centre
from tests.web.visiting import Visits, go, settle

pytestmark = pytest.mark.browser

VIEWS = (
    "/fleet/dead-letters",
    "/fleet/dead-letters/1",
    "/exchange/webhooks",
    "/exchange/webhooks/2",
    "/exchange/webhooks/2/edit",
    "/exchange/deliveries",
    "/exchange/deliveries/3",
    "/exchange/budgets?days=30",
    "/exchange/budgets/3",
    "/exchange/silent",
)
EMPTY = (
    "/fleet/dead-letters?text=nothing+is+like+this",
    "/fleet/dead-letters/999999",
    "/exchange/webhooks/new",
    "/exchange/webhooks/999999",
    "/exchange/deliveries?state=waiting",
    "/exchange/budgets/40",
    "/exchange/silent?area=152921",
)
LOOKS: tuple[tuple[str, Any, Any], ...] = (("zh", WIDE, "dark"), ("en", NARROW, "light"))


@pytest.fixture(scope="module")
def partner() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, partner: Receiver) -> Iterator[str]:
    folder, roles = tmp_path_factory.mktemp("exchange"), ("pages", "jobs")
    with operator_centre(
        folder,
        0,
        roles,
        lambda centre: fill_exchange(centre, partner.url),
        webhooks={"allow_networks": ["127.0.0.0/8"]},
    ) as address:
        yield address


def letter_with(page: Page, reason: str) -> None:
    """Goes to the newest open letter refused for this."""
    go(page, f"/fleet/dead-letters?text={reason}")
    page.locator(".op-table tbody th a").first.click()
    settle(page)


def test_axe_finds_nothing_serious_and_no_view_overflows(full: str, visits: Visits) -> None:
    for lang, size, theme in LOOKS:
        page = visits(full, VIEWS[0], lang=lang, size=size)
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for at, view in enumerate((*VIEWS, *EMPTY)):
            go(page, view)
            assert not overflows(page), (view, lang)
            # Each that is full wide and by night; every fourth narrow and by day.
            if view in VIEWS if size == WIDE else at % 4 == 0:
                assert violations(page) == [], (view, lang)


def test_a_letter_is_repaired_with_its_fault_shown_where_it_is(full: str, visits: Visits) -> None:
    page = visits(full, "/fleet/dead-letters")
    letter_with(page, "Expected `float`")
    expect(page.locator(".ex-code [data-fault]")).to_contain_text('"value": "x"')
    page.get_by_role("button", name="修改后重放").click()
    area = page.get_by_label("报文内容（JSON）")
    whole = area.input_value()
    area.fill(whole.replace('"ts": ', '"ts" '))
    expect(page.get_by_text(re.compile("第 4 行第 8 列：名称后缺少冒号"))).to_be_visible()
    expect(page.get_by_role("button", name="重放", exact=True)).to_be_disabled()
    page.get_by_role("button", name="跳到该处").click()
    assert page.evaluate("document.activeElement.selectionStart") == whole.index('"ts": ') + 5
    area.fill(whole)
    expect(page.get_by_role("button", name="重放", exact=True)).to_be_enabled()
    area.fill('{"type": "event"}')
    page.get_by_role("button", name="重放", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("修改后的消息仍不符合接入规范")


def test_bytes_are_shown_as_bytes(full: str, visits: Visits) -> None:
    page = visits(full, "/fleet/dead-letters", lang="en")
    letter_with(page, "MessagePack")
    expect(page.locator(".ex-hex")).to_contain_text(re.compile(r"^000000  8[0-9a-f] a3 73 65 71"))
    page.get_by_role("button", name="Repair and replay").click()
    page.get_by_label("Content (hexadecimal)").fill("84 a3 7")
    expect(page.get_by_text("two hexadecimal digits are expected here")).to_be_visible()


def test_many_letters_are_replayed_and_each_says_what_came_of_it(full: str, visits: Visits) -> None:
    page = visits(full, "/fleet/dead-letters?text=invalid", lang="en")
    rows = page.get_by_role("table", name="Dead letters").locator("tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_label("Choose all on this page").check()
    page.get_by_role("button", name="Replay chosen (2)").click()
    expect(page.get_by_text("2 of 2: 0 done, 2 refused")).to_be_visible()
    results = page.get_by_role("table", name="Results, letter by letter").locator("tbody tr")
    expect(results).to_have_count(2)
    expect(results.first).to_contain_text("The message still breaks the contract")


def test_a_batch_that_the_engine_refused_is_given_up_with_a_reason(full: str, visits: Visits) -> None:
    page = visits(full, "/fleet/dead-letters", lang="en")
    rows = page.get_by_role("table", name="Batches that the engine refused").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("no such field")
    rows.last.get_by_role("button", name=re.compile("Give up")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("240 values are lost for ever")
    dialog.get_by_role("textbox").fill("of another version")
    dialog.get_by_role("button", name="Give up").click()
    expect(rows).to_have_count(1)


def test_chosen_letters_that_are_not_needed_leave_the_list(full: str, visits: Visits) -> None:
    page = visits(full, "/fleet/dead-letters?text=a+topic+of")
    rows = page.get_by_role("table", name="死信").locator("tbody tr")
    expect(rows).to_have_count(2)
    for box in rows.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="忽略所选（2）").click()
    expect(page.get_by_text("没有符合条件的死信")).to_be_visible()
    page.get_by_label("状态").select_option("dismissed")
    expect(rows).to_have_count(3)


def test_a_webhook_is_made_tells_its_secret_once_and_delivers_a_test(
    full: str, visits: Visits, partner: Receiver
) -> None:
    page = visits(full, "/exchange/webhooks/new")
    hotel = {"number": "150402-900001", "name": "青山宾馆", "category": "hotel", "area": "150402"}
    assert page.request.post(f"{full}/api/v1/organisations", data=hotel).status == 201
    page.get_by_label("名称").fill("盟消防支队")
    page.get_by_label("地址").fill(partner.url)
    save = page.get_by_role("button", name="保存")
    expect(save).to_be_disabled()
    page.get_by_label("选择区划").select_option("1504")
    page.get_by_role("button", name="添加区划").click()
    page.get_by_label("查找单位").fill("qsbg")
    page.get_by_role("list", name="查找结果").get_by_role("button").first.click()
    page.get_by_label("火警").check()
    save.click()
    secret = page.get_by_test_id("secret").input_value()
    assert secret.startswith("whsec_")
    page.get_by_role("button", name="已保存，关闭").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("盟消防支队")
    expect(page.get_by_test_id("secret")).to_have_count(0)
    came = len(partner.came)
    page.get_by_role("button", name="发送测试").click()
    expect(page.get_by_test_id("test-result")).to_contain_text("已送达")
    received = partner.came[came]
    assert json.loads(received.body)["type"] == "test"
    assert received.signed_with(secret, int(received.headers["webhook-timestamp"]))
    page.get_by_role("button", name="删除").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("推送订阅")
    expect(page.get_by_role("link", name="盟消防支队")).to_have_count(0)


def test_what_was_given_up_is_sent_again(full: str, visits: Visits) -> None:
    page = visits(full, "/exchange/webhooks/2?state=dead", lang="en")
    rows = page.get_by_role("table", name="Deliveries").locator("tbody tr")
    expect(rows).to_have_count(4)
    rows.first.get_by_role("button", name="Send again").click()
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Send all given up again (3)").click()
    expect(page.get_by_text("3 are in the queue again.")).to_be_visible()
    page.get_by_label("State").select_option("delivered")
    expect(rows).to_have_count(6)


def test_a_budget_of_its_own_is_given_and_taken_back(full: str, visits: Visits) -> None:
    page = visits(full, "/exchange/budgets")
    page.get_by_role("link", name=re.compile("^额度：|^额度: ")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^接入额度："))
    field = page.get_by_label("每分钟读数报文")
    expect(field).to_have_attribute("placeholder", "按系统设置：6,000")
    field.fill("100")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    expect(field).to_have_value("100")
    page.get_by_role("button", name="恢复系统设置").click()
    expect(field).to_have_value("")


def test_a_silent_organisation_leads_to_its_page(full: str, visits: Visits) -> None:
    page = visits(full, "/exchange/silent")
    link = page.get_by_role("table", name="失联单位").locator("th a").first
    name = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_the_keyboard_alone_repairs_a_letter(full: str, visits: Visits) -> None:
    page = visits(full, "/fleet/dead-letters?text=Expected")
    page.locator(".op-table tbody th a").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=re.compile("^死信 ")).wait_for()
    page.get_by_role("button", name="修改后重放").focus()
    page.keyboard.press("Enter")
    page.get_by_label("报文内容（JSON）").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("{")
    expect(page.get_by_text(re.compile("内容没有写完"))).to_be_visible()


def test_pictures_for_those_who_look(full: str, visits: Visits, tmp_path: Path) -> None:
    page = visits(full, "/exchange/webhooks")
    page.screenshot(path=tmp_path / "exchange-zh-wide.png")
    expect(page.get_by_role("table", name="推送订阅").locator("tbody tr")).to_have_count(2)
