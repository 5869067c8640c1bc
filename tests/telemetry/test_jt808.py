"""JT/T 808: captured messages read as meant, escapes go both ways, damage is refused."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry import jt808
from telemetry.errors import FrameError
from telemetry.jt808_messages import (
    CHINA,
    Authenticate,
    Body,
    GeneralAnswer,
    Heartbeat,
    Location,
    Register,
    RegisterAnswer,
)

LOCATION = bytes.fromhex(
    "7E 02 00 00 26 12 34 56 78 90 12 00 7D 02 00 00 00 01 00 00 00 02 00 BA 7F 0E 07 E4 F1 1C 00 28 "
    "00 3C 00 00 18 10 15 10 10 10 01 04 00 00 00 64 02 02 00 7D 01 13 7E"
)
LOCATION_1 = bytes.fromhex(
    "7E 02 00 00 26 12 34 56 78 90 12 00 01 00 00 00 01 00 00 00 02 00 BA 7F 0E 07 E4 F1 1C 00 28 "
    "00 3C 00 00 18 10 15 10 10 10 01 04 00 00 00 64 02 02 00 7D 01 6C 7E"
)
HEARTBEAT = bytes.fromhex("7E 00 02 00 00 01 23 45 67 89 00 00 0A 81 7E")
ANSWER = bytes.fromhex("7E 80 01 00 05 01 23 45 67 89 00 00 0A 00 64 02 00 00 61 7E")
REGISTER_2019 = bytes.fromhex(
    "7E010040540100000000000123456789000A002800323132333400000000000000736D616C6C63686931323300000000"
    "00000000000000000000000000000000434849313233000000000000000000000000000000000000000000000001D4C1"
    "413132333435B27E"
)
EXAMPLES = [LOCATION, LOCATION_1, HEARTBEAT, ANSWER, REGISTER_2019]


def test_a_location_reads_in_degrees_and_kilometres_an_hour() -> None:
    message = jt808.parse(LOCATION)
    assert (message.id, message.phone, message.serial, message.edition) == (0x0200, "123456789012", 126, 2013)
    assert message.read() == Location(
        alarms=1,
        status=2,
        latitude_deg=12.222222,
        longitude_deg=132.444444,
        altitude_m=40,
        speed_kmh=6.0,
        direction_deg=0,
        at=datetime(2018, 10, 15, 10, 10, 10, tzinfo=CHINA),
        items=((1, b"\x00\x00\x00\x64"), (2, b"\x00\x7d")),
    )


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (HEARTBEAT, Heartbeat()),
        (ANSWER, GeneralAnswer(100, 0x0200, 0)),
        (REGISTER_2019, Register(40, 50, "1234", "smallchi123", "CHI123", 1, "粤A12345")),
    ],
)
def test_messages_read_as_their_bodies(data: bytes, body: Body) -> None:
    assert jt808.parse(data).read() == body


@pytest.mark.parametrize("data", EXAMPLES)
def test_every_example_is_written_back_byte_for_byte(data: bytes) -> None:
    message = jt808.parse(data)
    assert jt808.encode(message) == data
    body = message.read()
    assert body is not None
    composed = jt808.compose(message.id, message.phone, message.serial, body, edition=message.edition)
    assert jt808.parse(jt808.encode(composed)).read() == body


@pytest.mark.parametrize("data", EXAMPLES)
def test_no_single_flipped_byte_leaves_a_valid_message_with_the_same_length(data: bytes) -> None:
    for at in range(len(data)):
        for flip in range(1, 256):
            damaged = bytearray(data)
            damaged[at] ^= flip
            with contextlib.suppress(FrameError):
                jt808.parse(bytes(damaged))
                pytest.fail(f"byte {at} flipped by {flip:02X} still reads")


messages = st.builds(
    jt808.Message,
    id=st.integers(0, 0xFFFF),
    phone=st.text("0123456789", min_size=12, max_size=12),
    serial=st.integers(0, 0xFFFF),
    body=st.binary(max_size=300),
    packets=st.none() | st.tuples(st.integers(1, 0xFFFF), st.integers(1, 0xFFFF)),
    encryption=st.integers(0, 7),
)


@given(messages)
def test_headers_escapes_and_split_packets_go_both_ways(message: jt808.Message) -> None:
    data = jt808.encode(message)
    assert b"\x7e" not in data[1:-1]
    assert jt808.parse(data) == message


@pytest.mark.parametrize("edition", [2013, 2019])
@pytest.mark.parametrize(
    ("message_id", "body"),
    [
        (0x8100, RegisterAnswer(1, 0, "secret")),
        (0x0200, Location(0, 2, -41.5, -68.25, 900, 88.8, 359, datetime(2026, 7, 2, 9, 0, 4, tzinfo=CHINA))),
        (0x0200, Location(0, 0, 0.0, 0.0, 0, 0.0, 0, None)),
        (0x0001, GeneralAnswer(7, 0x8100, 3)),
    ],
)
def test_bodies_go_both_ways(message_id: int, body: Body, edition: int) -> None:
    message = jt808.parse(jt808.encode(jt808.compose(message_id, "13912345678", 9, body, edition=edition)))
    read = message.read()
    if isinstance(body, Location) and isinstance(read, Location):
        assert (read.latitude_deg, read.longitude_deg) == (body.latitude_deg, body.longitude_deg)
        assert (read.at, read.speed_kmh) == (body.at, body.speed_kmh)
    else:
        assert read == body


@pytest.mark.parametrize(
    ("edition", "body"),
    [(2013, Authenticate("code-1")), (2019, Authenticate("code-1", "861234567890123", "V1.0"))],
)
def test_authentication_has_the_fields_of_its_edition(edition: int, body: Authenticate) -> None:
    message = jt808.compose(0x0102, "13912345678", 9, body, edition=edition)
    assert jt808.parse(jt808.encode(message)).read() == body


def test_an_unknown_message_keeps_its_bytes() -> None:
    said = jt808.describe(jt808.encode(jt808.Message(0x0F01, "1", 2, b"\x01\x7e")))
    assert (said["kind"], said["body"]) == ("unknown 0F01", "01 7E")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("7E 00 7E", "at least 13"),
        (HEARTBEAT[:-2].hex() + "82 7E", "checksum is 82, computed 81"),
        ("7E 7D 05 7E", "neither 01 nor 02"),
        ("00 02", "between two 7E"),
    ],
)
def test_damage_is_refused_with_a_reason(data: str, reason: str) -> None:
    with pytest.raises(FrameError, match=reason):
        jt808.parse(bytes.fromhex(data))


@given(st.binary(max_size=80))
def test_hostile_bytes_raise_a_frame_error_and_nothing_else(data: bytes) -> None:
    for given_bytes in (data, b"\x7e" + data + b"\x7e"):
        with contextlib.suppress(FrameError):
            jt808.describe(given_bytes)


@given(st.sampled_from([0x0001, 0x0100, 0x0102, 0x0200, 0x8100]), st.binary(max_size=80), st.booleans())
def test_a_body_of_any_size_is_read_or_refused(message_id: int, body: bytes, newer: bool) -> None:
    edition = 2019 if newer else 2013
    with contextlib.suppress(FrameError):
        jt808.Message(message_id, "1", 0, body, edition).read()


def test_the_command_prints_one_json_object() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "telemetry.jt808", LOCATION.hex(" ")],
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(done.stdout)
    assert said["kind"] == "location report"
    assert said["at"] == "2018-10-15T10:10:10+08:00"
    assert said["items"][0]["value"] == 10.0
