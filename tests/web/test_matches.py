"""The page on which a person says whether two spellings are one organisation, over a real centre."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from cloud.centre import Centre
from cloud.matching.comparing import Spelling
from cloud.matching.service import Asked, Matcher
from cloud.people.asker import LOCAL
from tests.browser import NARROW, WIDE
from tests.cloud.places import add_organisation
from tests.web.looking import overflows, violations
from tests.web.operator_centre import operator_centre
from tests.web.visiting import Visits, go, settle

pytestmark = pytest.mark.browser
SPELLINGS = (
    ("蒙元酒店", ""),
    ("宏远商贸", ""),
    ("内蒙古自治区呼和浩特市新城区格桑幼儿园有限责任公司第一分公司", "海拉尔大街12号"),
)


def _ask(centre: Centre) -> None:
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        add_organisation(session, "150102-1", name="呼和浩特市蒙源酒店有限公司")
        add_organisation(session, "150102-2", name="鸿源商贸有限公司", address="新华大街9号")
        add_organisation(session, "150102-3", name="格桑幼儿园")
        asked = [
            Asked(Spelling(name, address), kind="fires", row=at)
            for at, (name, address) in enumerate(SPELLINGS, 2)
        ]
        assert all(one.waits for one in Matcher(LOCAL).meant(session, asked, now))


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with operator_centre(tmp_path_factory.mktemp("matches"), 0, more=_ask) as address:
        yield address


def _shown(page: Page, name: str) -> None:
    expect(page.locator(".match-card .match-name").first).to_have_text(name)


def test_a_person_decides_by_keys_and_takes_a_decision_back(full: str, visits: Visits) -> None:
    page = visits(full, "/registry/matches", size=NARROW, theme="light")
    _shown(page, SPELLINGS[0][0])
    assert not overflows(page)
    assert violations(page) == []
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="dark")
    assert violations(page) == []
    for at, (key, said) in enumerate((("1", "同一单位"), ("2", "不是同一单位"), ("3", "未登记单位"))):
        _shown(page, SPELLINGS[at][0])
        page.keyboard.press(key)
        expect(page.get_by_role("status").first).to_contain_text(f"{SPELLINGS[at][0]}：{said}")
    expect(page.get_by_text("没有待确认的写法")).to_be_visible()
    go(page, "/registry/matches/decided")
    expect(page.locator(".op-table tbody tr")).to_have_count(3)
    page.set_viewport_size(NARROW)
    assert not overflows(page)
    assert violations(page) == []
    page.get_by_role("button", name=f"撤回: {SPELLINGS[1][0]}").click()
    expect(page.locator(".op-table tbody tr")).to_have_count(2)
    page.goto(f"{full}/?lang=en#/registry/matches")
    settle(page)
    _shown(page, SPELLINGS[1][0])
