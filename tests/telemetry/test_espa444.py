"""ESPA 4.4.4: what goes over the line comes out whole, and damage never becomes a message."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry import espa444
from telemetry.errors import FrameError
from telemetry.espa444 import ACK, ENQ, EOT, NAK, Block, BlockReceived, BlockRefused, Ended, Record, Selected

FIRE = Block(1, (Record(1, b"301"), Record(2, b"FIRE ZONE 03 DET 017"), Record(4, b"3"), Record(6, b"1")))
#: Written out by hand from the protocol's rules; the check character was computed apart from the code.
FIRE_HEX = (
    "01 31 02 31 1F 33 30 31 1E 32 1F 46 49 52 45 20 5A 4F 4E 45 20 30 33 20 44 45 54 20 30 31 37"
    " 1E 34 1F 33 1E 36 1F 31 03 79"
)

records = st.lists(
    st.builds(
        Record, st.integers(0, 9), st.binary(max_size=40).map(lambda d: bytes(b for b in d if b >= 0x20))
    ),
    min_size=1,
    max_size=6,
)
blocks = st.builds(Block, st.integers(0, 9), records.map(tuple))


def selected() -> espa444.Receiver:
    receiver = espa444.Receiver()
    receiver.feed(espa444.select("1", "2"))
    receiver.take_answer()
    return receiver


def test_a_known_block_reads_as_written() -> None:
    assert espa444.parse_block(bytes.fromhex(FIRE_HEX)) == FIRE
    assert espa444.encode_block(FIRE) == bytes.fromhex(FIRE_HEX)


@given(blocks)
def test_every_block_survives_the_line(block: Block) -> None:
    assert espa444.parse_block(espa444.encode_block(block)) == block


@given(blocks, st.data())
def test_one_flipped_byte_is_never_accepted_by_the_receiver(block: Block, data: st.DataObject) -> None:
    frame = bytearray(espa444.encode_block(block))
    at = data.draw(st.integers(0, len(frame) - 1))
    frame[at] ^= data.draw(st.integers(1, 255))
    received = [e for e in selected().feed(bytes(frame)) if isinstance(e, BlockReceived)]
    assert received == []


@given(blocks, st.integers(1, 7))
def test_a_block_in_pieces_is_the_same_block(block: Block, size: int) -> None:
    frame = espa444.encode_block(block)
    receiver = selected()
    events = [e for i in range(0, len(frame), size) for e in receiver.feed(frame[i : i + size])]
    assert [e.block for e in events if isinstance(e, BlockReceived)] == [block]


@given(st.binary(max_size=2000))
def test_hostile_bytes_never_raise_and_never_hold_more_than_a_block(noise: bytes) -> None:
    receiver = selected()
    receiver.feed(noise)
    assert len(receiver._frame) <= espa444.MAX_BLOCK_BYTES + 1


def test_selection_is_acknowledged() -> None:
    receiver = espa444.Receiver()
    assert receiver.feed(bytes((0x31, ENQ, 0x32, ENQ))) == [Selected("1")]
    assert receiver.take_answer() == bytes((ACK,))
    assert receiver.take_answer() == b""


def test_another_stations_selection_is_left_alone() -> None:
    receiver = espa444.Receiver()
    assert receiver.feed(espa444.select("1", "5")) == []
    assert receiver.take_answer() == b""


def test_selection_is_found_after_noise() -> None:
    receiver = espa444.Receiver()
    assert receiver.feed(b"\x7f\x00\x1f" + espa444.select("1", "2")) == [Selected("1")]
    assert receiver.noise == 3


def test_nothing_is_acknowledged_before_the_owner_says_so() -> None:
    receiver = selected()
    receiver.feed(espa444.encode_block(FIRE))
    assert receiver.take_answer() == b""
    assert receiver.accept() == bytes((ACK,))
    assert receiver.accept() == b"", "a verdict is given once"


def test_a_block_can_be_refused_and_sent_again() -> None:
    receiver = selected()
    frame = espa444.encode_block(FIRE)
    receiver.feed(frame)
    assert receiver.refuse() == bytes((NAK,))
    assert isinstance(receiver.feed(frame)[0], BlockReceived)


def test_a_late_verdict_answers_nothing_once_the_panel_has_given_up() -> None:
    receiver = selected()
    receiver.feed(espa444.encode_block(FIRE))
    assert receiver.feed(bytes((EOT,))) == [Ended()]
    assert receiver.accept() == b""


def test_a_repeated_block_replaces_the_one_still_unanswered() -> None:
    receiver = selected()
    frame = espa444.encode_block(FIRE)
    receiver.feed(frame)
    assert isinstance(receiver.feed(frame)[0], BlockReceived)
    assert receiver.accept() == bytes((ACK,))


def test_a_damaged_block_is_refused_with_its_reason() -> None:
    frame = bytearray(espa444.encode_block(FIRE))
    frame[-1] ^= 0x40
    receiver = selected()
    event = receiver.feed(bytes(frame))[0]
    assert isinstance(event, BlockRefused)
    assert "check character" in event.reason
    assert receiver.take_answer() == bytes((NAK,))


def test_an_endless_block_is_cut_off() -> None:
    receiver = selected()
    events = receiver.feed(b"\x01" + b"A" * 600)
    assert any(isinstance(e, BlockRefused) and "no end" in e.reason for e in events)


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (b"", "at least 5"),
        (b"\x02\x31\x02\x03\x00", "not SOH"),
        (b"\x01\x31\x02\x04\x00", "not ETX"),
        (b"\x01" + b"A" * 600, "at most 512"),
    ],
)
def test_a_bad_frame_says_what_is_wrong(frame: bytes, reason: str) -> None:
    with pytest.raises(FrameError, match=reason):
        espa444.parse_block(frame)


@pytest.mark.parametrize(
    "block",
    [
        Block(11, ()),
        Block(1, (Record(12, b""),)),
        Block(1, (Record(2, b"a\x03b"),)),
        Block(1, (Record(2, b"x" * 600),)),
    ],
)
def test_what_cannot_travel_is_not_encoded(block: Block) -> None:
    with pytest.raises(ValueError, match=r"digit|control|at most"):
        espa444.encode_block(block)


def test_the_command_prints_one_json_object() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "telemetry.espa444", *FIRE_HEX.split()],
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    assert (said["text"], said["address"]) == ("FIRE ZONE 03 DET 017", "301")


def test_the_command_refuses_a_bad_frame_with_a_reason() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "telemetry.espa444", FIRE_HEX[:-2] + "00"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "check character" in done.stderr
    assert done.stdout == ""


def test_a_reset_call_is_told_apart() -> None:
    reset = Block(1, (Record(1, b"301"), Record(4, b"1")))
    assert espa444.describe(espa444.encode_block(reset))["kind"] == "reset"


@pytest.mark.parametrize(("parity", "ones"), [("even", 0), ("odd", 1)])
def test_a_line_of_seven_bits_that_is_read_with_eight_says_so(parity: str, ones: int) -> None:
    left = bytes(
        byte | (0x80 if byte.bit_count() % 2 != ones else 0)
        for byte in bytes.fromhex(FIRE_HEX.replace(" ", ""))
    )
    with pytest.raises(FrameError, match=f"7 bits, {parity} parity"):
        espa444.parse_block(left)
