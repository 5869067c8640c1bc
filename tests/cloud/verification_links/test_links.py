from __future__ import annotations

import asyncio
from typing import Any

from cloud.verification_links import views
from cloud.verification_links.tables import VerificationLink
from tests.cloud.conftest import Running
from tests.cloud.said import event


async def post(running: Running, path: str, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = await running.http.post(f"/api/v1{path}", json=told)
    return answer.status_code, answer.json()


async def get(running: Running, path: str) -> Any:
    answer = await running.http.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def fire(running: Running) -> None:
    await running.gateway.say(event(1))
    await running.gateway.receipted("event", 1)


async def test_a_person_on_site_verifies_one_alarm_once_and_sees_nothing_else(running: Running) -> None:
    await fire(running)
    status, link = await post(running, "/alarms/1/verification-links", {"person": "李强", "by": "王芳"})
    assert (status, link["address"]) == (201, None)
    token = {"token": link["token"]}
    for _ in range(2):
        status, seen = await post(running, "/verification/look", token)
        assert (status, seen["place"]["zh"], seen["person"]) == (200, "三层302室", "李强")
    assert "gateway" not in seen
    assert {"cooking", "steam", "malicious"} <= {cause["cause"] for cause in seen["causes"]}
    status, done = await post(
        running, "/verification/verdict", {**token, "outcome": "false", "cause": "steam", "note": "浴室"}
    )
    assert (status, done["state"], done["outcome"]) == (200, "verified", "false")
    for door in ("look", "verdict"):
        status, refused = await post(running, f"/verification/{door}", {**token, **_verdict(door)})
        assert (status, refused["error"]["code"]) == (410, "link-used")
    alarm = await get(running, "/alarms/1")
    assert (alarm["cause"], alarm["acknowledged_by"]) == ("steam", "李强")
    [told] = [entry for entry in alarm["timeline"] if entry["action"] == "verify"]
    assert (told["by"], told["detail"]) == ("李强", {"outcome": "false", "cause": "steam"})


def test_a_link_says_where_phones_reach_the_page() -> None:
    row = VerificationLink(id=1, person="李强", expires_at=1)
    assert (
        views.link(row, "aB_9-x", "https://centre.example").address == "https://centre.example/#/site/aB_9-x"
    )


async def test_a_forged_token_is_refused_and_a_wrong_cause_uses_nothing_up(running: Running) -> None:
    await fire(running)
    status, refused = await post(running, "/verification/look", {"token": "A" * 38})
    assert (status, refused["error"]["code"]) == (404, "link-unknown")
    _, link = await post(running, "/alarms/1/verification-links", {"person": "李强", "by": "王芳"})
    told = {"token": link["token"], "outcome": "real"}
    status, refused = await post(running, "/verification/verdict", {**told, "cause": "steam"})
    assert (status, refused["error"]["code"]) == (422, "cause-unfit")
    status, _ = await post(running, "/verification/verdict", told)
    assert status == 200


async def test_a_link_takes_back_no_fire_that_the_control_room_has_verified(running: Running) -> None:
    await fire(running)
    _, link = await post(running, "/alarms/1/verification-links", {"person": "李强", "by": "王芳"})
    await post(running, "/alarms/1/verify", {"by": "王芳", "outcome": "real"})
    status, refused = await post(
        running, "/verification/verdict", {"token": link["token"], "outcome": "false"}
    )
    assert (status, refused["error"]["code"]) == (409, "verified-real")
    [request] = (await get(running, "/dispatch-requests"))["items"]
    assert request["state"] == "confirmed"


async def test_a_verified_fire_is_on_the_outbox_at_once_and_its_end_follows(
    running: Running,
) -> None:
    await fire(running)
    await post(running, "/alarms/1/verify", {"by": "王芳", "outcome": "real", "cause": "electrical"})
    first = await get(running, "/dispatch-requests")
    [request] = first["items"]
    assert (request["alarm"]["id"], request["state"], request["why"]["en"]) == (
        1,
        "confirmed",
        "verified as real",
    )
    assert (await get(running, f"/dispatch-requests?after={first['next']}"))["items"] == []
    await post(running, "/alarms/1/verify", {"by": "王芳", "outcome": "false"})
    [again] = (await get(running, f"/dispatch-requests?after={first['next']}"))["items"]
    assert (again["id"], again["state"]) == (request["id"], "withdrawn")


async def test_the_running_centre_weighs_and_escalates_by_itself(running: Running) -> None:
    await fire(running)
    await asyncio.to_thread(running.centre.alarm_watch.look)
    steps = (await get(running, "/alarm-steps"))["items"]
    assert [(step["alarm_id"], step["role"]) for step in steps] == [(1, "seat")]
    alarm = await get(running, "/alarms/1")
    assert alarm["probability"] == 0.02
    assert [one["code"] for one in alarm["weighed"]] == ["prior"]
    health = await get(running, "/health")
    assert {part["name"]: part["up"] for part in health["components"]}["alarm-watch"] is True


async def test_groups_lists_works_and_the_shelf_are_there_over_http(running: Running) -> None:
    await fire(running)
    groups = await get(running, "/alarms/groups")
    assert (groups["items"][0]["cause"], groups["first_fire"]["id"]) == ("fire", 1)
    assert (await get(running, "/alarms/lists/chattering"))["items"] == []
    gateway = groups["items"][0]["gateway"]
    status, works = await post(
        running,
        "/maintenance",
        {"mode": "maintenance", "gateway": gateway, "reason": "年检", "minutes": 5, "by": "张工"},
    )
    assert status == 201
    assert (await get(running, "/maintenance?in_force=true"))["items"][0]["id"] == works["id"]
    status, ended = await post(running, f"/maintenance/{works['id']}/end", {"by": "张工"})
    assert (status, ended["ended_by"]) == (200, "张工")
    status, refused = await post(running, "/alarms/1/shelve", {"reason": "x", "minutes": 5, "by": "y"})
    assert (status, refused["error"]["code"]) == (409, "fire-not-shelved")
    assert (await get(running, "/shelf"))["items"] == []
    status, seen = await post(
        running, "/alarms/1/evidence", {"fact": "person-sees-smoke", "note": "走廊有烟", "by": "李强"}
    )
    assert (status, seen["timeline"][-1]["detail"]) == (200, {"fact": "person-sees-smoke"})


def _verdict(door: str) -> dict[str, str]:
    return {"outcome": "real"} if door == "verdict" else {}
