from __future__ import annotations

import asyncio
import json
import os
from argparse import Namespace
from collections import deque

from benchmarks.ingest import processes
from benchmarks.ingest.bare import examine_us
from benchmarks.ingest.closed_loop import ClosedLoop, make_speakers
from cloud.access.examine import Accepted, Arrival, examine

OPTIONS = Namespace(messages=0, rate=0.0, resend=10.0, window=2)


def test_every_message_is_valid_and_no_two_values_of_a_series_have_one_time() -> None:
    [speaker, other] = make_speakers("load", 2, "reading", 5)
    now = 1_790_000_000_000
    seen = set()
    for seq in range(1, 9):
        for one in (speaker, other):
            topic, payload = one.message(seq, now)
            found = examine(Arrival(topic.decode(), payload, now))
            assert isinstance(found, Accepted)
            assert found.message.seq == seq
            read = json.loads(payload)
            seen |= {(one.name, part, ts) for part, ts in zip(read["part"], read["ts"], strict=True)}
    assert len(seen) == 2 * 8 * 5


def test_a_message_sent_again_is_the_same_byte_for_byte() -> None:
    [speaker] = make_speakers("load", 1, "reading", 3)
    assert speaker.message(7, 1_000_000_000_000) == speaker.message(7, 1_000_000_000_000)


def test_a_receipt_opens_the_window_and_a_second_one_does_not() -> None:
    [speaker] = make_speakers("load", 1, "reading", 1)
    loop = ClosedLoop([speaker], OPTIONS)
    room, wake = deque([speaker, speaker]), asyncio.Event()
    assert len(loop._next(room, 0.0)) == 2
    assert not room
    receipt = {"gateway": speaker.name, "stored": [{"stream": "reading", "first": 1, "last": 1}]}
    for _ in range(2):
        loop._receipt(json.dumps(receipt).encode(), room, wake)
    assert len(room) == 1
    assert loop.told()["unreceipted"] == [(speaker.name, 2)]


def test_what_has_no_receipt_in_time_is_sent_again() -> None:
    [speaker] = make_speakers("load", 1, "reading", 1)
    loop = ClosedLoop([speaker], OPTIONS)
    first = loop._next(deque([speaker]), 0.0)
    assert loop._overdue([speaker], 9.9) == []
    assert loop._overdue([speaker], 10.1) == first
    assert loop._overdue([speaker], 10.2) == []


def test_our_own_messages_are_valid_at_the_centre() -> None:
    assert examine_us(make_speakers("load", 3, "reading", 20), messages=30) > 0


def test_this_process_uses_time_and_memory() -> None:
    assert processes.lives(os.getpid())
    assert processes.cpu_s(os.getpid()) > 0
    assert processes.rss_mb(os.getpid()) > processes.own_mb(os.getpid()) > 0
    assert processes.cpu_s(2**22) == 0
