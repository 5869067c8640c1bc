"""The pages for who and what may speak to the centre, over a real centre: one test a feature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.operator.seed import Region
from tests.browser import NARROW
from tests.web.access_centre import GATEWAY_OF, ORGANISATIONS, fill_access
from tests.web.looking import overflows, violations
from tests.web.operator_centre import operator_centre
from tests.web.visiting import go, visiting

pytestmark = pytest.mark.browser

VIEWS = (
    "/registry/certificates",
    "/registry/devices",
    "/registry/devices/1",
    "/registry/devices/new",
    "/registry/push",
    "/registry/push/1",
    "/registry/push/new",
    "/works/brokers",
    "/works/engine",
    "/fleet/coverage",
    "/organisation/4/commissioning",
    "/organisation/4/places",
)
GATEWAY = Region(ORGANISATIONS, 0).gateway(GATEWAY_OF)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("access")
    with operator_centre(folder, 0, ("pages",), fill_access) as address:
        yield address


@pytest.fixture(scope="module")
def opened(browser: Browser, centre: str) -> Iterator[Page]:
    """One page for every test: each goes to its own view."""
    with visiting(browser) as visits:
        yield visits(centre, "/registry/certificates")


def test_a_gateway_is_shut_out_in_words_and_a_fresh_code_is_one_step_away(opened: Page) -> None:
    page = opened
    go(page, f"/gateway/{GATEWAY}")
    page.get_by_role("button", name="吊销网关").click()
    dialog = page.get_by_role("dialog", name=f"吊销网关 {GATEWAY}")
    expect(dialog).to_contain_text("一分钟内各消息代理断开其连接")
    expect(dialog.get_by_role("button", name="吊销网关")).to_be_disabled()
    dialog.get_by_label("原因").fill("巡检发现丢失")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已吊销：证书 1 张")).to_be_visible()
    expect(page.get_by_text("原因：巡检发现丢失")).to_be_visible()
    expect(page.get_by_role("table", name="证书到期")).to_contain_text("已吊销")
    go(page, "/registry/certificates")
    row = page.get_by_role("table", name="已吊销的网关").get_by_role("row", name=re.compile(GATEWAY))
    row.get_by_role("link", name="生成新注册码").click()
    expect(page.get_by_label("网关编号（可不填）")).to_have_value(GATEWAY)


def test_one_certificate_is_revoked_and_stays_in_the_list_with_its_reason(opened: Page) -> None:
    page = opened
    go(page, "/registry/certificates?days=90")
    rows = page.get_by_role("table", name="网关证书").locator("tbody tr")
    first = rows.filter(has_text="有效").first
    name = first.locator("th").inner_text()
    first.get_by_role("button", name=re.compile("^吊销证书")).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("网关本身未被吊销")
    dialog.get_by_label("原因").fill("密钥泄露")
    dialog.get_by_role("button", name="吊销").click()
    expect(rows.filter(has_text=name)).to_contain_text("密钥泄露")


def test_a_device_is_registered_changed_and_asked_and_the_history_says_what_came_of_it(opened: Page) -> None:
    page = opened
    go(page, "/registry/devices/new")
    page.get_by_label("地址", exact=True).fill("424242")
    page.get_by_label("区划").select_option("150402")
    page.get_by_label("名称（中文）").fill("西门装置")
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("西门装置")
    page.get_by_role("link", name="修改").click()
    page.get_by_label("位置（中文）").fill("西门岗亭")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("西门岗亭")).to_be_visible()
    page.get_by_role("button", name="查岗").click()
    history = page.get_by_role("table", name="请求历史")
    expect(history.locator("tbody tr").first).to_contain_text("装置未连接")
    go(page, "/registry/devices/1")
    history.get_by_text("装置答复：2 项").click()
    expect(history).to_contain_text("三层走廊感烟")


def test_one_that_spoke_is_registered_with_its_address_read_by_every_habit(opened: Page) -> None:
    page = opened
    go(page, "/registry/devices")
    page.get_by_role("table", name="有消息但未登记的装置").get_by_role("button", name="登记").click()
    page.get_by_label("设备配置").select_option("gb26875-imei-style")
    page.get_by_label("区划").select_option("150402")
    page.get_by_role("button", name=re.compile("^登记 08")).click()
    expect(page.get_by_text("已登记，补入报文 0 条")).to_be_visible()


def test_a_platform_is_set_up_its_secret_told_once_and_a_device_taken_in(opened: Page) -> None:
    page = opened
    go(page, "/registry/push/new")
    page.get_by_label("名称（推送地址的一部分）").fill("onenet-tongliao")
    page.get_by_label(re.compile("^平台电信")).select_option("onenet")
    page.get_by_label("区划").select_option("150502")
    page.get_by_role("button", name="建立").click()
    assert len(page.get_by_test_id("secret").input_value()) > 20
    page.get_by_role("button", name="已保存，关闭").click()
    expect(page.get_by_text(re.compile("/api/v1/push/onenet-tongliao$"))).to_be_visible()
    go(page, "/registry/push/1")
    expect(page.get_by_text("有异常推送")).to_be_visible()
    page.get_by_role("table", name="有消息但未登记的装置").get_by_role("button", name="登记").first.click()
    page.get_by_role("button", name=re.compile("^登记 8699")).click()
    expect(page.get_by_role("table", name="已登记设备").locator("tbody tr")).to_have_count(5)


def test_coverage_leads_from_the_region_down_to_organisations(opened: Page) -> None:
    page = opened
    go(page, "/fleet/coverage?measure=points")
    page.get_by_role("list", name="各区划").get_by_role("link", name="通辽市").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("通辽市覆盖率")
    page.get_by_role("table", name="各区划覆盖情况").get_by_role("link", name="科尔沁区").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("单位登记")
    assert "area=150502" in page.url


def test_an_organisation_is_moved_with_a_note_and_its_walk_test_is_kept(opened: Page) -> None:
    page = opened
    go(page, "/organisation/1/commissioning")
    page.get_by_role("button", name="停用").click()
    dialog = page.get_by_role("dialog", name="停用")
    dialog.get_by_label("备注").fill("装修改造")
    dialog.get_by_role("button", name="停用").click()
    expect(page.get_by_text("装修改造")).to_be_visible()
    page.get_by_role("button", name="恢复").click()
    page.get_by_role("dialog").get_by_role("button", name="恢复").click()
    page.get_by_role("button", name="登记步测结果").click()
    page.get_by_label("测试点位数").fill("3")
    page.get_by_label("未通过的部件（网关/部件）").fill("gw-1/1-001")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("table", name="步测")).to_contain_text("2 / 3")


def test_a_command_is_given_and_stands_in_the_gateways_record(opened: Page) -> None:
    page = opened
    go(page, f"/gateway/{GATEWAY}")
    table = page.get_by_role("table", name="命令")
    expect(table).to_contain_text("未允许校时")
    page.get_by_label(re.compile("^命令重新上报")).select_option("duty-check")
    page.get_by_label("问题（可不填）").fill("请确认在岗")
    page.get_by_role("button", name="下发").click()
    expect(page.get_by_text("已下发：查岗，第 5 号。")).to_be_visible()
    expect(table.locator("tbody tr").first).to_contain_text("查岗")


def test_a_user_of_the_brokers_is_made_with_a_password_told_once_and_revoked(opened: Page) -> None:
    page = opened
    go(page, "/works/brokers")
    page.get_by_label("用户名").fill("bridge-9")
    page.get_by_role("button", name="生成", exact=True).click()
    assert len(page.get_by_test_id("secret").input_value()) > 15
    page.get_by_role("button", name="已保存，关闭").click()
    expect(page.get_by_test_id("secret")).to_have_count(0)
    page.get_by_role("button", name="吊销用户 bridge-9").click()
    page.get_by_role("dialog").get_by_role("button", name="吊销").click()
    expect(page.get_by_role("row", name=re.compile("bridge-9"))).to_contain_text("已吊销")


def test_the_engine_says_what_it_takes_and_is_checked_on_demand(opened: Page) -> None:
    page = opened
    go(page, "/works/engine")
    expect(page.get_by_role("table", name="各级保留").locator("tbody tr")).to_have_count(3)
    page.get_by_role("button", name="立即核对").click()
    expect(page.get_by_text(re.compile("核对 .* 个网关小时：.*没有缺失"))).to_be_visible()


def test_a_building_its_floor_and_room_are_written_down_and_a_point_is_planned_there(opened: Page) -> None:
    page = opened
    go(page, "/organisation/1/places")
    save = page.get_by_role("button", name="保存").first  # the last one is that of the limit of silence
    page.get_by_role("button", name="新增建筑").click()
    page.get_by_label("名称").fill("主楼")
    page.get_by_label("地上层数").fill("12")
    save.click()
    page.get_by_role("link", name="主楼").click()
    page.get_by_role("button", name="新增楼层").click()
    page.get_by_label("楼层", exact=True).fill("1")
    save.click()
    page.get_by_role("link", name="1 层").click()
    page.get_by_role("button", name="新增房间").click()
    page.get_by_label("名称").fill("消控室")
    save.click()
    expect(page.get_by_role("table", name=re.compile("的房间$"))).to_contain_text("消控室")
    page.get_by_role("button", name="新增点位").click()
    page.get_by_label("名称").fill("消控室感烟")
    page.get_by_label(re.compile("^网关请选择")).select_option(GATEWAY)
    page.get_by_label("部件", exact=True).fill("panel-1/1-001")
    page.get_by_label(re.compile("^部件类型")).select_option("40")
    page.get_by_label("房间（所选楼层）").select_option(label="消控室")
    save.click()
    expect(page.get_by_text("消控室感烟")).to_be_visible()
    page.get_by_role("button", name="删除 主楼").click()
    page.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(page.get_by_role("alert")).to_be_visible()


def test_a_gateway_is_bound_renamed_and_released(opened: Page) -> None:
    page = opened
    go(page, "/organisation/1/places")
    panel = page.locator("section").filter(has=page.get_by_role("heading", name="绑定的网关"))
    panel.get_by_role("button", name="绑定网关").click()
    panel.get_by_label("网关", exact=True).fill("gw-spare")
    panel.get_by_role("button", name="保存").click()
    row = page.get_by_role("table", name="绑定的网关").get_by_role("row", name=re.compile("gw-spare"))
    expect(row).to_contain_text("从未上线")
    panel.get_by_role("button", name="修改 gw-spare").click()
    panel.get_by_label("名称").fill("备用网关")
    panel.get_by_role("button", name="保存").click()
    expect(row).to_contain_text("备用网关")
    page.get_by_role("button", name="解除绑定 gw-spare").click()
    page.get_by_role("dialog").get_by_role("button", name="解除绑定").click()
    expect(row).to_have_count(0)


def test_a_device_is_planned_at_a_gateway(opened: Page) -> None:
    page = opened
    go(page, "/organisation/1/places")
    panel = page.locator("section").filter(has=page.get_by_role("heading", name="规划设备"))
    panel.get_by_role("button", name="新增设备").click()
    panel.get_by_label("名称").fill("1号报警控制器")
    panel.get_by_label("出厂编号").fill("A-17")
    panel.get_by_role("button", name="保存").click()
    expect(page.get_by_role("table", name="规划设备")).to_contain_text("1号报警控制器")


def test_an_organisation_is_given_a_limit_of_silence_of_its_own_and_loses_it(opened: Page) -> None:
    page = opened
    go(page, "/organisation/1/places")
    minutes = page.get_by_label("失联时限（分钟）")
    minutes.fill("90")
    panel = page.get_by_role("region", name="失联时限")
    panel.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存，数秒内生效。")).to_be_visible()
    page.reload()
    expect(minutes).to_have_value("90")
    minutes.fill("")
    panel.get_by_role("button", name="保存").click()
    expect(minutes).to_have_attribute("placeholder", re.compile("^按系统设置"))


def test_axe_finds_nothing_serious_and_no_view_overflows_where_room_is_short(opened: Page) -> None:
    page = opened
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size(NARROW)
    for at, view in enumerate((*VIEWS, f"/gateway/{GATEWAY}")):
        page.emulate_media(color_scheme=("dark", "light")[at % 2])
        go(page, view)
        assert violations(page) == [], view
        assert not overflows(page), view
