"""FS5101W: captured events, polls answered at once, bytes nobody understands kept."""

from __future__ import annotations

import pytest

from telemetry import fs5101w
from telemetry.errors import FrameError
from telemetry.panel_line import Heard
from tests.telemetry.panel_vectors import FS_FIRE, statements

BATTERY = bytes.fromhex("F0 00 14 A5 C2 05 09 01 81 11 09 0F 0F 1D 0A 00 00 01 00 00 00 00 00 51 B2")


def test_captured_events_read_as_the_panel_meant_them() -> None:
    fire = fs5101w.statement(fs5101w.parse(FS_FIRE))
    assert (fire.address, str(fire.time)) == ("129-1-1", "2017-09-18 14:10:03")
    assert fire.evidence["payload"] == "01 01 02 01 00 01"
    battery = fs5101w.statement(fs5101w.parse(BATTERY))
    assert battery.address is None
    assert battery.meaning is not None
    assert battery.meaning.sets == {"power-fault"}


def test_a_poll_is_answered_at_once_as_the_station_it_asked() -> None:
    line = fs5101w.Receiver()
    assert line.feed(fs5101w.encode(fs5101w.Frame(7, bytes((fs5101w.POLL,))))) == [Heard("poll")]
    assert fs5101w.parse(line.take_answer()) == fs5101w.Frame(7, bytes((fs5101w.POLL, 0, 0)))


def test_an_unknown_command_is_shown_with_its_bytes() -> None:
    said = statements(fs5101w.Receiver().feed(bytes.fromhex("F0 00 01 AC 47 57")))[0]
    assert said.meaning is not None
    assert not said.meaning.known


def test_an_event_too_short_for_its_fields_is_told_as_not_understood() -> None:
    frame = fs5101w.encode(fs5101w.Frame(0, b"\xa5\xc2\x01"))
    meaning = statements(fs5101w.Receiver().feed(frame))[0].meaning
    assert meaning is not None
    assert not meaning.known
    assert "at least 14" in meaning.en
    with pytest.raises(FrameError, match="at least 14"):
        fs5101w.describe(frame)


@pytest.mark.parametrize("frame", [b"", b"\xf0\x00\x00\x00\x00", bytes.fromhex("F0 00 01 A1 96 FB")])
def test_a_bad_frame_is_refused(frame: bytes) -> None:
    with pytest.raises(FrameError):
        fs5101w.parse(frame)
