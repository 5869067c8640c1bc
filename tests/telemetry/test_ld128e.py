"""LD128E: three bytes without a check, made believable by asking twice."""

from __future__ import annotations

from telemetry import ld128e
from telemetry.panel_line import FrameRefused, Heard
from tests.telemetry.panel_vectors import fires, statements

FIRE = bytes.fromhex("01 14 D0")
OTHER = bytes.fromhex("01 14 17")
IDLE = b"\x7f"


def test_a_fire_is_told_when_it_is_said_in_two_answers() -> None:
    line = ld128e.Receiver()
    assert fires(line.feed(FIRE)) == []
    line.poll()
    assert fires(line.feed(FIRE)) == ["20-208"]


def test_one_answer_is_enough_where_the_profile_says_so() -> None:
    assert fires(ld128e.Receiver(confirmations=1).feed(FIRE)) == ["20-208"]


def test_fires_that_alternate_are_all_confirmed() -> None:
    line = ld128e.Receiver()
    assert fires(line.feed(FIRE + OTHER)) == []
    assert fires(line.feed(FIRE + OTHER)) == ["20-208", "20-23"]


def test_a_fire_said_once_is_told_as_a_pre_alarm_and_not_lost() -> None:
    line = ld128e.Receiver(patience=3)
    line.feed(FIRE)
    said = statements(line.feed(IDLE * 4))
    assert [(entry.address, entry.meaning and sorted(entry.meaning.sets)) for entry in said] == [
        ("20-208", ["pre-alarm"])
    ]
    assert line.feed(IDLE) == [Heard("idle")]


def test_an_answer_cut_short_does_not_shift_the_next_one() -> None:
    line = ld128e.Receiver(confirmations=1)
    assert line.feed(b"\x01\x14") == []
    assert line.poll() == b"\x20"
    assert fires(line.feed(FIRE)) == ["20-208"]
    assert line.noise == 2


def test_a_point_outside_the_sites_bounds_is_refused() -> None:
    line = ld128e.Receiver(confirmations=1, loops=(1, 8), addresses=(1, 200))
    event = line.feed(FIRE)[0]
    assert isinstance(event, FrameRefused)
    assert "20-208" in event.reason


def test_mains_and_battery_are_told_apart() -> None:
    mains, battery = ld128e.parse(bytes.fromhex("12 D0 81")), ld128e.parse(bytes.fromhex("13 00 00"))
    assert (mains.unit, battery.unit) == ("mains", "battery")
    assert mains.meaning is not None
    assert mains.meaning.sets == {"power-fault"}
    assert battery.meaning is not None
    assert battery.meaning.clears == {"power-fault"}


def test_fires_that_wait_are_bounded() -> None:
    line = ld128e.Receiver(patience=10_000, confirmations=9)
    told = [s for number in range(600) for s in statements(line.feed(bytes((1, number >> 8, number & 0xFF))))]
    assert len(line._waiting) <= 256
    assert len(told) == 600 - 256
