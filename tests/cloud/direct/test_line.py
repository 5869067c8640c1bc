"""The line by which virtual gateways are stored, on either records store."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

import pytest
from sqlalchemy import select

from cloud.access.service import StoreUnavailable
from cloud.direct.batch import SpeechBatch
from cloud.direct.line import DirectLine, LineFull, NotStored
from cloud.direct.speech import Speech, Word
from cloud.events.tables import EventRow
from cloud.push import repository as pushes
from cloud.registry.tables import Part as PartRow
from cloud.transmission.quarantine import Quarantine, Strange
from cloud.transmission.settings import Gb26875Settings
from cloud.transmission.tables import TransmissionFrame, TransmissionSpeaker
from device_profiles.finding import ALL_STATES, Finding, Sample
from telemetry.gb26875.dialect import Command
from telemetry.gb26875.frame import Frame
from telemetry.messages import Label, Part, Quality
from tests.cloud.said import AREA, NOW
from tests.cloud.stores import Stores

FIRE = Finding(sets=frozenset({"fire"}), text="火警")
NORMAL = Finding(clears=ALL_STATES)


def part(name: str = "detector", place: str = "") -> Part:
    return Part(name, 128, 0, 128, 0, Label("烟感", "smoke alarm"), Label(place, place))


def speech(gateway: str, *findings: Finding, at: int = NOW, key: str = "", **more: object) -> Speech:
    words = tuple(Word(part(), finding) for finding in findings)
    return Speech(gateway, AREA, at, words, dedupe=key, **more)  # type: ignore[arg-type]


@contextlib.asynccontextmanager
async def running(line: DirectLine) -> AsyncIterator[DirectLine]:
    task = asyncio.create_task(line.run())
    try:
        yield line
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def told(stores: Stores, gateway: str) -> list[str]:
    with stores.database.read() as session:
        rows = session.scalars(select(EventRow).where(EventRow.gateway == gateway).order_by(EventRow.seq))
        return [f"{row.kind}{'+' if row.active else '-'}" for row in rows]


async def test_edges_are_told_against_the_registry_and_a_key_once(stores: Stores) -> None:
    async with running(DirectLine(stores.ingest.submit)) as line:
        await line.say(speech("nb-1", FIRE, key="a"))
        await line.say(speech("nb-1", FIRE, key="b"))
        await line.say(speech("nb-1", NORMAL, key="c"))
    async with running(DirectLine(stores.ingest.submit)) as line:
        await line.say(speech("nb-1", FIRE, key="a"))
    assert told(stores, "nb-1") == ["fire+", "fire-"]


async def test_a_reset_ends_what_every_part_of_the_gateway_held(stores: Stores) -> None:
    async with running(DirectLine(stores.ingest.submit)) as line:
        for name in ("a", "b"):
            await line.say(Speech("uitd-1", AREA, NOW, (Word(part(name), FIRE),)))
        await line.say(Speech("uitd-1", AREA, NOW + 1, (Word(part("gateway"), NORMAL, everywhere=True),)))
    assert told(stores, "uitd-1") == ["fire+", "fire+", "fire-", "fire-"]


async def test_doubt_lasts_beyond_a_restart_and_ends_with_something_known(stores: Stores) -> None:
    doubtful = Finding(doubts=("status = 77",))
    async with running(DirectLine(stores.ingest.submit)) as line:
        await line.say(speech("nb-2", doubtful))
    with stores.database.read() as session:
        assert session.get_one(PartRow, ("nb-2", "detector")).quality == Quality.UNCERTAIN
    async with running(DirectLine(stores.ingest.submit)) as line:
        await line.say(speech("nb-2", Finding(clears=frozenset({"fire"}))))
    assert told(stores, "nb-2") == ["supervisory+", "supervisory-"]


async def test_a_place_once_described_stays_when_a_report_does_not_say_it(stores: Stores) -> None:
    async with running(DirectLine(stores.ingest.submit)) as line:
        await line.say(Speech("uitd-2", AREA, NOW, (Word(part("a", "三层302室"), FIRE),)))
        value = Finding(samples=(Sample(3, 21.5),))
        await line.say(Speech("uitd-2", AREA, NOW + 1, (Word(part("a"), value), Word(part("a"), NORMAL))))
    with stores.database.read() as session:
        assert session.get_one(PartRow, ("uitd-2", "a")).place_zh == "三层302室"


async def test_when_the_store_takes_nothing_the_speech_fails_and_may_be_said_again(stores: Stores) -> None:
    faults = [StoreUnavailable("full")]

    def submit(said: Sequence[Speech], batch: SpeechBatch) -> object:
        if faults:
            raise faults.pop()
        return stores.ingest.submit(said, batch)

    async with running(DirectLine(submit)) as line:
        with pytest.raises(NotStored):
            await line.say(speech("nb-3", FIRE, key="a"))
        await line.say(speech("nb-3", FIRE, key="a"))
        assert line.fault is None
    assert told(stores, "nb-3") == ["fire+"]


async def test_one_that_makes_us_stumble_fails_alone(stores: Stores) -> None:
    broken = Speech("bad id!", AREA, NOW, (Word(part(), FIRE),))
    async with running(DirectLine(stores.ingest.submit)) as line:
        others = [line.say(speech(f"nb-{n}", FIRE)) for n in range(10, 13)]
        wrong = line.say(broken)
        await asyncio.gather(*others)
        await asyncio.wait({wrong})
    assert [told(stores, f"nb-{n}") for n in range(10, 13)] == [["fire+"]] * 3


async def test_a_full_line_takes_what_is_urgent_all_the_same(stores: Stores) -> None:
    line = DirectLine(stores.ingest.submit, limit=2)
    waiting = [line.say(speech(f"nb-{n}", NORMAL)) for n in range(2)]
    with pytest.raises(LineFull):
        line.say(speech("nb-9", NORMAL))
    waiting.append(line.say(speech("nb-9", FIRE, urgent=True)))
    async with running(line):
        await asyncio.gather(*waiting)
    assert told(stores, "nb-9") == ["fire+"]


async def test_strangers_and_pushes_of_unknown_devices_are_kept_bounded(stores: Stores) -> None:
    settings = Gb26875Settings(frames_kept=2, speakers_kept=2)
    quarantine = Quarantine(stores.database, settings)
    frame = Frame(1, Command.SEND, b"\x01\x00")
    batch = [
        Strange(f"{n:012x}", "127.0.0.1", "tcp", NOW + n, frame, fire=n == 0) for n in (0, 1, 2, 3, 3, 3, 3)
    ]
    quarantine._write(batch)
    with stores.database.read() as session:
        speakers = list(session.scalars(select(TransmissionSpeaker)))
        frames = list(session.scalars(select(TransmissionFrame)))
    assert {int(row.address, 16) for row in speakers} == {0, 3}
    assert len(frames) == 3
    with stores.database.write() as session:
        row = pushes.note_speaker(session, 1, "imei", NOW)
        row = pushes.note_speaker(session, 1, "imei", NOW + 1)
        for number in (1, 1, 2, 3):
            pushes.keep_payload(session, row.id, NOW, "", f"k{number}", b"{}")
        session.flush()
        assert pushes.trim_payloads(session, row.id, 2) == 1
        assert row.pushes == 2
        assert [kept.dedupe for kept in pushes.payloads(session, row.id)] == ["k2", "k3"]
