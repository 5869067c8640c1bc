"""JB-3208: the CRC's byte order, points and their places in row and cell codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry import jb3208
from telemetry.errors import FrameError
from telemetry.panel_line import FrameReceived, FrameRefused, Heard
from tests.telemetry.panel_vectors import JB_FAULTS, JB_FIRES, statements

RESTART = bytes.fromhex("FE 01 00 01 00 00 48 00 FF")


def test_captured_frames_read_as_the_panel_meant_them() -> None:
    fires = jb3208.statements(jb3208.parse(JB_FIRES))
    assert [(said.address, str(said.time)) for said in fires] == [
        ("1-3-30", "2010-01-20 14:57:00"),
        ("1-3-29", "2010-01-20 14:59:00"),
    ]
    faults = jb3208.statements(jb3208.parse(JB_FAULTS))
    assert [said.address for said in faults] == ["1-77-2", "1-5-86"]
    assert jb3208.describe(RESTART)["kind"] == "operation"


def test_the_byte_order_of_the_document_is_refused_with_the_reason() -> None:
    frame = bytearray(JB_FIRES)
    frame[-3], frame[-2] = frame[-2], frame[-3]
    with pytest.raises(FrameError, match="high byte first"):
        jb3208.parse(bytes(frame))


def test_a_frame_is_answered_with_code_100_once_it_is_stored() -> None:
    line = jb3208.Receiver()
    event = line.feed(JB_FIRES)[0]
    assert isinstance(event, FrameReceived)
    assert line.take_answer() == b""
    assert jb3208.parse(line.accept(event)) == jb3208.Frame(1, jb3208.POLL, b"\x00")


def test_a_poll_is_answered_at_once() -> None:
    line = jb3208.Receiver()
    assert line.feed(jb3208.encode(jb3208.Frame(3, jb3208.POLL, b"\x00"))) == [Heard("poll")]
    assert jb3208.parse(line.take_answer()).panel == 3


@given(st.text(alphabet="三层走廊感烟探测器东西南北风机房", max_size=10))
def test_a_place_survives_as_row_and_cell_codes(text: str) -> None:
    assert jb3208.row_cell_text(jb3208.to_row_cell(text)) == text


def test_codes_of_no_character_stay_visible() -> None:
    assert jb3208.row_cell_text(bytes((200, 200, 40, 93, 0xFF, 0xFF))).startswith("※")


@pytest.mark.parametrize(
    ("loop", "state"), [(74, "mains fault"), (76, "battery fault"), (78, "loop short circuit")]
)
def test_loops_that_are_no_loops_are_named(loop: int, state: str) -> None:
    point = bytes((1, loop, 1, 0, 0, 0, 8)) + bytes.fromhex("2611221030") + b"\xff" * 20
    said = jb3208.statements(jb3208.Frame(1, 111, b"\x01\x00" + point))[0]
    assert said.meaning is not None
    assert said.meaning.en == state


def test_a_body_that_is_not_what_its_count_says_is_told_and_does_not_block_the_panel() -> None:
    frame = jb3208.encode(jb3208.Frame(1, 110, b"\x02\x00" + bytes(32)))
    event = jb3208.Receiver().feed(frame)[0]
    assert isinstance(event, FrameReceived)
    assert event.answer
    meaning = event.statements[0].meaning
    assert meaning is not None
    assert (meaning.known, meaning.sets) == (False, frozenset())
    assert "2 points take 66" in meaning.en


def test_a_length_beyond_all_bounds_does_not_stop_the_line() -> None:
    line = jb3208.Receiver()
    events = line.feed(b"\xfe\x01\x6e\xff\xff" + RESTART)
    assert isinstance(events[0], FrameRefused)
    assert statements(events)


def test_digits_that_are_no_decimals_give_no_time() -> None:
    point = bytes((1, 3, 30, 0, 0, 5, 1)) + bytes.fromhex("FF11221030") + b"\xff" * 20
    assert jb3208.statements(jb3208.Frame(1, 110, b"\x01\x00" + point))[0].time is None


def test_what_looks_like_a_head_in_a_damaged_frame_does_not_keep_the_next_ones() -> None:
    """The check of this minute's frame holds FE, and with what follows it a length of 518 bytes."""
    place = jb3208.to_row_cell("四楼库房感烟探测器")
    point = bytes((1, 3, 17, 0, 0, 5, 1)) + bytes.fromhex("2402030240") + place
    frame = jb3208.encode(jb3208.Frame(1, 110, b"\x01\x00" + point))
    assert frame[39] == 0xFE
    line = jb3208.Receiver()
    line.feed(frame[:21] + bytes((frame[21] ^ 1,)) + frame[22:])
    for at in range(len(frame) - 1):
        assert not statements(line.feed(frame[at : at + 1]))
    assert [said.address for said in statements(line.feed(frame[-1:]))] == ["1-3-17"]
