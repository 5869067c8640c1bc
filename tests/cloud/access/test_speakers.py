"""Who may speak over HTTP through a process that runs no lane and asks everybody who they are."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from broker_plugins.policy import Role
from cloud.alarms.tables import Alarm
from cloud.brokers.keeper import Keeper
from cloud.brokers.schemas import NewUser
from cloud.centre import Centre
from cloud.people.asker import Permission
from cloud.people.duties import Duty
from cloud.registry.tables import Gateway
from cloud.server import serving
from telemetry import encoding
from telemetry.messages import Event, Receipt, StoredRange, Stream
from tests.cloud.conftest import settings_for
from tests.cloud.people.conftest import MACHINE, House, MovableClock
from tests.cloud.said import AREA, GATEWAY, event, readings
from tests.services import find_or_skip, free_port

GUIDES = Path(__file__).parents[3] / "docs" / "guides"
OTHER, ORGANISATION = "gw-150102-0002", 17


class Door(NamedTuple):
    """A process of pages alone, and one gateway's password."""

    centre: Centre
    house: House
    url: str
    http: httpx.AsyncClient
    password: str

    async def say(
        self,
        said: Event,
        auth: tuple[str, str] | None = None,
        token: str | None = None,
        area: str = AREA,
    ) -> httpx.Response:
        headers = {"content-type": "application/json"}
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        return await self.http.post(
            f"/api/v1/ingest/{area}/{said.gateway}/{said.stream}",
            content=encoding.encode(said),
            headers=headers,
            auth=auth,
        )

    def alarms(self) -> list[str]:
        with self.centre.database.read() as session:
            return list(session.scalars(select(Alarm.gateway)))


def user(centre: Centre, name: str, role: Role = Role.GATEWAY, area: str | None = AREA) -> str:
    with centre.database.write() as session:
        _, secret = centre.brokers.make_user(session, MACHINE, NewUser(username=name, role=role, area=area))
    assert secret is not None
    centre.brokers.keeper.forget()
    return secret


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    clock = MovableClock()
    told = {
        "people": {"login": "required"},
        "process": {"roles": ["pages", "jobs"]},
        "supervision": {"every_s": 60.0},
    }
    async with serving(settings_for(tmp_path, free_port(), **told), clock) as (centre, at):
        url = f"http://{at}"
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as http:
            yield Door(centre, House(centre, url, clock), url, http, user(centre, GATEWAY))


async def test_a_gateway_speaks_for_itself_with_its_password_and_the_answer_is_its_receipt(
    door: Door,
) -> None:
    answer = await door.say(event(1), (GATEWAY, door.password))
    assert answer.status_code == 200, answer.text
    receipt = encoding.decode_downlink(f"sw/1/{AREA}/{GATEWAY}/receipt", answer.content)
    assert isinstance(receipt, Receipt)
    assert receipt.stored == [StoredRange(stream=Stream.EVENT, first=1, last=1)]
    assert door.alarms() == [GATEWAY]
    reading = await door.http.post(
        f"/api/v1/ingest/{AREA}/{GATEWAY}/reading",
        content=encoding.encode(readings(1, [1.0]), "msgpack"),
        headers={"content-type": "application/msgpack"},
        auth=(GATEWAY, door.password),
    )
    assert reading.status_code == 200


async def test_a_gateway_speaks_for_no_other_and_in_no_other_area(door: Door) -> None:
    mine = (GATEWAY, door.password)
    for said, area in ((event(1, gateway=OTHER), AREA), (event(1), "150103")):
        answer = await door.say(said, mine, area=area)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "not-theirs")
    bridge = user(door.centre, "bridge", Role.DETECTOR_BRIDGE, None)
    assert (await door.say(event(1), ("bridge", bridge))).status_code == 403
    assert door.alarms() == []


