"""What devices said before they were registered: taken in once they are, in order, and lost by nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from cloud.access.stored import StoreUnavailable
from cloud.direct.batch import SpeechBatch
from cloud.direct.line import DirectLine
from cloud.direct.speech import Speech
from cloud.errors import ApiError
from cloud.people.asker import LOCAL
from cloud.transmission import service
from cloud.transmission.kept import KeptFrames
from cloud.transmission.newcomers import TOGETHER, Newcomers
from cloud.transmission.quarantine import Quarantine, Strange
from cloud.transmission.roster import Device, Entry, Roster, device_of
from cloud.transmission.rows import entry_of
from cloud.transmission.schemas import AdoptIn, DeviceIn
from cloud.transmission.settings import Gb26875Settings
from cloud.transmission.tables import TransmissionFrame, TransmissionSpeaker
from cloud.transmission.wire import Peer
from runtime.clock import SystemClock
from telemetry.gb26875 import bodies
from telemetry.gb26875.frame import Frame
from tests.cloud.said import AREA, NOW
from tests.cloud.stores import Stores
from tests.cloud.transmission.centre import Site, component, gateway, label, serving, upload
from tests.services import until

FIRE, NORMAL = 0b11, 0b1
COLD = bodies.AnalogValue(1, 1, 31, b"\1\0\3\0", 3, -55, label())


def said(number: int, state: int, serial: int) -> Frame:
    return upload(number, 2, [component(state=state)], serial)


def edges(site: Site, number: int) -> list[str]:
    return [f"{row.kind}{'+' if row.active else '-'}" for row in site.events(gateway(number))]


def listed(stores: Stores) -> list[str]:
    with stores.database.read() as session:
        return list(session.scalars(select(TransmissionSpeaker.address)))


async def adopt(site: Site, area: str = AREA) -> Entry:
    with site.stores.database.write() as session:
        speaker = session.scalars(select(TransmissionSpeaker)).one()
        row = service.adopt(session, LOCAL, speaker, AdoptIn(area=area), NOW, 3.0)
        entry = entry_of(row)
    await site.server.refresh()
    return entry


class Stoppable:
    """Stores that may take nothing."""

    def __init__(self, line: DirectLine) -> None:
        self._submit = line._submit
        self.down = False
        line._submit = self

    def __call__(self, speeches: Sequence[Speech], batch: SpeechBatch) -> object:
        if self.down:
            raise StoreUnavailable("the disk is full")
        return self._submit(speeches, batch)


async def test_a_fire_that_was_confirmed_outlives_stores_that_are_down_and_comes_before_what_is_said_next(
    tmp_path: Path,
) -> None:
    async with serving(tmp_path) as site:
        stores = Stoppable(site.line)
        device = await site.device()
        device.send(said(777, FIRE, 1))
        await device.confirmed(1)
        stores.down = True
        entry = await adopt(site)
        taken = await site.server.kept.take_in(entry)
        assert (taken.replayed, taken.left, taken.stopped) == (0, 1, True)
        assert listed(site.stores)
        device.send(said(777, NORMAL, 2))
        await until(lambda: entry.id in site.server.devices)
        stores.down = False
        await device.confirmed(2)
        assert edges(site, 777) == ["fire+", "fire-"]
        assert listed(site.stores) == []
        device.close()


async def test_an_adoption_that_broke_off_goes_on(tmp_path: Path) -> None:
    async with serving(tmp_path) as site:
        device = await site.device()
        device.send(said(777, FIRE, 1), said(777, NORMAL, 2))
        await device.confirmed(2)
        first = await adopt(site)
        with pytest.raises(ApiError) as elsewhere:
            await adopt(site, "150103")
        assert elsewhere.value.status == 409
        again = await adopt(site)
        assert again == first
        both = await asyncio.gather(*(site.server.kept.take_in(again) for _ in range(2)))
        assert sorted(taken.replayed for taken in both) == [0, 2]
        assert edges(site, 777) == ["fire+", "fire-"]
        assert listed(site.stores) == []
        device.close()


async def test_readings_that_find_the_journal_full_hold_up_neither_fires_nor_get_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(tmp_path) as site:
        device = await site.device()
        site.stores.ingest._now = SystemClock().now_ms
        device.send(upload(777, 3, [COLD], 1), said(777, FIRE, 2))
        await device.confirmed(2)
        with monkeypatch.context() as full:
            full.setattr(type(site.stores.ingest.shipper), "full", True)
            entry = await adopt(site)
            taken = await site.server.kept.take_in(entry)
            assert (taken.replayed, taken.left, taken.stopped) == (1, 1, False)
            device.send(said(777, NORMAL, 3))
            await device.confirmed(3)
        assert (edges(site, 777), site.stores.count()) == (["fire+", "fire-"], 0)
        taken = await site.server.kept.take_in(entry)
        assert (taken.replayed, taken.left, site.stores.count()) == (1, 0, 1)
        assert edges(site, 777) == ["fire+", "fire-"]
        device.close()


def test_what_a_device_says_is_no_strangers_once_it_is_registered(stores: Stores) -> None:
    quarantine = Quarantine(stores.database, Gb26875Settings())
    told = DeviceIn.model_validate({"address": "881", "area": AREA})
    raw = service.packed_address(told)
    strange = [
        Strange(address.hex(), "10.0.0.1", "tcp", NOW, said(881, FIRE, 1), fire=True)
        for address in (raw, bytes(6))
    ]
    assert quarantine._write(strange) == set()
    with stores.database.write() as session:
        service.register(session, LOCAL, told, raw, "", NOW, 3.0)
    assert quarantine._write(strange) == {(raw.hex(), "10.0.0.1")}
    with stores.database.read() as session:
        assert len(session.scalars(select(TransmissionFrame)).all()) == 3


async def test_of_many_newcomers_those_that_may_tell_of_a_fire_go_first_and_none_waits_for_all(
    stores: Stores,
) -> None:
    taken: list[int] = []
    asked: list[int] = []

    def take(device: Device, frame: Frame, peer: Peer) -> None:
        taken.append(device.entry.id)

    class Counted(Newcomers):
        def _look_up(self, few: Sequence[Device]) -> object:  # type: ignore[override]
            asked.append(len(few))
            return super()._look_up(few)

    count = 2 * TOGETHER + 20
    with stores.database.write() as session:
        rows = [
            service.register(session, LOCAL, told, service.packed_address(told), "", NOW, 3.0)
            for told in (
                DeviceIn.model_validate({"address": str(number), "area": AREA})
                for number in range(1, count + 1)
            )
        ]
        entries = [entry_of(row) for row in rows]
    roster = Roster()
    roster.take(entries)
    kept = KeptFrames(stores.database, DirectLine(stores.ingest.submit), stores.ingest.store, roster.find)
    with ThreadPoolExecutor(1) as thread:
        newcomers = Counted(stores.database, SystemClock(), kept, take, thread)
        for number, entry in enumerate(entries, 1):
            device = device_of(entry, Gb26875Settings(), 0.0)
            newcomers.add(device)
            newcomers.waits(device, said(number, FIRE if number == count else NORMAL, 1), object())  # type: ignore[arg-type]
        task = asyncio.create_task(newcomers.run())
        await until(lambda: len(taken) == count)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert (taken[0], asked) == (entries[-1].id, [TOGETHER, TOGETHER, 20])
