"""Frames of JT/T 808: both editions, escapes, packets, and damage that is named."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.checksums import xor8
from telemetry.errors import FrameError
from telemetry.jt808 import frame as framing
from telemetry.jt808.frame import MAX_BYTES, Message
from tests.telemetry.jt808.vectors import EXAMPLES, HEARTBEAT, LOCATION, REGISTER_2019


def test_a_2013_header_has_a_phone_of_twelve_digits() -> None:
    message = framing.parse(LOCATION)
    assert (message.id, message.phone, message.serial, message.edition) == (0x0200, "123456789012", 126, 2013)


def test_a_2019_header_has_a_version_and_a_phone_of_twenty_digits() -> None:
    message = framing.parse(REGISTER_2019)
    assert (message.edition, message.version, message.phone) == (2019, 1, "00000000000123456789")
    assert (message.serial, len(message.body)) == (10, 84)


@pytest.mark.parametrize("data", EXAMPLES)
def test_every_example_is_written_back_byte_for_byte(data: bytes) -> None:
    assert framing.encode(framing.parse(data)) == data


@pytest.mark.parametrize("data", EXAMPLES)
def test_no_single_flipped_byte_leaves_a_valid_frame(data: bytes) -> None:
    for at in range(len(data)):
        for flip in range(1, 256):
            damaged = bytearray(data)
            damaged[at] ^= flip
            with contextlib.suppress(FrameError):
                framing.parse(bytes(damaged))
                pytest.fail(f"byte {at} flipped by {flip:02X} still reads")


@st.composite
def messages(draw: st.DrawFn) -> Message:
    edition = draw(st.sampled_from((2013, 2019)))
    total = draw(st.integers(1, 0xFFFF))
    digits = 12 if edition == 2013 else 20
    return Message(
        id=draw(st.integers(0, 0xFFFF)),
        phone=draw(st.text("0123456789", min_size=digits, max_size=digits)),
        serial=draw(st.integers(0, 0xFFFF)),
        body=draw(st.binary(max_size=1023) | st.lists(st.sampled_from(b"\x7d\x7e\x01\x02")).map(bytes)),
        edition=edition,
        version=draw(st.integers(0, 255)) if edition == 2019 else 1,
        packets=draw(st.none() | st.tuples(st.just(total), st.integers(1, total))),
        encryption=draw(st.integers(0, 7)),
        reserved=draw(st.booleans()),
    )


@given(messages())
def test_headers_escapes_and_packets_go_both_ways(message: Message) -> None:
    data = framing.encode(message)
    assert b"\x7e" not in data[1:-1]
    assert len(data) <= MAX_BYTES
    assert framing.parse(data) == message


@given(st.binary(max_size=1100))
def test_the_check_code_is_the_exclusive_or_of_every_byte(data: bytes) -> None:
    expected = 0
    for byte in data:
        expected ^= byte
    assert xor8(data) == expected


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("7E 00 7E", "at least 13"),
        (HEARTBEAT[:-2].hex() + "82 7E", "byte 13: checksum is 82, computed 81"),
        ("7E 01 7D 05 7E", "byte 2: 7D is followed by neither 01 nor 02"),
        ("7E 7D 01 7D 7E", "byte 3: 7D is followed by neither"),
        ("7E 01 02 7E 03 7E", "byte 3: 7E inside"),
        ("00 02", "between two 7E"),
        ("7E 00 02 00 01 01 23 45 67 89 00 00 0A 80 7E", "byte 3: properties say a body of 1 bytes, 0 are"),
        ("7E 00 02 00 00 0A 23 45 67 89 00 00 0A 8A 7E", "byte 5: phone 0A2345678900 is not BCD"),
        ("7E 00 02 20 00 01 23 45 67 89 00 00 0A 00 02 00 03 A0 7E", "byte 13: packet 3 of 2"),
    ],
)
def test_damage_is_refused_with_the_byte_the_field_and_a_cure(data: str, reason: str) -> None:
    with pytest.raises(FrameError, match=reason):
        framing.parse(bytes.fromhex(data))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"body": bytes(1024)}, "split it into packets"),
        ({"edition": 2011}, "edition: 2011"),
        ({"phone": "1" * 13}, "at most 12 digits"),
        ({"phone": "+8613"}, "at most 12 digits"),
        ({"serial": 65_536}, "serial: 65536"),
        ({"encryption": 8}, "encryption: 8"),
        ({"packets": (2, 3)}, "number 3 of 2"),
    ],
)
def test_what_cannot_travel_is_named(changed: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        framing.encode(Message(2, "1", 3)._replace(**changed))  # type: ignore[arg-type]


@given(st.binary(max_size=80))
def test_hostile_bytes_raise_a_frame_error_and_nothing_else(data: bytes) -> None:
    for given_bytes in (data, b"\x7e" + data + b"\x7e"):
        with contextlib.suppress(FrameError):
            framing.parse(given_bytes)
