"""The stream: split, merged, damaged and hostile bytes; framing goes by length."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.gb26875 import adu as units
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.bodies import UitdConfiguration
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.receiver import Receiver, Refused, datagram
from tests.telemetry.gb26875.vectors import DAMAGED, FRAMES

HEARTBEAT = FRAMES["C15"]
FIRE = FRAMES["A1"]
#: A text that holds the picture of a whole fire frame, markers and all.
PICTURE = framing.encode(Frame(7, 2, units.encode(26, [UitdConfiguration(FIRE + b"@@##")])))


def frames_of(events: list[Frame | Refused]) -> list[Frame]:
    return [event for event in events if isinstance(event, Frame)]


def fed(data: bytes, cuts: list[int]) -> tuple[list[Frame | Refused], int]:
    receiver = Receiver()
    events, last = [], 0
    for cut in [*sorted(cuts), len(data)]:
        events += receiver.feed(data[last:cut])
        last = cut
    events += receiver.give_up()
    return events, receiver.noise


@given(st.lists(st.sampled_from(sorted(FRAMES)), max_size=6), st.data())
def test_the_cutting_of_the_stream_never_matters(names: list[str], data: st.DataObject) -> None:
    stream = b"".join(FRAMES[name] for name in names)
    cuts = data.draw(st.lists(st.integers(0, len(stream)), max_size=8))
    events, noise = fed(stream, cuts)
    assert [framing.encode(event) for event in frames_of(events)] == [FRAMES[name] for name in names]
    assert noise == 0


@given(st.binary(max_size=3000), st.lists(st.integers(0, 3000), max_size=8))
def test_hostile_bytes_never_raise_and_never_fill_the_buffer(data: bytes, cuts: list[int]) -> None:
    receiver, last = Receiver(), 0
    for cut in [*sorted(cuts), len(data)]:
        receiver.feed(data[last:cut])
        last = max(last, cut)
        assert receiver.unfinished <= 1054
    receiver.give_up()
    assert receiver.unfinished == 0


@given(st.binary(max_size=200), st.sampled_from([FIRE, HEARTBEAT]))
def test_a_frame_behind_noise_is_found(noise: bytes, frame: bytes) -> None:
    receiver = Receiver()
    events = receiver.feed(noise) + receiver.give_up() + receiver.feed(frame)
    assert framing.parse(frame) in frames_of(events)


@pytest.mark.parametrize("name", ["A1", "C1", "C2", "C5", "D3"])
def test_one_flipped_byte_in_a_stream_never_makes_a_fire_and_costs_one_frame(name: str) -> None:
    dice = random.Random(26875)
    frame = FRAMES[name]
    for at in range(len(frame)):
        for flip in (0x01, 0x80, 0xFF, dice.randrange(1, 256)):
            damaged = bytearray(frame)
            damaged[at] ^= flip
            events, _ = fed(bytes(damaged) + HEARTBEAT, [])
            assert [framing.encode(read) for read in frames_of(events)] == [HEARTBEAT], (at, flip)


def test_markers_inside_the_unit_do_not_end_or_begin_a_frame() -> None:
    assert [framing.encode(event) for event in frames_of(fed(PICTURE * 2, [40, 90])[0])] == [PICTURE] * 2


@pytest.mark.parametrize("at", [-3, -1])
def test_a_picture_of_a_fire_inside_a_damaged_text_is_not_a_fire(at: int) -> None:
    damaged = bytearray(PICTURE)
    damaged[at] ^= 0x20
    events, _ = fed(bytes(damaged) + HEARTBEAT, [])
    assert [framing.encode(read) for read in frames_of(events)] == [HEARTBEAT]


def test_a_refusal_names_the_byte_and_carries_the_header_to_be_denied() -> None:
    (event,) = Receiver().feed(DAMAGED["D2"])
    assert isinstance(event, Refused)
    assert "byte 28: checksum is 30, computed 32" in event.reason
    assert event.header is not None
    assert event.header.serial == 0x69


def test_a_length_above_the_limit_is_refused_without_waiting_for_it() -> None:
    head = bytearray(FIRE[:27])
    head[24:26] = b"\x01\x04"
    (refused,) = Receiver().feed(bytes(head))
    assert isinstance(refused, Refused)
    assert "1025; at most 1024" in refused.reason


def test_a_frame_that_stops_half_way_holds_nothing_up_for_ever() -> None:
    receiver = Receiver()
    assert receiver.feed(FIRE[:40]) == []
    (refused,) = receiver.give_up()
    assert isinstance(refused, Refused)
    assert "then silence" in refused.reason
    assert frames_of(receiver.feed(HEARTBEAT))


def test_a_datagram_stands_alone() -> None:
    assert len(frames_of(datagram(FIRE + HEARTBEAT))) == 2
    assert isinstance(datagram(FIRE[:-1])[0], Refused)
