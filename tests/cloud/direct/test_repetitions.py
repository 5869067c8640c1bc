"""What is said again, at another time or by another process: it is news once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from cloud.access.submission import Told
from cloud.direct.batch import SpeechBatch
from cloud.direct.line import DirectLine, NotStored
from cloud.direct.speech import Speech
from device_profiles.finding import Finding, Sample
from tests.cloud.direct.test_line import FIRE, NORMAL, running, speech, told
from tests.cloud.said import NOW
from tests.cloud.stores import Stores

#: A fire, with a value that was measured.
HOT = replace(FIRE, samples=(Sample(3, 85.0),))


async def test_a_push_that_was_no_news_is_none_when_it_comes_again(stores: Stores) -> None:
    async with running(DirectLine(stores.ingest.submit)) as line:
        await line.say(speech("nb-1", FIRE, key="a"))
        await line.say(speech("nb-1", FIRE, key="b", at=NOW + 1))
        await line.say(speech("nb-1", NORMAL, key="c", at=NOW + 2))
        await line.say(speech("nb-1", FIRE, key="b", at=NOW + 3))
    assert told(stores, "nb-1") == ["fire+", "fire-"]


async def test_a_repetition_hides_no_news_of_the_same_batch(stores: Stores) -> None:
    async with running(DirectLine(stores.ingest.submit)) as line:
        await line.say(speech("nb-1", FIRE, key="a"))
        await line.say(speech("nb-1", NORMAL, key="b", at=NOW + 1))
    line = DirectLine(stores.ingest.submit)
    together = [
        line.say(speech("nb-1", finding, key=key, at=NOW + 2))
        for finding, key in ((FIRE, "a"), (FIRE, "c"), (NORMAL, "d"), (NORMAL, "d"))
    ]
    async with running(line):
        await asyncio.gather(*together)
    assert told(stores, "nb-1") == ["fire+", "fire-", "fire+", "fire-"]


async def test_readings_that_found_the_journal_full_are_taken_when_they_come_again(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(DirectLine(stores.ingest.submit)) as line:
        with monkeypatch.context() as full:
            full.setattr(type(stores.ingest.shipper), "full", True)
            for _ in range(2):
                with pytest.raises(NotStored, match="journal"):
                    await line.say(speech("nb-1", HOT, key="a"))
            await line.say(speech("nb-1", NORMAL, key="b", at=NOW + 1))
        assert (told(stores, "nb-1"), stores.count()) == (["fire+", "fire-"], 0)
        for _ in range(2):
            await line.say(speech("nb-1", HOT, key="a", at=NOW + 2))
    assert (told(stores, "nb-1"), stores.count()) == (["fire+", "fire-"], 1)


def test_of_two_processes_the_second_tells_against_what_the_first_has_stored(stores: Stores) -> None:
    def fire(session: Session, some: Sequence[Speech], /, *, measured: bool) -> Told:
        found = SpeechBatch({})(session, some, measured=measured)
        second.start()
        # It comes to nothing before this one is committed: a moment in which it would, if it could.
        assert not read.wait(0.3)
        return found

    def normal(session: Session, some: Sequence[Speech], /, *, measured: bool) -> Told:
        read.set()
        return SpeechBatch({})(session, some, measured=measured)

    def process(finding: Finding, tell: Callable[..., Told]) -> threading.Thread:
        said = [speech("nb-1", finding, at=NOW + (finding is NORMAL))]
        return threading.Thread(target=stores.ingest.submit, args=(said, tell))

    read = threading.Event()
    first, second = process(FIRE, fire), process(NORMAL, normal)
    first.start()
    first.join()
    second.join()
    assert told(stores, "nb-1") == ["fire+", "fire-"]
