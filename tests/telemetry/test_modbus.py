"""Modbus frames: what is built is read, both framings, and damage is refused with its place."""

import contextlib
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry import modbus
from telemetry.errors import FrameError

framings = st.sampled_from(["rtu", "mbap"])
units = st.integers(0, 255)


def answer(framing: modbus.Framing, unit: int, function: int, values: bytes) -> bytes:
    return modbus.frame(framing, unit, bytes((function, len(values))) + values, 7)


@given(framings, units, st.sampled_from([3, 4]), st.lists(st.integers(0, 65_535), min_size=1, max_size=125))
def test_registers_come_as_they_were_sent(
    framing: modbus.Framing, unit: int, function: int, values: list[int]
) -> None:
    data = answer(framing, unit, function, b"".join(value.to_bytes(2, "big") for value in values))
    found = modbus.parse_answer(data)
    assert (found.framing, found.unit, found.function) == (framing, unit, function)
    assert list(found.registers) == values
    assert modbus.answer_length(framing, data[:8]) == len(data)


@given(framings, units, st.sampled_from(modbus.READS), st.integers(0, 65_535), st.integers(1, 125))
def test_requests_come_as_they_were_sent(
    framing: modbus.Framing, unit: int, function: int, first: int, count: int
) -> None:
    found = modbus.parse_request(modbus.frame(framing, unit, modbus.read_pdu(function, first, count)))
    assert (found.unit, found.function, found.first, found.quantity) == (unit, function, first, count)


def test_bits_are_counted_from_the_lowest() -> None:
    found = modbus.parse_answer(answer("rtu", 1, 2, b"\x05"))
    assert [n for n, bit in enumerate(found.bits) if bit] == [0, 2]


def test_an_exception_says_what_was_refused() -> None:
    found = modbus.parse_answer(modbus.frame("rtu", 9, b"\x83\x02"))
    assert (found.unit, found.function, found.exception) == (9, 3, 2)


def test_identification_gives_names() -> None:
    pdu = bytes((43, 14, 1, 1, 0, 0, 2)) + b"\x00\x03GST" + b"\x01\x04GST5"
    data = modbus.frame("rtu", 3, pdu)
    assert modbus.parse_answer(data).objects == {0: "GST", 1: "GST5"}
    assert modbus.answer_length("rtu", data) == len(data)
    assert modbus.answer_length("rtu", data[:9]) is None


def test_identification_that_goes_on_says_where() -> None:
    pdu = bytes((43, 14, 1, 1, 0xFF, 2, 1)) + b"\x00\x03GST"
    assert modbus.parse_answer(modbus.frame("mbap", 3, pdu)).more_from == 2


@pytest.mark.parametrize("at", range(9))
@pytest.mark.parametrize("flip", [0x01, 0x80, 0xFF])
def test_a_flipped_byte_of_an_rtu_answer_is_refused(at: int, flip: int) -> None:
    data = bytearray(answer("rtu", 1, 3, b"\x00\x01\x00\x00"))
    data[at] ^= flip
    with pytest.raises(FrameError):
        modbus.parse_answer(bytes(data))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for parse in (modbus.parse_answer, modbus.parse_request, modbus.describe):
        with contextlib.suppress(FrameError):
            parse(data)
    with contextlib.suppress(FrameError):
        modbus.answer_length("rtu", data)
    with contextlib.suppress(FrameError):
        modbus.answer_length("mbap", data)


def test_the_command_line_prints_what_a_frame_says() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "telemetry.modbus", "01 03 02 00 01 79 84"], capture_output=True, check=True
    )
    assert json.loads(done.stdout)["registers"] == [1]


def test_an_answer_with_a_byte_behind_it_is_no_request() -> None:
    frame = bytes.fromhex("01 03 02 00 01 79 84 00")  # its CRC agrees by chance: 79 84 is followed by 00
    with pytest.raises(FrameError):
        modbus.describe(frame)


@pytest.mark.parametrize(("function", "most"), [(1, 2000), (2, 2000), (3, 125), (4, 125)])
def test_a_request_asks_for_no_more_than_an_answer_holds(function: int, most: int) -> None:
    assert modbus.parse_request(modbus.frame("rtu", 1, modbus.read_pdu(function, 0, most))).quantity == most
    for wrong in (0, most + 1):
        with pytest.raises(FrameError, match=f"1 to {most}"):
            modbus.parse_request(modbus.frame("rtu", 1, modbus.read_pdu(function, 0, wrong)))
