"""JBF-193K: two conventions of a sum, swapped codes, a clock that cannot be trusted."""

from __future__ import annotations

import pytest

from telemetry import jbf193k
from telemetry.errors import FrameError
from telemetry.panel_line import FrameReceived, FrameRefused, Heard
from tests.telemetry.panel_vectors import JBF_FIRE, JBF_SHORT, jbf, statements

OK = jbf193k.OK


def test_both_conventions_are_read_and_named() -> None:
    assert jbf193k.parse(JBF_FIRE).conventions == {"whole"}
    assert jbf193k.parse(JBF_SHORT).conventions == {"short"}
    assert jbf193k.parse(JBF_SHORT).data[-1] == 0x87
    assert jbf193k.describe(JBF_SHORT)["evidence"] == {"sum": "short", "panel": 1, "device_type": 4}


def test_a_short_sum_is_believed_when_the_same_frame_comes_again() -> None:
    line = jbf193k.Receiver()
    assert isinstance(line.feed(JBF_SHORT)[0], FrameRefused)
    assert isinstance(line.feed(JBF_SHORT)[0], FrameReceived)
    assert isinstance(line.feed(jbf("81 01 01 01 04 11 08 17 0A 1E 05", "short"))[0], FrameReceived)


def test_a_panel_known_for_whole_sums_is_not_believed_with_a_short_one() -> None:
    line = jbf193k.Receiver()
    line.feed(JBF_FIRE)
    assert isinstance(line.feed(JBF_SHORT)[0], FrameRefused)
    assert isinstance(line.feed(JBF_FIRE)[0], FrameReceived)


def test_a_board_that_was_replaced_by_another_kind_is_learnt_anew() -> None:
    line = jbf193k.Receiver()
    line.feed(JBF_FIRE)
    events = [line.feed(JBF_SHORT)[0] for _ in range(4)]
    assert isinstance(events[-1], FrameReceived)


def test_a_convention_of_the_profile_is_kept_to() -> None:
    assert isinstance(jbf193k.Receiver("short").feed(JBF_SHORT)[0], FrameReceived)
    refused = jbf193k.Receiver("whole").feed(JBF_SHORT)[0]
    assert isinstance(refused, FrameRefused)
    assert "the profile says whole" in refused.reason


@pytest.mark.parametrize(("swapped", "isolates"), [(False, "98"), (True, "97")])
def test_isolate_and_release_are_swapped_in_old_documents(swapped: bool, isolates: str) -> None:
    line = jbf193k.Receiver(swapped=swapped)
    said = statements(line.feed(jbf(f"{isolates} 01 02 11 04 1A 0B 16 0A 1E 05")))[0]
    assert said.meaning is not None
    assert said.meaning.sets == {"disabled"}
    assert said.code == isolates


def test_a_frame_is_confirmed_only_by_its_owner_and_a_heartbeat_at_once() -> None:
    line = jbf193k.Receiver()
    event = line.feed(JBF_FIRE)[0]
    assert isinstance(event, FrameReceived)
    assert line.take_answer() == b""
    assert jbf193k.parse(line.accept(event)).command == OK
    assert line.refuse(event) == b""
    assert line.feed(jbf("00 01 00 00 00 1A 0B 16 0A 1E 05")) == [Heard("heartbeat")]
    assert jbf193k.parse(line.take_answer()).command == OK


def test_an_ok_is_never_answered() -> None:
    line = jbf193k.Receiver()
    assert line.feed(jbf("09 01 00 00 00 1A 0B 16 0A 1E 05")) == [Heard("ok")]
    assert line.take_answer() == b""
    assert jbf193k.parse(line.poll()).command == jbf193k.HEARTBEAT


def test_a_date_that_does_not_exist_gives_no_time() -> None:
    assert jbf193k.statement(jbf193k.parse(jbf("80 01 02 11 04 1A 0D 16 0A 1E 05"))).time is None


def test_further_bytes_of_an_electrical_frame_are_evidence_and_no_fire() -> None:
    frame = jbf("FC 01 02 11 04 1A 0B 16 0A 1E 05")
    longer = frame[:-1] + bytes.fromhex("31 32 33 34") + frame[-1:]
    said = statements(jbf193k.Receiver().feed(longer))[0]
    assert said.meaning is not None
    assert "fire" not in said.meaning.sets
    assert said.evidence["unchecked"] == "31 32 33 34"
    with pytest.raises(FrameError, match="has 26"):
        jbf193k.parse(JBF_FIRE[:-1] + bytes.fromhex("31 32 83"))


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (b"", "not 82"),
        (b"\x82\x31", "not 83"),
        (b"\x82\x20\x83", "30 to 3F"),
        (b"\x82\x31\x32\x83", "has 26"),
    ],
)
def test_a_bad_frame_says_what_is_wrong(frame: bytes, reason: str) -> None:
    with pytest.raises(FrameError, match=reason):
        jbf193k.parse(frame)
