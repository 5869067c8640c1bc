from __future__ import annotations

import asyncio

from cloud.access.examine import Identity
from cloud.access.receipts import TRIES, Receipts
from runtime.backoff import Backoff
from runtime.clock import SystemClock
from runtime.mqtt_line import LineDown
from telemetry import encoding, topics
from telemetry.messages import Receipt
from tests.cloud.said import event, topic_of
from tests.services import until

PLACE = topics.parse(topic_of(event(1)))


class Line:
    def __init__(self) -> None:
        self.sent: list[Receipt] = []
        self.topics: list[str] = []
        self.down = False
        self.came = asyncio.Event()

    async def publish(self, topic: str, payload: bytes) -> None:
        self.came.set()
        if self.down:
            raise LineDown("cut")
        receipt = encoding.decode_downlink(topic, payload)
        assert isinstance(receipt, Receipt)
        self.sent.append(receipt)
        self.topics.append(topic)


async def test_what_is_stored_together_is_receipted_in_ranges_under_the_gateways_own_prefix() -> None:
    line = Line()
    receipts = Receipts(line.publish, SystemClock())
    receipts.add([Identity(PLACE, seq) for seq in (3, 1, 2, 9)])
    task = asyncio.create_task(receipts.run())
    await asyncio.wait_for(line.came.wait(), 20)
    task.cancel()
    (receipt,) = line.sent
    assert [(held.first, held.last) for held in receipt.stored] == [(1, 3), (9, 9)]
    assert line.topics == ["sw/1/150102/gw-150102-0001/receipt"]


async def test_numbers_of_receipts_rise() -> None:
    line = Line()
    receipts = Receipts(line.publish, SystemClock())
    task = asyncio.create_task(receipts.run())
    for seq in range(1, 5):
        line.came.clear()
        receipts.add([Identity(PLACE, seq)])
        await asyncio.wait_for(line.came.wait(), 20)
    task.cancel()
    numbers = [receipt.seq for receipt in line.sent]
    assert numbers == sorted(set(numbers))


async def test_a_receipt_that_does_not_get_through_is_tried_again_with_what_came_meanwhile() -> None:
    line = Line()
    line.down = True
    receipts = Receipts(line.publish, SystemClock(), backoff=Backoff(0.01, limit_s=0.01))
    receipts.add([Identity(PLACE, 1)])
    task = asyncio.create_task(receipts.run())
    await until(lambda: receipts.failed >= 2)
    receipts.add([Identity(PLACE, 2), Identity(PLACE, 7)])
    tried = receipts.failed
    await until(lambda: receipts.failed >= tried + 2)  # one try may have been under way
    line.down = False
    await until(lambda: receipts.sent >= 1)
    task.cancel()
    (receipt,) = line.sent
    assert [(held.first, held.last) for held in receipt.stored] == [(1, 2), (7, 7)]


async def test_a_receipt_that_never_gets_through_is_given_up_and_the_next_one_is_not() -> None:
    line = Line()
    line.down = True
    receipts = Receipts(line.publish, SystemClock(), backoff=Backoff(0.001, limit_s=0.001))
    receipts.add([Identity(PLACE, 1)])
    task = asyncio.create_task(receipts.run())
    await until(lambda: receipts.failed == TRIES)
    await until(lambda: not receipts._pending and not receipts._tries)
    line.down = False
    receipts.add([Identity(PLACE, 2)])
    await until(lambda: receipts.sent == 1)
    task.cancel()
    assert receipts.failed == TRIES
    assert [(held.first, held.last) for held in line.sent[0].stored] == [(2, 2)]
