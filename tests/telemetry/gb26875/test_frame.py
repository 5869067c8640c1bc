"""Frames: every worked example reads as meant, and no flipped byte makes another frame of it."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.errors import FrameError
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.dialect import Command
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.time_label import TimeLabel
from tests.telemetry.gb26875.vectors import DAMAGED, FRAMES

DEVICE, CENTRE = (889).to_bytes(6, "little"), (88888).to_bytes(6, "little")

labels = st.datetimes(
    min_value=datetime(2000, 1, 1),
    max_value=datetime(2099, 12, 31),
).map(TimeLabel.of)
frames = st.builds(
    Frame,
    serial=st.integers(0, 0xFFFF),
    command=st.sampled_from([1, 2, 3, 4, 5, 6, 128, 255]),
    adu=st.binary(max_size=1024),
    source=st.binary(min_size=6, max_size=6),
    destination=st.binary(min_size=6, max_size=6),
    time=labels,
    main_version=st.integers(0, 255),
    user_version=st.integers(0, 255),
)


@pytest.mark.parametrize("name", FRAMES)
def test_every_example_reads_and_is_written_back_byte_for_byte(name: str) -> None:
    assert framing.encode(framing.parse(FRAMES[name])) == FRAMES[name]


@pytest.mark.parametrize("name", DAMAGED)
def test_captures_with_a_wrong_checksum_are_refused_with_the_byte(name: str) -> None:
    with pytest.raises(FrameError, match=r"byte \d+: checksum is .., computed .."):
        framing.parse(DAMAGED[name])


def test_a_header_reads_as_the_standard_lays_it_out() -> None:
    frame = framing.parse(FRAMES["A1"])
    assert (frame.serial, frame.command, frame.main_version, frame.user_version) == (1, 2, 1, 1)
    assert (frame.source, frame.destination) == (DEVICE, CENTRE)
    assert frame.time.iso == "2012-09-26T09:58:32"


def test_an_answer_swaps_addresses_and_keeps_the_number() -> None:
    sent = framing.parse(FRAMES["A1"])
    label = TimeLabel(35, 58, 9, 26, 9, 12)
    assert framing.encode(sent.answer(Command.CONFIRM, label)) == FRAMES["A2"]
    assert framing.encode(sent.answer(Command.DENY, label)) == FRAMES["A3"]


@pytest.mark.parametrize("name", FRAMES)
def test_no_single_flipped_byte_leaves_a_valid_frame(name: str) -> None:
    frame = FRAMES[name]
    for at in range(len(frame)):
        for flip in range(1, 256):
            damaged = bytearray(frame)
            damaged[at] ^= flip
            with contextlib.suppress(FrameError):
                framing.parse(bytes(damaged))
                pytest.fail(f"byte {at} flipped by {flip:02X} still reads")


@given(frames)
def test_what_is_written_reads_back_the_same(frame: Frame) -> None:
    assert framing.parse(framing.encode(frame)) == frame


@given(st.binary(max_size=80))
def test_hostile_bytes_raise_a_frame_error_and_nothing_else(data: bytes) -> None:
    with contextlib.suppress(FrameError):
        framing.parse(data)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"command": 7}, "command: 7 is reserved"),
        ({"adu": bytes(1025)}, "1025 bytes; at most 1024"),
        ({"source": b"\x01"}, "source: 1 bytes"),
        ({"serial": 65536}, "out of range"),
    ],
)
def test_what_the_standard_forbids_is_not_written(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        framing.encode(replace(framing.parse(FRAMES["A1"]), **change))  # type: ignore[arg-type]


def test_a_reserved_command_is_a_check_error_and_the_users_own_is_not() -> None:
    body = bytearray(FRAMES["C15"])
    for command, sound in ((7, False), (0, False), (200, True)):
        body[-3] = (body[-3] - body[26] + command) & 0xFF
        body[26] = command
        if sound:
            assert framing.parse(bytes(body)).notes()[0].code == "unknown-command"
        else:
            with pytest.raises(FrameError, match="command"):
                framing.parse(bytes(body))


@pytest.mark.parametrize(
    ("label", "read", "oddity"),
    [
        ((4, 0, 9, 2, 7, 21), "2021-07-02T09:00:04", None),
        ((0x59, 0x45, 0x23, 0x30, 0x12, 0x26), "2026-12-30T23:45:59", "header-time-bcd"),
        ((0, 0, 0, 0, 0, 0), None, "header-time-absent"),
        ((255,) * 6, None, "header-time-absent"),
        ((0, 0, 0, 31, 2, 26), None, "header-time-invalid"),
    ],
)
def test_odd_times_are_told_and_never_guessed(
    label: tuple[int, ...], read: str | None, oddity: str | None
) -> None:
    frame = Frame(0, 2, time=TimeLabel._make(label))
    assert frame.time.iso == read
    assert [note.code for note in frame.notes()] == ([oddity] if oddity else [])


def test_a_device_known_to_write_bcd_is_read_as_bcd() -> None:
    assert TimeLabel(0x12, 5, 9, 1, 1, 0x21).read(bcd=True).moment is not None
    assert str(TimeLabel(0x12, 5, 9, 1, 1, 0x21).read(bcd=True).moment) == "2021-01-01 09:05:12"


def test_any_main_version_is_taken_and_told() -> None:
    assert [note.code for note in framing.parse(FRAMES["D3"]).notes()] == ["main-version"]
