"""What a server learns again of a gateway after a restart: the newest of what was stored of it."""

from __future__ import annotations

from cloud.access import submission
from cloud.direct import repository
from cloud.direct.line import DirectLine
from tests.cloud.direct.test_line import NORMAL, running, speech
from tests.cloud.stores import Stores


async def test_the_newest_keys_of_each_gateway_are_read_and_no_more(stores: Stores) -> None:
    async with running(DirectLine(stores.ingest.submit)) as line:
        for name in ("uitd-1", "uitd-2", "uitd-3"):
            await line.say(speech(name, NORMAL, key="first"))
    with stores.database.write() as session:
        submission.remember(session, [("uitd-1", f"key-{number}") for number in range(9)], 1_000)
    with stores.database.read() as session:
        found = repository.recent_keys(session, ["uitd-1", "uitd-2", "uitd-9"], each=3)
    assert found == {"uitd-1": ["key-6", "key-7", "key-8"], "uitd-2": ["first"]}
