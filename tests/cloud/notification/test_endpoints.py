"""The API of notification over a running centre: secrets, scopes, versions, audit, dry runs, figures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from cloud.audit.tables import AuditEntry
from cloud.centre import Centre
from cloud.errors import ApiError
from cloud.notification import channel_service, entries, repository, rule_service, trial
from cloud.notification.schemas import ChannelIn, DryRunIn, RuleIn
from cloud.notification.tables import NotificationChannel, NotificationRule
from cloud.people.asker import LOCAL, Asker
from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.trust import system_trust
from tests.cloud.notification import servers
from tests.cloud.notification.servers import other
from tests.cloud.notification.site import PAGE, Site
from tests.cloud.places import HOHHOT, add_organisation, furnish

API = "/api/v1/notification"
ROBOT = f"http://127.0.0.1:9/robot/send?access_token={servers.DINGTALK_TOKEN}"


@pytest.fixture
async def http(
    make_settings: Callable[..., CloudSettings], tmp_path: Any
) -> AsyncIterator[tuple[Centre, httpx.AsyncClient]]:
    told = {"allow_networks": ["127.0.0.0/8"], "file_folder": tmp_path / "out", "every_s": 0.05}
    async with (
        serving(make_settings(notification=told)) as (centre, address),
        httpx.AsyncClient(
            base_url=f"http://{address}", trust_env=False, verify=system_trust(), timeout=30
        ) as client,
    ):
        yield centre, client


def dingtalk(**told: Any) -> dict[str, Any]:
    form = {"kind": "dingtalk", "url": ROBOT, "sign": servers.DINGTALK_SECRET}
    return {"name": "值班群", "form": form, "areas": ["15"]} | told


async def test_secrets_go_in_and_never_come_out(http: tuple[Centre, httpx.AsyncClient]) -> None:
    centre, client = http
    made = await client.post(f"{API}/channels", json=dingtalk())
    assert made.status_code == 201, made.text
    id = made.json()["id"]
    kept = dingtalk(name="换名", form={"kind": "dingtalk"}, version=1)
    changed = await client.put(f"{API}/channels/{id}", json=kept)
    assert changed.json()["secrets"] == ["sign", "url"], "what is not written again stays"
    shown = [made.text, changed.text, (await client.get(f"{API}/channels")).text]
    with centre.database.read() as session:
        shown += [f"{row.before}{row.after}" for row in session.scalars(select(AuditEntry))]
        row = session.get_one(NotificationChannel, id)
        shown.append(f"{row.form}{row.locked}")
    wrong = dingtalk(form={"kind": "dingtalk", "url": ROBOT, "sign": servers.DINGTALK_SECRET, "x": 1})
    refused = await client.post(f"{API}/channels", json=wrong)
    assert refused.status_code == 422
    for text in (*shown, refused.text):
        assert servers.DINGTALK_TOKEN not in text
        assert servers.DINGTALK_SECRET not in text


async def test_a_change_on_an_older_version_is_refused(http: tuple[Centre, httpx.AsyncClient]) -> None:
    _, client = http
    id = (await client.post(f"{API}/channels", json=dingtalk())).json()["id"]
    assert (await client.put(f"{API}/channels/{id}", json=dingtalk(version=1))).status_code == 200
    moved = await client.put(f"{API}/channels/{id}", json=dingtalk(version=1))
    assert (moved.status_code, moved.json()["error"]["code"]) == (409, "moved-on")


@pytest.mark.parametrize(
    ("form", "where"),
    [
        ({"kind": "wecom", "url": "http://qyapi.weixin.qq.com/x?key=k"}, "body.form.url"),
        ({"kind": "wecom", "url": "https://10.0.0.1/x?key=k"}, "body.form.url"),
        ({"kind": "wecom"}, "body.form.url"),
        ({"kind": "email", "host": "10.0.0.1", "sender": "a@b.cn"}, "body.form.host"),
        (
            {"kind": "email", "host": "127.0.0.1", "sender": "a@b.cn", "security": "none", "password": "p"},
            "body.form.security",
        ),
        ({"kind": "webhook", "url": "https://x.example/", "secret": "short"}, "body.form.secret"),
    ],
)
async def test_a_form_that_could_not_work_is_refused_with_the_place(
    http: tuple[Centre, httpx.AsyncClient], form: dict[str, Any], where: str
) -> None:
    _, client = http
    refused = await client.post(f"{API}/channels", json=dingtalk(form=form))
    assert refused.status_code == 422
    assert refused.json()["error"]["where"] == where
    assert refused.json()["error"]["message_zh"]


async def test_a_rule_that_tells_people_names_some(http: tuple[Centre, httpx.AsyncClient]) -> None:
    _, client = http
    form = {"kind": "sms", "form": "file"}
    channel = (await client.post(f"{API}/channels", json=dingtalk(form=form))).json()["id"]
    rule = {"name": "火警", "areas": ["15"], "steps": [{"channels": [channel]}]}
    refused = await client.post(f"{API}/rules", json=rule)
    assert refused.json()["error"]["code"] == "nobody-named"
    rule["steps"][0]["duties"] = ["control-room-duty"]  # type: ignore[index]
    made = await client.post(f"{API}/rules", json=rule)
    assert made.status_code == 201
    assert made.json()["kinds"] == ["early-warning", "fire", "pre-alarm"]
    used = await client.delete(f"{API}/channels/{channel}")
    assert used.json()["error"]["code"] == "channel-in-use"
    assert (await client.delete(f"{API}/rules/{made.json()['id']}")).status_code == 204


async def test_a_test_goes_out_and_its_tries_and_figures_are_shown(
    http: tuple[Centre, httpx.AsyncClient],
) -> None:
    _, client = http
    with other(servers.judge_dingtalk, f"/robot/send?access_token={servers.DINGTALK_TOKEN}") as far:
        form = {"kind": "dingtalk", "url": far.url, "sign": servers.DINGTALK_SECRET}
        id = (await client.post(f"{API}/channels", json=dingtalk(form=form))).json()["id"]
        queued = await client.post(f"{API}/channels/{id}/test", json={})
        assert (queued.json()["test"], queued.json()["state"]) == (True, "queued")
        async with asyncio.timeout(20):
            while (shown := await _message(client, queued.json()["id"]))["state"] == "queued":
                pass
        assert shown["state"] == "delivered"
        assert [one["result"] for one in shown["attempts"]] == ["delivered"]
        assert "【测试】" in shown["text"]
        assert "【测试】" in far.came[0].json["markdown"]["text"]
    figures = (await client.get("/metrics")).text
    assert 'steppewatch_notification_tries_total{channel="dingtalk",result="delivered"} 1.0' in figures, (
        figures
    )
    for name in ("fire", "alarm"):
        assert f'steppewatch_notification_missed_total{{class="{name}"}} 0.0' in figures
    health = (await client.get("/api/v1/health")).json()
    assert [one["up"] for one in health["components"] if one["name"] == "notification"] == [True]


async def _message(client: httpx.AsyncClient, id: int) -> dict[str, Any]:
    shown: dict[str, Any] = (await client.get(f"{API}/messages/{id}")).json()
    return shown


async def test_a_centre_tells_its_page_from_the_start(http: tuple[Centre, httpx.AsyncClient]) -> None:
    _, client = http
    rules = (await client.get(f"{API}/rules")).json()["items"]
    assert [rule["steps"][0]["channels"] for rule in rules] == [[PAGE]] * 3
    kinds, moments = zip(*((rule["kinds"], rule["moments"]) for rule in rules), strict=True)
    assert ("dispatch-requested" in moments[0], "works-began" in moments[2], kinds[2]) == (True, True, [])
    ran = await client.post(f"{API}/dry-run", json={"area": "150102", "kind": "fire"})
    told = [rule for rule in ran.json()["rules"] if rule["tells"]]
    assert [step["receivers"][0]["kind"] for rule in told for step in rule["steps"]] == ["page"]
    assert ran.json()["short_zh"].startswith("火警(待核实)")


def test_a_dry_run_says_who_and_why_and_why_not(site: Site) -> None:
    night = [{"begins": "22:00", "ends": "07:00"}]
    phone, person = site.file(), site.person()
    without = site.person(name="李雷", phone="", email="ll@example.cn")
    step = {"channels": [phone], "people": [person, without]}
    site.rule(step, name="甲", quiet=night, kinds=[])
    site.rule(step, name="乙", areas=["1502"])
    [alarm] = site.raise_alarms()
    with site.database.read() as session:
        ran = trial.run(session, LOCAL, DryRunIn(alarm_id=alarm), site.settings, site.clock.at)
        fault = trial.run(session, LOCAL, DryRunIn(area="150102", kind="fault"), site.settings, site.clock.at)
    first, second = ran.rules
    assert (first.name, first.tells, first.held_until) == ("甲", True, None)
    assert first.reasons[0].zh == "静默时段不适用于火警类"
    [told] = first.steps[0].receivers
    assert (told.receiver, told.address) == ("王芳", "139****34")
    assert first.steps[0].gaps[0].zh == "李雷未登记电话"
    assert (second.tells, second.reasons[0].zh) == (False, "不在规则范围内")
    assert fault.rules[0].held_until is not None
    assert "三层1室" in ran.zh


def test_nobody_sees_or_makes_what_lies_outside_their_scope(site: Site) -> None:
    baotou = site.channel({"kind": "sms", "form": "file"}, areas=["1502"])
    with site.database.write() as session:
        assert repository.one(session, HOHHOT, NotificationChannel, baotou) is None
        told = ChannelIn.model_validate({"name": "x", "form": {"kind": "page"}, "areas": ["1502"]})
        with pytest.raises(ApiError, match="outside your own scope"):
            channel_service.add_channel(session, HOHHOT, told, site.keeper, site.settings, 0)
        rule = RuleIn.model_validate(
            {"name": "x", "areas": ["1501"], "steps": [{"channels": [baotou], "contacts": True}]}
        )
        with pytest.raises(ApiError, match="There is no channel"):
            rule_service.add_rule(session, HOHHOT, rule, site.settings, 0)
        with pytest.raises(ApiError, match="There is no such rule"):
            entries.remove(session, HOHHOT, NotificationRule, 1, 0)
        nobody = Asker("x")
        assert repository.seen(session, nobody, NotificationChannel) == []


def test_a_channel_that_is_in_use_is_not_removed_and_names_no_rule_outside_ones_scope(site: Site) -> None:
    channel = site.file(areas=["1501"])
    step = {"channels": [channel], "contacts": True}
    site.rule(step, name="自治区规则")
    for rules in ([], ["呼和浩特规则"]):
        for name in rules:
            site.rule(step, name=name, areas=["1501"])
        with site.database.write() as session, pytest.raises(ApiError) as refused:
            channel_service.remove_channel(session, HOHHOT, channel, 0)
        told = refused.value.detail
        assert told.code == "channel-in-use"
        assert "自治区规则" not in told.message_zh + told.message_en
        assert all(name in told.message_zh and name in told.message_en for name in rules)


def test_a_rule_of_a_building_is_its_organisation_s(site: Site) -> None:
    with site.database.write() as session:
        owner = add_organisation(session)
        building = furnish(session, owner, "gw-9")["building"].id
        told = RuleIn.model_validate({"name": "x", "buildings": [building], "steps": [{"channels": [PAGE]}]})
        rule = rule_service.add_rule(session, LOCAL, told, site.settings, 0)
        assert rule in repository.seen(session, HOHHOT, NotificationRule)
        assert rule in repository.seen(session, Asker("own", organisations=(owner.id,)), NotificationRule)
        for other_ in (Asker("x", areas=("1502",)), Asker("y", organisations=(owner.id + 1,)), Asker("z")):
            assert repository.one(session, other_, NotificationRule, rule.id) is None


async def test_messages_are_seen_by_who_sees_the_alarm(site: Site) -> None:
    from cloud.notification import mailbag, views

    site.rule({"channels": [site.file()], "people": [site.person()]})
    [alarm] = site.raise_alarms()
    await site.work()

    def seen(asker: Asker) -> list[str]:
        with site.database.read() as session:
            rows = mailbag.page(
                session, asker, state=None, channel_id=None, alarm_id=alarm, before=None, limit=9
            )
            return [row.receiver for row in views.messages(session, rows)]

    assert seen(HOHHOT) == ["王芳 139****34"]
    assert seen(Asker("x", areas=("1502",))) == []
