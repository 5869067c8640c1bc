"""Transmission devices read with their profiles: bits by habit, times believed or not, nothing dropped."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from device_profiles.finding import OPERATION, Finding, ReportError
from device_profiles.uitd import reading, states
from device_profiles.uitd.schema import UitdDevice
from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bodies
from telemetry.gb26875.bodies import Body
from telemetry.gb26875.state_bits import COMPONENT_STATE, SYSTEM_STATE
from telemetry.gb26875.time_label import TimeLabel
from tests.telemetry.gb26875.vectors import DAMAGED, FRAMES

AT = TimeLabel.of(datetime(2021, 7, 2, 9, 0, 4))
AT_MS = 1_625_187_604_000
GENERIC = UitdDevice()


def found(
    code: int, *objects: Body, device: UitdDevice = GENERIC, now_ms: int | None = None
) -> list[Finding]:
    unit = units.parse(units.encode(code, objects))
    return [report.finding for report in reading.reports(reading.read(device, unit, now_ms=now_ms))]


def component(state: int, at: TimeLabel = AT) -> bodies.ComponentState:
    return bodies.ComponentState(1, 1, 40, b"\x0a\x00\x02\x00", state, bytes(31), at)


@given(st.integers(0, 0xFFFF), st.sampled_from(["standard", "ignored"]), st.sampled_from(["whole", "latest"]))
def test_a_fire_counts_whatever_the_other_bits_say(state: int, bit_0: str, habit: str) -> None:
    device = UitdDevice.model_validate({"bit_0": bit_0, "states": habit})
    said = states.read(device, COMPONENT_STATE, state)
    assert ("fire" in said.sets) is bool(state & 2)
    assert not said.sets & said.clears


@given(st.integers(0, 0xFFFF))
def test_a_strict_device_under_test_makes_no_fire_and_ends_none_that_its_bits_claim(state: int) -> None:
    said = states.read(UitdDevice(bit_0="strict"), COMPONENT_STATE, state)
    if not state & 1:
        assert said.sets == {"test"}
        assert ("fire" in said.clears) is not bool(state & 2)
    else:
        assert ("fire" in said.sets) is bool(state & 2)


@pytest.mark.parametrize(("bit_0", "test"), [("standard", True), ("strict", True), ("ignored", False)])
def test_no_bit_at_all_is_a_test_but_for_devices_that_never_set_bit_0(bit_0: str, test: bool) -> None:
    said = states.read(UitdDevice.model_validate({"bit_0": bit_0}), COMPONENT_STATE, 0)
    assert ("test" in said.sets) is test
    assert "fire" in said.clears


def test_whole_states_end_what_they_leave_out_and_latest_ones_do_not() -> None:
    whole = states.read(GENERIC, SYSTEM_STATE, 0b101)
    latest = states.read(UitdDevice(states="latest"), SYSTEM_STATE, 0b101)
    assert "fire" in whole.clears
    assert latest.clears == {"test"}
    assert "fire" in states.read(UitdDevice(states="latest"), SYSTEM_STATE, 1).clears


def test_bits_that_are_no_state_are_kept_as_words() -> None:
    (before,) = found(2, component(1))
    (after,) = found(2, component(0b1000_0001 | 1 << 14))
    assert before.codes == {"flags": ""}
    assert after.codes == {"flags": "delay 延时状态, 14"}


@pytest.mark.parametrize(
    ("now_ms", "believed"), [(AT_MS, AT_MS), (AT_MS + 3_600_000, AT_MS), (AT_MS + 10**9, None), (None, AT_MS)]
)
def test_a_time_far_from_ours_is_kept_and_not_believed(now_ms: int | None, believed: int | None) -> None:
    (finding,) = found(2, component(3), now_ms=now_ms)
    assert finding.ts_source == believed
    assert finding.evidence["device_time"] == "2021-07-02T09:00:04"


@pytest.mark.parametrize(("state", "words"), [(3, "火警"), (2, "火警"), (1, "正常运行状态"), (0, "测试状态")])
def test_the_words_are_what_a_person_needs_to_know(state: int, words: str) -> None:
    (finding,) = found(2, component(state))
    assert finding.text == words


def test_a_label_that_is_no_time_is_shown_with_its_bytes() -> None:
    unit = units.parse(units.encode(2, [component(3)])[:-6] + b"\x3c\x00\x00\x00\x00\x00")
    (report,) = reading.reports(reading.read(GENERIC, unit))
    assert report.finding.ts_source is None
    assert report.finding.evidence["device_time"] == "3C 00 00 00 00 00"


def test_the_gateways_time_becomes_the_devices_and_back() -> None:
    moment = reading.to_moment(GENERIC, AT_MS)
    assert moment == datetime(2021, 7, 2, 9, 0, 4)
    assert reading.to_ms(GENERIC, moment) == AT_MS
    assert reading.to_moment(GENERIC, 0) == datetime(2000, 1, 1)


def test_a_makers_own_analog_type_is_a_reading_once_the_profile_says_what_it_is() -> None:
    value = bodies.AnalogValue(0x82, 1, 0x81, b"\x01\x00\x01\x00", 250, 120, AT)
    (unknown,) = found(3, value)
    assert unknown.unknown == ("analog 250",)
    assert unknown.evidence["analog 250"] == 120
    names = {"zh": "剩余电流", "en": "residual current"}
    device = UitdDevice.model_validate(
        {"analogs": {250: {"analog": "residual_current", "name": names, "scale": 2.5}}}
    )
    (known,) = found(3, value, device=device)
    assert [(sample.analog_type, sample.value) for sample in known.samples] == [(130, 300.0)]


@pytest.mark.parametrize(
    ("flags", "sets", "over"), [(1 << 2, {"fire"}, False), (1 << 3, set(), True), (1, set(), False)]
)
def test_keys_become_operations_and_the_manual_alarm_a_fire(flags: int, sets: set[str], over: bool) -> None:
    unit = units.parse(units.encode(24, [bodies.UitdOperation(flags, 7, AT)]))
    (entry,) = reading.read(GENERIC, unit)
    finding = entry.report.finding
    assert finding.sets == sets
    assert finding.clears == set()
    assert entry.no_fire is over
    assert finding.codes[OPERATION].startswith("2021-07-02 09:00:04")
    assert finding.evidence["operator"] == 7


def test_a_reset_ends_everything_only_where_the_profile_says_so() -> None:
    unit = units.parse(units.encode(4, [bodies.SystemOperation(1, 1, 1, 5, AT)]))
    (plain,) = reading.read(GENERIC, unit)
    (clearing,) = reading.read(UitdDevice(reset_clears=True), unit)
    assert (plain.report.everywhere, plain.report.finding.clears) == (False, frozenset())
    assert clearing.report.everywhere
    assert "fire" in clearing.report.finding.clears


@given(st.binary(max_size=200))
def test_whatever_a_device_uploads_is_read_and_shown(data: bytes) -> None:
    unit = units.parse(data)
    reports = reading.read(GENERIC, unit)
    assert len(reports) == len(unit.objects) + bool(unit.rest)


def test_a_damaged_frame_is_refused_with_the_byte() -> None:
    with pytest.raises(ReportError, match="checksum"):
        reading.read_bytes(GENERIC, DAMAGED["D2"])


@pytest.mark.parametrize("name", ["C1", "C3", "C5"])
def test_no_flipped_bit_of_a_frame_without_fire_makes_one(name: str) -> None:
    frame = FRAMES[name]
    assert not any("fire" in entry.report.finding.sets for entry in reading.read_bytes(GENERIC, frame))
    for at in range(len(frame)):
        for bit in range(8):
            damaged = bytearray(frame)
            damaged[at] ^= 1 << bit
            with pytest.raises(ReportError):
                reading.read_bytes(GENERIC, bytes(damaged))


def test_habits_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValidationError, match="use `standard`"):
        UitdDevice(bit_0="strict", states="latest")
