"""GST lines: the dialogue of the CRT port, and the bus that says everything three times."""

from __future__ import annotations

from telemetry import gst
from telemetry.gst_receivers import ADDRESS, ASK, TAKEN, BusReceiver, CrtReceiver
from telemetry.panel_line import FrameReceived, FrameRefused, Heard
from tests.telemetry.panel_vectors import GST_BUS_FIRE, fires, statements

FIRE = bytes.fromhex("0D DD 00 10 04 03 01 18 BB")
IDLE = bytes.fromhex("F0 F0 BB")
RESET = bytes.fromhex("AA 04 55 55 55 55 02")


def test_the_dialogue_of_the_crt_port() -> None:
    line = CrtReceiver()
    assert line.poll() == ADDRESS
    assert line.feed(b"\x01") == [Heard("present")]
    assert line.take_answer() == ASK
    event = line.feed(FIRE)[0]
    assert isinstance(event, FrameReceived)
    assert line.take_answer() == b"", "an event is confirmed by its owner"
    assert line.accept(event) == TAKEN


def test_idle_is_taken_at_once() -> None:
    line = CrtReceiver()
    line.poll()
    line.feed(b"\x01")
    line.take_answer()
    assert line.feed(IDLE) == [Heard("idle")]
    assert line.take_answer() == TAKEN


def test_a_panel_that_was_not_called_is_not_asked() -> None:
    line = CrtReceiver()
    line.feed(b"\x01\x01")
    assert line.take_answer() == b""


def test_an_answer_that_cannot_be_read_does_not_hold_back_the_fire_behind_it() -> None:
    line = CrtReceiver()
    odd = bytes.fromhex("0B DD 12 34 BB")
    told = []
    for _ in range(4):
        line.poll()
        told += statements(line.feed(b"\x01"))
        line.feed(odd)
    assert [said.code for said in told] == ["0B DD 12 34 BB"]
    assert told[0].meaning is not None
    assert not told[0].meaning.known


def test_an_answer_damaged_once_is_not_confirmed() -> None:
    line = CrtReceiver()
    for answer in (FIRE[:-2] + b"\x19\xbb", FIRE):
        line.poll()
        line.feed(b"\x01")
        events = line.feed(answer)
    assert fires(events) == ["001004"]


def test_each_bus_frame_is_told_once() -> None:
    line = BusReceiver()
    assert fires(line.feed(GST_BUS_FIRE * 3)) == ["011018"]
    assert fires(line.feed(GST_BUS_FIRE * 3)) == ["011018"], "a fourth time is said anew"


def test_short_and_long_bus_frames_follow_each_other() -> None:
    line = BusReceiver()
    events = line.feed(RESET * 3 + GST_BUS_FIRE * 3 + bytes.fromhex("AA 08 10 13 10 13 F8"))
    assert [s.meaning and s.meaning.en for s in statements(events)] == ["reset", "fire"]
    assert line.noise == 0


def test_a_bus_frame_that_cannot_become_one_is_refused_at_its_seventh_byte() -> None:
    event = BusReceiver().feed(bytes.fromhex("AA 15 01 10 18 0B F4"))[0]
    assert isinstance(event, FrameRefused)


def test_a_point_that_acts_does_not_burn() -> None:
    frame = bytes.fromhex("0D DD 00 30 01 29 01")
    said = gst.statement(gst.parse(frame + bytes((sum(frame[2:]) & 0xFF, 0xBB))))
    assert said.meaning is not None
    assert said.meaning.sets == {"feedback"}
    assert said.device is not None
    assert said.device.zh == "压力开关"


def test_the_panels_own_condition_is_told_of_the_panel() -> None:
    said = gst.statement(gst.parse(bytes.fromhex("0C CB 01 01 BB")))
    assert (said.address, said.unit) == (None, "mains")
