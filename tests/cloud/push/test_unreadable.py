"""Pushes that nobody can read: loud while the profile is wrong, and told again once it is right."""

from __future__ import annotations

import pytest

from cloud.dead_letters import pushes, repository, service
from cloud.dead_letters.repository import Wanted
from cloud.dead_letters.schemas import Repair
from cloud.dead_letters.tables import DeadLetter
from cloud.errors import ApiError
from cloud.people.asker import Asker
from cloud.push.letters import Address, address_of
from tests.cloud.push.platforms import (
    DEV_EUI,
    GS524N_NORMAL,
    GS524N_SMOKE,
    IMEI,
    chirpstack,
    ctwing,
    encrypted,
    onenet_message,
    onenet_push,
)
from tests.cloud.push.pushing import AREA, TOKEN_HEADER, Platform

RIGHT, WRONG = "ctwing-nb-smoke", "gb26875-generic"
FIRE, NORMAL = 1, 7


def seen_by(platform: Platform, asker: Asker, **wanted: object) -> list[DeadLetter]:
    with platform.centre.database.read() as session:
        return repository.search(session, asker, Wanted(**wanted), before=None, limit=100)


async def replay(platform: Platform, letter: int, **repair: str) -> tuple[int, str]:
    answer = await platform.http.post(f"/api/v1/dead-letters/{letter}/replay", json=repair)
    told = answer.json()
    return answer.status_code, told["state"] if answer.status_code == 200 else told["error"]["code"]


async def device(platform: Platform, integration: int) -> dict[str, object]:
    answer = await platform.http.get(f"/api/v1/push-integrations/{integration}/devices")
    [row] = answer.json()["devices"]
    return dict(row)


async def give_profile(platform: Platform, integration: int, profile: str) -> None:
    row = await device(platform, integration)
    address = f"/api/v1/push-integrations/{integration}/devices/{row['id']}"
    answer = await platform.http.put(address, json={"area": AREA, "profile": profile})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("wrong", [WRONG, "onenet-smoke", "milesight-gs524n"])
async def test_a_fire_behind_a_wrong_profile_is_a_fault_of_the_device_until_it_is_told_again(
    platform: Platform, wrong: str
) -> None:
    integration = await platform.integrate("ctwing", wrong)
    gateway = await platform.register(integration, IMEI)
    assert (await platform.push(ctwing(FIRE), headers=TOKEN_HEADER)).status_code == 200
    assert platform.active() == {(gateway, "fault")}
    row = await device(platform, integration)
    assert row["fault"]
    assert row["unread"] == 1
    [told] = (await platform.http.get("/api/v1/push-integrations")).json()["integrations"]
    assert told["devices_unread"] == 1
    [letter] = platform.letters()
    assert (letter.gateway, letter.area, letter.urgent) == (gateway, AREA, True)
    assert await replay(platform, letter.id) == (422, "still-refused")
    await give_profile(platform, integration, RIGHT)
    assert await replay(platform, letter.id) == (200, "stored")
    assert platform.active() == {(gateway, "fire")}
    row = await device(platform, integration)
    assert (row["fault"], row["unread"]) == (None, 0)
    await platform.push(ctwing(FIRE), headers=TOKEN_HEADER)
    assert platform.kinds(gateway) == ["fault+", "fire+", "fault-"], "the same push again is no news"


async def test_the_next_push_that_can_be_read_ends_the_fault(platform: Platform) -> None:
    integration = await platform.integrate("ctwing", WRONG)
    gateway = await platform.register(integration, IMEI)
    for at in range(3):
        await platform.push(ctwing(FIRE, timestamp=1_767_225_600_000 + at), headers=TOKEN_HEADER)
    assert (await device(platform, integration))["unread"] == 3
    assert platform.kinds(gateway) == ["fault+"]
    await give_profile(platform, integration, RIGHT)
    await platform.push(ctwing(NORMAL, timestamp=1_767_225_700_000), headers=TOKEN_HEADER)
    assert platform.active() == set()
    assert (await device(platform, integration))["fault"] is None


