"""The live stream of fire risk: nobody hears of a score or a warning outside their scope."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from cloud.people.asker import Permission
from cloud.people.duties import Duty
from cloud.risk.scores import service
from cloud.risk.scores.keeping import Event
from tests.cloud.live.watching import Told, Watcher, watching
from tests.cloud.people.conftest import Open
from tests.cloud.risk.town import Town

ENOUGH = 4


def _scored(town: Town, owners: list[int]) -> None:
    """Everything of these organisations is scored anew, and each is warned."""
    for owner in owners:
        town.ordered(owner, f"hazard-{owner}-{town.now}", days=0)
    town.pass_days(2)
    town.write(
        lambda session: service.rescore(
            session, town.settings, {owner: list[Event]() for owner in owners}, "event", town.now
        )
    )
    town.run("risk-warnings")


async def _heard(watcher: Watcher, until: str) -> list[dict[str, Any]]:
    """Everything of risk until a warning has come, and whatever comes within a moment after it."""
    found: list[dict[str, Any]] = []

    async def listen() -> None:
        while True:
            told: Told = await watcher.next("risk", "risk-warning")
            found.append(told.data)

    async with asyncio.timeout(30):
        while not any(one.get("rule") == until for one in found):
            found.append((await watcher.next("risk", "risk-warning")).data)
    try:
        async with asyncio.timeout(1.0):
            await listen()
    except TimeoutError:
        pass
    return found


async def test_one_organisations_token_never_hears_of_the_others_score(open_house: Open) -> None:
    async with (
        open_house(process={"roles": ["pages"]}, live={"heartbeat_s": 0.2}) as house,
        AsyncExitStack() as open_,
    ):
        town = Town(house.centre.database, house.clock.now_ms())
        first, _ = await asyncio.to_thread(town.organisation, "150102-000001")
        other, _ = await asyncio.to_thread(town.organisation, "150102-000002")
        await asyncio.to_thread(town.run, "risk-night")
        watchers: dict[int, Watcher] = {}
        for owner in (first, other):
            token = await asyncio.to_thread(
                house.token, Permission.VIEW, Duty.SAFETY_MANAGER, (), (owner,), f"program-{owner}"
            )
            watchers[owner] = await open_.enter_async_context(
                watching(house.url, authorization=f"Bearer {token}")
            )
            await watchers[owner].next("tick")
        await asyncio.to_thread(_scored, town, [first, other])
        for owner, watcher in watchers.items():
            told = await _heard(watcher, "overdue-major")
            assert {one["organisation_id"] for one in told} == {owner}
            assert {"index" in one for one in told} == {True, False}, "the score, and the warning"
