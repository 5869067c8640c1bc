"""Simplex 4100: captured frames, repetitions told once, a clock that must fit its weekday."""

from __future__ import annotations

import pytest

from telemetry import simplex4100
from telemetry.panel_line import FrameReceived, Heard
from tests.telemetry.panel_vectors import SIMPLEX_FIRE, SIMPLEX_TROUBLE, statements

SUPERVISION = bytes.fromhex("1C 30 05 17 7F 4A")
WARM_START = bytes.fromhex("1C 30 11 57 3A 20 57 41 52 4D 20 53 54 41 52 54 0D 0A 17 70 51")
#: Its panel said 17:65:55 on a 25th day of a 12th month.
IMPOSSIBLE_TIME = bytes.fromhex(
    "1C 30 1E 31 37 36 35 35 35 2D 37 32 35 31 32 33 38 20 50 33 33 20 54 31 2A 20 0D 0A 17 6B 7F"
)


def test_captured_frames_read_as_the_panel_meant_them() -> None:
    trouble = simplex4100.statement(simplex4100.parse(SIMPLEX_TROUBLE))
    assert (trouble.code, trouble.words, str(trouble.time)) == ("T1", "P33", "2017-07-06 17:42:16")
    assert simplex4100.describe(WARM_START)["kind"] == "operation"
    assert simplex4100.describe(SUPERVISION)["kind"] is None


def test_a_clock_that_no_calendar_knows_is_not_believed() -> None:
    assert simplex4100.statement(simplex4100.parse(IMPOSSIBLE_TIME)).time is None
    wrong_day = simplex4100.Frame(0x30, 0x1E, b"103005-2221126 M1-23-0 F1*\r\n")
    assert simplex4100.statement(wrong_day).time is None
    assert simplex4100.statement(wrong_day).evidence["clock_not_believed"] == "103005-2221126"
    right_day = simplex4100.Frame(0x30, 0x1E, b"103005-1221126 M1-23-0 F1*\r\n")
    assert str(simplex4100.statement(right_day).time) == "2026-11-22 10:30:05"


def test_supervision_is_acknowledged_at_once() -> None:
    line = simplex4100.Receiver()
    assert line.feed(SUPERVISION) == [Heard("supervision")]
    assert line.take_answer() == simplex4100.ACK


def test_a_repetition_is_told_again_until_it_was_accepted_and_then_acknowledged() -> None:
    line = simplex4100.Receiver()
    first = line.feed(SIMPLEX_FIRE)[0]
    again = line.feed(SIMPLEX_FIRE)[0]
    assert isinstance(first, FrameReceived)
    assert isinstance(again, FrameReceived)
    assert line.take_answer() == b""
    assert line.accept(again) == simplex4100.ACK
    assert line.feed(SIMPLEX_FIRE) == [Heard("repetition")]
    assert line.take_answer() == simplex4100.ACK


def test_a_frame_that_begins_inside_a_broken_one_is_found() -> None:
    line = simplex4100.Receiver()
    assert statements(line.feed(SIMPLEX_TROUBLE[:12] + SIMPLEX_FIRE))[0].code == "F1"
    assert line.noise == 12


@pytest.mark.parametrize(
    ("point", "address"),
    [("1:M1-23-0", "1-1-23-0"), ("M1-23-0", "1-23-0"), ("2-0-7", "2-0-7"), ("P209", None)],
)
def test_points_are_named_in_one_way(point: str, address: str | None) -> None:
    body = f"103005-1221126 {point} T1*\r\n".encode()
    assert simplex4100.statement(simplex4100.Frame(0x30, 0x1E, body)).address == address


def test_what_cannot_travel_is_not_encoded() -> None:
    with pytest.raises(ValueError, match="at most"):
        simplex4100.encode(simplex4100.Frame(0x30, 0x1E, b"\x17"))
