"""A stream of JT/T 808: the cutting never matters, damage costs one message."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from telemetry import jt808
from telemetry.jt808 import Message
from telemetry.jt808_receiver import Receiver, Refused
from tests.telemetry.test_jt808 import EXAMPLES, LOCATION

examples = st.lists(st.sampled_from(EXAMPLES), max_size=5)


def fed(data: bytes, cuts: list[int]) -> list[Message | Refused]:
    receiver, events, last = Receiver(), [], 0
    for cut in [*sorted(cuts), len(data)]:
        events += receiver.feed(data[last:cut])
        last = max(last, cut)
    return events


@given(examples, st.lists(st.integers(0, 500), max_size=8), st.booleans())
def test_the_cutting_of_the_stream_never_matters(frames: list[bytes], cuts: list[int], shared: bool) -> None:
    stream = b"".join(frames)
    if shared:
        stream = stream.replace(b"\x7e\x7e", b"\x7e")  # one flag ends a message and begins the next
    assert fed(stream, cuts) == [jt808.parse(frame) for frame in frames]


@given(st.integers(1, len(LOCATION) - 2), st.integers(1, 255))
def test_a_damaged_byte_costs_one_message(at: int, flip: int) -> None:
    damaged = bytearray(LOCATION)
    damaged[at] ^= flip
    events = fed(bytes(damaged) + LOCATION, [])
    assert [event for event in events if isinstance(event, Message)] == [jt808.parse(LOCATION)]
    assert any(isinstance(event, Refused) for event in events)


@given(st.binary(max_size=6000), st.lists(st.integers(0, 6000), max_size=8))
def test_hostile_bytes_never_raise_and_a_message_behind_them_is_found(data: bytes, cuts: list[int]) -> None:
    events = fed(data + LOCATION, cuts)
    assert events[-1] == jt808.parse(LOCATION)


def test_bytes_before_the_first_flag_are_noise() -> None:
    receiver = Receiver()
    assert receiver.feed(b"\x01\x02\x03") == []
    assert receiver.feed(LOCATION) == [jt808.parse(LOCATION)]
    assert receiver.noise == 3
