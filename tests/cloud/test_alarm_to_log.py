"""A fire of an office from the wire to the log, over HTTP, with a broker, a platform and a mail relay."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from cloud.duty.days import day_of
from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.trust import system_trust
from tests.cloud.conftest import gateway_on
from tests.cloud.live.watching import watching
from tests.cloud.notification import servers
from tests.cloud.notification.servers import Other, Relay, other, relay
from tests.cloud.people.conftest import MovableClock
from tests.cloud.places import add_organisation, furnish
from tests.cloud.said import GATEWAY, event
from tests.services import Mosquitto, until

API = "/api/v1"
NOTIFIED = f"{API}/notification"


async def seen(read: Callable[[], Awaitable[Any]], within_s: float = 20.0) -> Any:
    """What a reading gives as soon as it gives anything."""
    async with asyncio.timeout(within_s):
        while not (found := await read()):  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.02)
        return found


async def tell_platform_and_mail(http: httpx.AsyncClient, platform: Other, post: Relay) -> None:
    forms = (
        {"kind": "webhook", "url": platform.url, "secret": servers.WEBHOOK_SECRET},
        {"kind": "email", "host": "127.0.0.1", "port": post.port, "security": "none",
         "sender": "alarm@fire.example.cn"},
    )  # fmt: skip
    channels = [
        await made(http, f"{NOTIFIED}/channels", name=form["kind"], form=form, areas=["15"]) for form in forms
    ]
    person = await made(http, f"{NOTIFIED}/recipients", name="李强", email="lq@example.cn", areas=["15"])
    moments = ["raised", "escalated", "timed-out", "dispatch-requested", "dispatch-withdrawn"]
    step = {"channels": channels, "people": [person]}
    rule = {"name": "火警", "areas": ["15"], "moments": [*moments, "verified-not-real"], "steps": [step]}
    await made(http, f"{NOTIFIED}/rules", **rule)


async def made(http: httpx.AsyncClient, path: str, **told: Any) -> int:
    answer = await http.post(path, json=told)
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["id"]
    return number


async def test_a_fire_nobody_verifies_goes_out_is_told_found_false_withdrawn_and_logged(
    make_settings: Callable[..., CloudSettings], mosquitto: Mosquitto, records_url: str, tmp_path: Path
) -> None:
    clock = MovableClock()
    store = {"database": {"url": records_url}} if records_url.startswith("postgresql") else {}
    settings = make_settings(
        notification={"allow_networks": ["127.0.0.0/8"], "every_s": 0.05, "fire_pause_s": 0.1},
        alarms={"every_s": 0.05},
        webhooks={"key_file": tmp_path / "webhooks.key"},
        **store,
    )
    with other(servers.judge_platform) as platform, relay(None, "none") as post:
        async with (
            serving(settings, clock) as (centre, address),
            httpx.AsyncClient(
                base_url=f"http://{address}", trust_env=False, verify=system_trust(), timeout=30
            ) as http,
            watching(f"http://{address}", "?after=0") as page,
        ):
            for line in centre.lines.values():
                await line.wait_connected()
            with centre.database.write() as session:
                owner = add_organisation(session, category="office")
                furnish(session, owner, GATEWAY)
                organisation = owner.id
            room = await made(http, f"{API}/duty/rooms", name="消防控制室", organisation_id=organisation)
            await tell_platform_and_mail(http, platform, post)
            gateway, tasks = await gateway_on(mosquitto.port)
            day = day_of(clock.now_ms())
            await gateway.say(event(1, at=clock.now_ms()))

            async def alarm() -> Any:
                items = (await http.get(f"{API}/alarms")).json()["items"]
                return items[0] if items and items[0]["wait_until"] else None

            waiting = await seen(alarm)
            assert (waiting["state"], waiting["outcome"]) == ("raised", None)
            assert 0 < waiting["wait_until"] - clock.now_ms() <= 60_000
            assert (await http.get(f"{API}/dispatch-requests")).json()["items"] == []

            clock.ahead_s += (waiting["wait_until"] - clock.now_ms()) / 1000

            async def request() -> Any:
                return (await http.get(f"{API}/dispatch-requests")).json()["items"]

            [asked] = await seen(request, within_s=3)
            assert (asked["state"], asked["reason"]) == ("requested", "timed-out")
            assert 0 <= asked["requested_at"] - waiting["wait_until"] <= 3_000
            steps = (await http.get(f"{API}/alarm-steps")).json()["items"]
            assert [step["role"] for step in steps] == ["seat", "shift-leader", "safety-manager"]

            def told() -> set[str]:
                return {came.json["data"]["moment"] for came in platform.came}

            await until(lambda: {"raised", "escalated", "timed-out", "dispatch-requested"} <= told())
            await until(lambda: any("已提请派警" in mail["Subject"] for mail in post.mails))
            heard = {}
            while "dispatch-requested" not in heard:
                one = (await page.next("notification")).data
                heard[one["moment"]] = one["sound"]
            assert heard["raised"] == heard["dispatch-requested"] == "fire"

            path = f"{API}/alarms/{waiting['id']}"
            verdict = {"outcome": "false", "cause": "cooking", "note": "炒菜油烟", "by": "王芳"}
            assert (await http.post(f"{path}/verify", json=verdict)).status_code == 200
            assert [one["state"] for one in await request()] == ["withdrawn"]
            await until(lambda: {"verified-not-real", "dispatch-withdrawn"} <= told())

            await gateway.say(event(2, active=False, at=clock.now_ms()))

            async def closed() -> Any:
                one = (await http.get(path)).json()
                return one if one["state"] == "closed" else None

            ended = await seen(closed)
            assert (ended["level"], ended["outcome"], ended["cause"]) == ("cleared", "false", "cooking")

            log = (await http.get(f"{API}/duty/rooms/{room}/log/{day}")).json()
            [logged] = log["alarms"]
            assert [(step["label"]["zh"], step["by"]) for step in logged["steps"]] == [
                ("逐级上报", ""),
                ("核实超时", ""),
                ("逐级上报", ""),
                ("逐级上报", ""),
                ("提请派警", ""),
                ("核实", "王芳"),
                ("撤回派警请求", "王芳"),
            ]
            assert logged["steps"][5]["said"] == {
                "zh": "误报,烹饪油烟,炒菜油烟",
                "en": "false, cooking, 炒菜油烟",
            }
            for task in tasks:
                task.cancel()