async def test_a_proven_profile_may_find_nothing_in_a_push(platform: Platform) -> None:
    integration = await platform.integrate("ctwing", RIGHT)
    await platform.register(integration, IMEI)
    await platform.push(ctwing(NORMAL), headers=TOKEN_HEADER)
    nothing = ctwing(NORMAL) | {"payload": {"serviceData": {"SNR": 2}}}
    await platform.push(nothing, headers=TOKEN_HEADER)
    assert platform.letters() == []
    assert platform.active() == set()


async def test_a_letter_keeps_what_the_address_said_of_the_push(platform: Platform) -> None:
    integration = await platform.integrate("chirpstack", "ctwing-nb-smoke")
    gateway = await platform.register(integration, DEV_EUI)
    for body in (chirpstack(GS524N_SMOKE, "d1", 1), chirpstack(GS524N_NORMAL, "d2", 2)):
        await platform.push(body, headers=TOKEN_HEADER, query="?event=up")
    await give_profile(platform, integration, "milesight-gs524n")
    answer = await platform.http.post("/api/v1/dead-letters/replay", json={})
    assert answer.json()["stored"] == 2, answer.text
    assert platform.kinds(gateway) == ["fault+", "fire+", "fault-", "fire-"]


async def test_what_cannot_be_decrypted_is_told_again_with_the_right_key(platform: Platform) -> None:
    integration = await platform.integrate("onenet", "onenet-smoke")
    gateway = await platform.register(integration, IMEI)
    key = "AAlvB3jc2dlPq2nF"
    secret = onenet_push(encrypted(onenet_message(True), key))
    body = {name: value for name, value in secret.items() if name != "msg"} | {"enc_msg": secret["msg"]}
    assert (await platform.push(body)).status_code == 200
    [told] = (await platform.http.get("/api/v1/push-integrations")).json()["integrations"]
    assert "no key" in told["fault"]
    assert told["unread"] == 1
    [letter] = platform.letters()
    assert (letter.area, letter.gateway) == (AREA, None)
    assert await replay(platform, letter.id) == (422, "still-refused")
    assert await replay(platform, letter.id, payload_text=onenet_message(True)) == (200, "stored")
    assert platform.active() == {(gateway, "fire")}
    await platform.push(onenet_push(onenet_message(False, "2"), mark="m2"))
    [told] = (await platform.http.get("/api/v1/push-integrations")).json()["integrations"]
    assert (told["fault"], told["unread"]) == (None, 0)


async def test_letters_of_pushes_are_seen_and_told_again_within_a_scope_only(platform: Platform) -> None:
    integration = await platform.integrate("ctwing", WRONG)
    own = await platform.register(integration, IMEI)
    theirs = await platform.register(integration, "860000000000002", area="150203")
    for imei in (IMEI, "860000000000002"):
        await platform.push(ctwing(FIRE, imei=imei), headers=TOKEN_HEADER)
    local, elsewhere = Asker("王", areas=(AREA,)), Asker("李", areas=("1502",))
    [letter] = seen_by(platform, local)
    assert letter.gateway == own
    assert [row.gateway for row in seen_by(platform, elsewhere)] == [theirs]
    foreign = Repair(payload_text=seen_by(platform, elsewhere)[0].payload.decode())
    with platform.centre.database.read() as session:
        found = service.look(session, local, letter.id, foreign)
        with pytest.raises(ApiError) as refused:
            pushes.prepare(session, local, platform.centre.push, found)
        assert refused.value.detail.code == "outside-scope"
    assert {kind for _, kind in platform.active()} == {"fault"}


async def test_a_letter_of_a_device_that_nobody_registered_says_so(platform: Platform) -> None:
    integration = await platform.integrate("ctwing", WRONG)
    await platform.register(integration, IMEI)
    await platform.push(ctwing(FIRE), headers=TOKEN_HEADER)
    [letter] = platform.letters()
    other = letter.payload.decode().replace(IMEI, "860000000000009")
    assert await replay(platform, letter.id, payload_text=other) == (409, "no-device")


@pytest.mark.parametrize(
    "address",
    [
        Address("aep", "", ""),
        Address("aep", IMEI, ""),
        Address("aep", "a name/with slashes", "up"),
        Address("aep", "", "up"),
    ],
)
def test_a_topic_tells_what_its_letter_needs(address: Address) -> None:
    assert address_of(str(address)) == address


def test_a_topic_of_the_contract_is_no_push_s() -> None:
    assert address_of("sw/1/150102/gw/event") is None
