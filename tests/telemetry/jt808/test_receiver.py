"""A stream of JT/T 808: the cutting never matters, damage costs one frame, nothing grows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from telemetry.jt808 import frame as framing
from telemetry.jt808.frame import MAX_BYTES, Message
from telemetry.jt808.receiver import Receiver, ReceiverEvent, Refused
from tests.telemetry.jt808.vectors import EXAMPLES, LOCATION

examples = st.lists(st.sampled_from(EXAMPLES), max_size=5)


def fed(data: bytes, cuts: list[int]) -> list[ReceiverEvent]:
    receiver, last = Receiver(), 0
    events: list[ReceiverEvent] = []
    for cut in [*sorted(cuts), len(data)]:
        events += receiver.feed(data[last:cut])
        last = max(last, cut)
        assert receiver.unfinished <= MAX_BYTES
    return events


@given(examples, st.lists(st.integers(0, 500), max_size=8), st.booleans())
def test_the_cutting_of_the_stream_never_matters(frames: list[bytes], cuts: list[int], shared: bool) -> None:
    stream = b"".join(frames)
    if shared:
        stream = stream.replace(b"\x7e\x7e", b"\x7e")  # one flag ends a frame and begins the next
    assert fed(stream, cuts) == [framing.parse(frame) for frame in frames]


@given(st.integers(1, len(LOCATION) - 2), st.integers(1, 255))
def test_a_damaged_byte_costs_one_frame(at: int, flip: int) -> None:
    damaged = bytearray(LOCATION)
    damaged[at] ^= flip
    events = fed(bytes(damaged) + LOCATION, [])
    assert [event for event in events if isinstance(event, Message)] == [framing.parse(LOCATION)]
    assert any(isinstance(event, Refused) for event in events)


@given(st.binary(max_size=6000), st.lists(st.integers(0, 6000), max_size=8))
def test_hostile_bytes_never_raise_and_a_frame_behind_them_is_found(data: bytes, cuts: list[int]) -> None:
    events = fed(data + LOCATION, cuts)
    assert events[-1] == framing.parse(LOCATION)


def test_bytes_before_the_first_flag_are_noise() -> None:
    receiver = Receiver()
    assert receiver.feed(b"\x01\x02\x03") == []
    assert receiver.feed(LOCATION) == [framing.parse(LOCATION)]
    assert receiver.noise == 3


def test_a_frame_without_an_end_is_not_kept() -> None:
    receiver = Receiver()
    for _ in range(1000):
        assert receiver.feed(b"\x01" * 500) == []
    receiver.feed(b"\x7e")
    for _ in range(1000):
        receiver.feed(b"\x01" * 500)
    assert receiver.unfinished <= MAX_BYTES
    assert receiver.noise > 900_000
