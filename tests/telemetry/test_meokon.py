"""MEOKON frames: the maker's example reads as meant, damage never makes a reading."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry import meokon
from telemetry.errors import FrameError

EXAMPLE = bytes.fromhex(
    "A5 5A 00 00 29 53 48 52 50 32 35 30 39 30 31 32 30 34 D0 00 00 00 01 01 00 00 00 09 C4 02 5D 68 FF B8 "
    "87 02 5D 84 3E 55 AA"
)

int16 = st.integers(-0x8000, 0x7FFF)
reports = st.builds(
    meokon.Report,
    command=st.integers(0, 255),
    device=st.text("ABC0123456789", max_size=12),
    battery=st.integers(0, 255),
    rssi_dbm=st.integers(-128, 127),
    interval_s=st.integers(0, 0xFFFF),
    sensor_type=st.integers(0, 255),
    alarms=st.integers(0, 255),
    alarm_low=int16,
    alarm_high=int16,
    value=int16,
    time_s=st.integers(0, 0xFFFFFFFF),
    cached=st.lists(int16, max_size=30).map(tuple),
    records=st.integers(0, 0xFFFF),
)


def test_the_makers_example_is_a_pressure_of_605_kilopascals() -> None:
    report = meokon.parse(EXAMPLE)
    assert report.device == "SHRP25090120"
    assert (report.scaled(report.value), report.unit, report.rssi_dbm) == (0.605, "MPa", -48)
    assert report.cached == (605,)
    assert meokon.encode(report) == EXAMPLE


@given(reports)
def test_what_is_written_reads_back_the_same(report: meokon.Report) -> None:
    assert meokon.parse(meokon.encode(report)) == report


def test_no_single_flipped_byte_leaves_a_valid_frame() -> None:
    for at in range(len(EXAMPLE)):
        for flip in range(1, 256):
            damaged = bytearray(EXAMPLE)
            damaged[at] ^= flip
            with pytest.raises(FrameError):
                meokon.parse(bytes(damaged))


@given(st.binary(max_size=80))
def test_hostile_bytes_raise_a_frame_error_and_nothing_else(data: bytes) -> None:
    with contextlib.suppress(FrameError):
        meokon.describe(data)


def test_an_unknown_sensor_keeps_its_raw_count_and_alarms_have_names() -> None:
    report = meokon.parse(EXAMPLE)._replace(sensor_type=9, alarms=0b101)
    said = meokon.describe(meokon.encode(report))
    assert (said["value"], said["unit"], said["kind"]) == (605, None, "alarm")
    assert said["alarms"] == [{"en": "low", "zh": "低限报警"}, {"en": "battery", "zh": "电池电量低"}]


def test_a_device_name_that_does_not_fit_is_not_written() -> None:
    with pytest.raises(ValueError, match="at most 12"):
        meokon.encode(meokon.parse(EXAMPLE)._replace(device="X" * 13))


def test_the_command_prints_one_json_object() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "telemetry.meokon", EXAMPLE.hex(" ")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["value"] == 0.605