async def test_nobody_a_wrong_password_and_a_revoked_gateway_are_refused(door: Door) -> None:
    assert (await door.say(event(1))).status_code == 401
    assert (await door.say(event(1), (GATEWAY, "wrong"))).status_code == 401
    assert (await door.say(event(1), ("nobody", door.password))).status_code == 401
    headers = {"authorization": "Basic ?", "content-type": "application/json"}
    odd = await door.http.post(f"/api/v1/ingest/{AREA}/{GATEWAY}/event", content=b"{}", headers=headers)
    assert (odd.status_code, odd.json()["error"]["code"]) == (401, "bad-authorization")
    assert (await door.say(event(1), (GATEWAY, door.password))).status_code == 200
    with door.centre.database.write() as session:
        door.centre.brokers.revoke_user(session, MACHINE, GATEWAY)
    door.centre.brokers.keeper.forget()
    assert (await door.say(event(2), (GATEWAY, door.password))).status_code == 401


async def test_who_guesses_waits_and_the_gateway_itself_is_let_in_all_the_same(door: Door) -> None:
    assert (await door.say(event(1), (GATEWAY, door.password))).status_code == 200
    answers = [await door.say(event(2), (GATEWAY, f"guess {number}")) for number in range(21)]
    assert [answer.status_code for answer in answers] == [401] * 20 + [429]
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert (await door.say(event(2), (GATEWAY, door.password))).status_code == 200


async def test_while_nobody_can_tell_who_asks_the_gateway_is_told_to_come_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> object:
        raise OperationalError("select", {}, Exception("the records are away"))

    monkeypatch.setattr(Keeper, "_look_up", away)
    door.centre.brokers.keeper.forget()
    assert (await door.say(event(1), (GATEWAY, door.password))).status_code == 503
    monkeypatch.undo()
    assert (await door.say(event(1), (GATEWAY, door.password))).status_code == 200


async def test_a_platform_speaks_for_the_gateways_of_its_organisation_and_no_others(door: Door) -> None:
    for name in (GATEWAY, OTHER):
        secret = door.password if name == GATEWAY else user(door.centre, OTHER)
        assert (await door.say(event(1, gateway=name), (name, secret))).status_code == 200
    with door.centre.database.write() as session:
        session.execute(update(Gateway).where(Gateway.gateway == OTHER).values(organisation_id=ORGANISATION))
    token = door.house.token(Permission.SPEAK, Duty.PLATFORM_OPERATOR, [], [ORGANISATION])
    assert (await door.say(event(2, gateway=OTHER), token=token)).status_code == 200
    for said, area in ((event(2), AREA), (event(3, gateway=OTHER), "150103")):
        refused = await door.say(said, token=token, area=area)
        assert (refused.status_code, refused.json()["error"]["code"]) == (403, "not-theirs")
    viewer = door.house.token(Permission.VIEW, Duty.VIEWER, [], [ORGANISATION])
    looking = await door.say(event(3, gateway=OTHER), token=viewer)
    assert (looking.status_code, looking.json()["error"]["code"]) == (403, "not-permitted")
    seen = await door.http.get("/api/v1/alarms", headers={"authorization": f"Bearer {token}"})
    assert seen.status_code == 403


@pytest.mark.parametrize("language", ["", ".zh"])
async def test_what_the_guide_tells_gateways_to_do_is_answered_by_the_receipt(
    door: Door, tmp_path: Path, language: str
) -> None:
    find_or_skip("curl")
    guide = (GUIDES / f"uplink-over-http{language}.md").read_text(encoding="utf-8")
    make_user, say = re.findall(r"```sh\n(.+?)```", guide, re.DOTALL)
    token = door.house.token(Permission.OPERATE, Duty.SYSTEM_ADMINISTRATOR, ["15"], [])

    async def run(program: str, **given: str) -> bytes:
        """What the guide's lines print, with the words that it leaves open."""
        words = {"PATH": os.environ["PATH"], "CENTRE": door.url} | given
        done = await asyncio.to_thread(
            subprocess.run, ["sh", "-ec", program], cwd=tmp_path, env=words, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    made = json.loads(await run(make_user, TOKEN=token))
    door.centre.brokers.keeper.forget()
    receipt = encoding.decode_downlink(
        f"sw/1/{AREA}/{GATEWAY}/receipt", await run(say, PASSWORD=made["password"])
    )
    assert isinstance(receipt, Receipt)
    assert door.alarms() == [GATEWAY]
