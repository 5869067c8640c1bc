"""What was pushed for devices before they were registered: taken in once they are, in order, and not lost."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select

from cloud.access.stored import StoreUnavailable
from cloud.dead_letters.tables import DeadLetter
from cloud.direct.batch import SpeechBatch
from cloud.direct.line import DirectLine
from cloud.direct.speech import Speech
from cloud.errors import ApiError
from cloud.people.asker import LOCAL
from cloud.push import repository, service
from cloud.push.desk import Asked, PushDesk
from cloud.push.kept import TryAgain
from cloud.push.schemas import IntegrationIn, PushedChange
from cloud.push.settings import PushSettings
from cloud.push.tables import PushDevice, PushIntegration, PushPayload, PushSpeaker
from runtime.clock import SystemClock
from tests.cloud.direct.test_line import running, told
from tests.cloud.push.platforms import IMEI, TOKEN, ctwing
from tests.cloud.said import AREA, NOW
from tests.cloud.stores import Stores

PROFILE = "ctwing-nb-smoke"
FIRE, NORMAL = 1, 7


class Site(NamedTuple):
    """A desk whose stores may take nothing."""

    stores: Stores
    desk: PushDesk
    integration: PushIntegration
    down: asyncio.Event

    async def push(self, status: int, at: int = 0) -> None:
        body = json.dumps(ctwing(status, timestamp=1_767_225_600_000 + at)).encode()
        await self.desk.receive("aep", Asked({"x-steppewatch-token": TOKEN}, {}), body)

    async def adopt(self, **more: Any) -> PushDevice:
        change = PushedChange.model_validate({"area": AREA, "profile": PROFILE} | more)
        with self.stores.database.write() as session:
            return service.adopt(session, LOCAL, self.integration, IMEI, change, self.desk.readers, NOW)

    def kinds(self) -> list[str]:
        return told(self.stores, f"nb-{IMEI}")

    def kept(self) -> tuple[int, int]:
        """How many devices are listed, and how many pushes are kept."""
        with self.stores.database.read() as session:
            return len(session.scalars(select(PushSpeaker)).all()), len(
                session.scalars(select(PushPayload)).all()
            )


@pytest.fixture
async def site(stores: Stores) -> AsyncIterator[Site]:
    down = asyncio.Event()

    def submit(speeches: Sequence[Speech], batch: SpeechBatch) -> object:
        if down.is_set():
            raise StoreUnavailable("the disk is full")
        return stores.ingest.submit(speeches, batch)

    async with running(DirectLine(submit)) as line:
        desk = PushDesk(PushSettings(), stores.database, line, stores.ingest.store, SystemClock())
        with stores.database.write() as session:
            told = IntegrationIn.model_validate(
                {"name": "aep", "kind": "ctwing", "area": AREA, "secret": TOKEN}
            )
            integration, _ = service.create(
                session, LOCAL, told, desk.folder, desk.readers, desk.settings, NOW
            )
        yield Site(stores, desk, integration, down)


async def test_what_was_acknowledged_outlives_stores_that_are_down_and_comes_before_the_next_push(
    site: Site,
) -> None:
    await site.push(FIRE)
    await site.push(5, at=1)
    site.down.set()
    device = await site.adopt()
    taken = await site.desk.kept.take_in(site.integration, device)
    assert (taken.replayed, taken.left, taken.stopped) == (0, 2, True)
    assert site.kept() == (1, 2)
    with pytest.raises(TryAgain):
        await site.push(NORMAL, at=2)
    site.down.clear()
    await site.push(NORMAL, at=2)
    assert site.kinds() == ["fire+", "fault+", "fire-", "fault-"]
    assert site.kept() == (0, 0)


async def test_an_adoption_that_broke_off_goes_on(site: Site) -> None:
    await site.push(FIRE)
    first = await site.adopt()
    with pytest.raises(ApiError) as elsewhere:
        await site.adopt(area="150103")
    assert elsewhere.value.status == 409
    again = await site.adopt()
    assert again.id == first.id
    both = await asyncio.gather(*(site.desk.kept.take_in(site.integration, again) for _ in range(2)))
    assert sorted(taken.replayed for taken in both) == [0, 1]
    assert (site.kinds(), site.kept()) == (["fire+"], (0, 0))


async def test_a_device_that_says_the_same_before_and_after_is_heard_once(site: Site) -> None:
    await site.push(FIRE)
    await site.adopt()
    await site.push(FIRE)
    await site.push(NORMAL, at=1)
    await site.push(FIRE)
    assert (site.kinds(), site.kept()) == (["fire+", "fire-"], (0, 0))


async def test_readings_that_find_the_journal_full_hold_up_no_fire_and_are_taken_later(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.push(NORMAL)
    device = await site.adopt()
    with monkeypatch.context() as full:
        full.setattr(type(site.stores.ingest.shipper), "full", True)
        taken = await site.desk.kept.take_in(site.integration, device)
        assert (taken.replayed, taken.left, taken.stopped) == (0, 1, False)
        with pytest.raises(TryAgain, match="journal"):
            await site.push(FIRE, at=1)
    assert site.kinds() == ["fire+"]
    await site.push(FIRE, at=1)
    assert (site.kinds(), site.kept()) == (["fire+"], (0, 0))


async def test_a_kept_push_that_makes_us_stumble_is_put_away_and_holds_up_nothing(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.push(FIRE)
    device = await site.adopt()

    def stumble(*_: object) -> object:
        raise RuntimeError("our own mistake")

    with monkeypatch.context() as broken:
        broken.setattr("cloud.push.kept.take_apart", stumble)
        taken = await site.desk.kept.take_in(site.integration, device)
    assert (taken.replayed, taken.unreadable, taken.left) == (0, 1, 0)
    await site.push(NORMAL, at=1)
    assert site.kept() == (0, 0)
    with site.stores.database.read() as session:
        reasons = list(session.scalars(select(DeadLetter.reason)))
        assert sum("our own mistake" in reason for reason in reasons) == 1
        assert repository.speaker_at(session, site.integration.id, IMEI) is None
