"""Bodies of JT/T 808: what their bytes mean, both ways, in both editions, and which byte is wrong."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.errors import FrameError
from telemetry.jt808 import frame as framing
from telemetry.jt808 import message_ids as ids
from telemetry.jt808 import parameters
from telemetry.jt808.bodies import (
    Authenticate,
    BatchKind,
    Body,
    Deregister,
    GeneralAnswer,
    Heartbeat,
    LocationAnswer,
    LocationBatch,
    LocationReport,
    MissingPackets,
    QueryLocation,
    Register,
    RegisterAnswer,
    SetParameters,
    Text,
    TextFlag,
)
from telemetry.jt808.frame import Message
from telemetry.jt808.layouts import LAYOUTS, compose, pack_body, read_body
from telemetry.jt808.location import CHINA, Location
from telemetry.jt808.location_terms import FUEL, MILEAGE, SATELLITES
from tests.telemetry.jt808.vectors import ANSWER, EXAMPLES, HEARTBEAT, LOCATION, REGISTER_2019

PLACE = Location(
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
PLACE_HEX = "00 00 00 01 00 00 00 02 00 BA 7F 0E 07 E4 F1 1C 00 28 00 3C 00 00 18 10 15 10 10 10"
ITEMS_HEX = "01 04 00 00 00 64 02 02 00 7D"
SOUTH_WEST = Location(0, 14, -41.5, -68.25, 900, 88.8, 359, datetime(2026, 7, 2, 9, 0, 4, tzinfo=CHINA))


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (LOCATION, LocationReport(PLACE)),
        (HEARTBEAT, Heartbeat()),
        (ANSWER, GeneralAnswer(100, 0x0200, 0)),
        (REGISTER_2019, Register(40, 50, "1234", "smallchi123", "CHI123", 1, "粤A12345")),
    ],
)
def test_whole_frames_read_as_their_bodies(data: bytes, body: Body) -> None:
    assert read_body(framing.parse(data)) == body


@pytest.mark.parametrize(
    ("message_id", "edition", "hexes", "body"),
    [
        (ids.TERMINAL_ANSWER, 2013, "00 07 83 00 01", GeneralAnswer(7, 0x8300, 1)),
        (ids.DEREGISTER, 2013, "", Deregister()),
        (ids.QUERY_LOCATION, 2019, "", QueryLocation()),
        (ids.PLATFORM_MISSING_PACKETS, 2013, "00 64 02 00 02 00 05", MissingPackets(100, (2, 5))),
        (ids.PLATFORM_MISSING_PACKETS, 2019, "00 64 00 02 00 02 00 05", MissingPackets(100, (2, 5))),
        (ids.TERMINAL_MISSING_PACKETS, 2019, "00 64 00 01 00 02", MissingPackets(100, (2,))),
        (
            ids.REGISTER,
            2013,
            "00 0F 00 69 4D 41 4B 45 52 4D 4F 44 45 4C 2D 31"
            + " 00" * 13
            + " 54 30 30 30 30 30 31 02 C3 C9 41 "
            "31 32 33 34 35",
            Register(15, 105, "MAKER", "MODEL-1", "T000001", 2, "蒙A12345"),
        ),
        (ids.REGISTER_ANSWER, 2013, "00 0A 00 61 62 63", RegisterAnswer(10, 0, "abc")),
        (ids.REGISTER_ANSWER, 2019, "00 0A 04", RegisterAnswer(10, 4)),
        (ids.AUTHENTICATE, 2013, "61 62 63", Authenticate("abc")),
        (
            ids.AUTHENTICATE,
            2019,
            "03 61 62 63 38 36 31 32 33 34 35 36 37 38 39 30 31 32 33 56 31",
            Authenticate("abc", "861234567890123", "V1"),
        ),
        (ids.LOCATION_ANSWER, 2013, "00 09 " + PLACE_HEX + ITEMS_HEX, LocationAnswer(9, PLACE)),
        (
            ids.LOCATION_BATCH,
            2013,
            f"00 02 01 00 26 {PLACE_HEX} {ITEMS_HEX} 00 1C {PLACE_HEX}",
            LocationBatch.of((PLACE, PLACE._replace(items=())), BatchKind.BLIND_AREA),
        ),
        (
            ids.SET_PARAMETERS,
            2013,
            "01 00 00 00 29 04 00 00 00 05",
            SetParameters((parameters.packed(parameters.INTERVAL, 5),)),
        ),
        (ids.TEXT, 2013, "0C BB F0 BE AF", Text(TextFlag.DISPLAY | TextFlag.READ_ALOUD, "火警")),
        (ids.TEXT, 2019, "0C 02 BB F0 BE AF", Text(TextFlag.DISPLAY | TextFlag.READ_ALOUD, "火警", 2)),
    ],
)
def test_every_body_is_the_standards_layout(message_id: int, edition: int, hexes: str, body: Body) -> None:
    raw = bytes.fromhex(hexes)
    assert read_body(Message(message_id, "1", 0, raw, edition)) == body
    assert pack_body(message_id, body, edition) == raw


def test_items_are_numbers_in_their_units_and_unknown_ones_are_kept() -> None:
    place = PLACE._replace(items=((0x31, b"\x0b"), (0xE1, b"\x01\x02"), *PLACE.items))
    read = read_body(compose(ids.LOCATION, "1", 0, LocationReport(place)))
    assert isinstance(read, LocationReport)
    there = read.location
    assert (there.number(MILEAGE), there.number(FUEL), there.number(SATELLITES)) == (10.0, 12.5, 11)
    assert there.items[1] == (0xE1, b"\x01\x02")
    assert there.number(0xE1) is None


def test_south_and_west_are_negative_degrees() -> None:
    read = read_body(compose(ids.LOCATION, "1", 0, LocationReport(SOUTH_WEST)))
    assert read == LocationReport(SOUTH_WEST)


def test_no_time_and_no_direction_are_none() -> None:
    nowhere = Location(0, 0, 0.0, 0.0, 0, 0.0, None, None)
    raw = pack_body(ids.LOCATION, LocationReport(nowhere), 2013)
    assert raw[20:28].hex() == "ffff000000000000"
    assert read_body(Message(ids.LOCATION, "1", 0, raw)) == LocationReport(nowhere)


@pytest.mark.parametrize(
    ("message_id", "edition", "hexes", "reason"),
    [
        (ids.LOCATION, 2013, PLACE_HEX[:-3], "location byte 0: needs 28 bytes, 27 are there"),
        (ids.LOCATION, 2013, PLACE_HEX.replace("00 BA 7F 0E", "05 5D 4A 81"), "byte 8: latitude .*90.000001"),
        (
            ids.LOCATION,
            2013,
            PLACE_HEX.replace("07 E4 F1 1C", "0A BA 95 01"),
            "byte 12: longitude .*180.00000",
        ),
        (ids.LOCATION, 2013, PLACE_HEX + "01 04 00", "location byte 28: item 01 .* runs past the end"),
        (ids.LOCATION, 2013, PLACE_HEX + "01", "location byte 28: item 01"),
        (ids.LOCATION_BATCH, 2013, "00 02 00 00 1C " + PLACE_HEX, "byte 0: total .* says 2 locations, 1"),
        (
            ids.LOCATION_BATCH,
            2013,
            "00 01 00 00 1D " + PLACE_HEX,
            "location 1 runs past the end at body byte 3",
        ),
        (ids.PLATFORM_ANSWER, 2013, "00 01 02", "body byte 2: answers_id .*needs 2 bytes, 1"),
        (ids.PLATFORM_ANSWER, 2013, "00 01 02 00 00 00", "body byte 5: 1 bytes behind the last field"),
        (ids.AUTHENTICATE, 2019, "09 61", "body byte 0: code .*needs 9 bytes, 1"),
        (ids.AUTHENTICATE, 2019, "", "body byte 0: code .*needs 1 bytes, 0"),
        (ids.REGISTER, 2019, "00 0F 00 69", "body byte 4: maker .*edition"),
        (ids.SET_PARAMETERS, 2013, "02 00 00 00 29 04 00 00 00 05", "parameter 2 of 2 runs past"),
        (ids.PLATFORM_MISSING_PACKETS, 2013, "00 64 03 00 02", "body byte 2: numbers .*needs 6 bytes, 2"),
    ],
)
def test_a_wrong_body_names_the_byte_and_the_field(
    message_id: int, edition: int, hexes: str, reason: str
) -> None:
    with pytest.raises(FrameError, match=reason):
        read_body(Message(message_id, "1", 0, bytes.fromhex(hexes), edition))


@pytest.mark.parametrize(
    ("message_id", "body", "reason"),
    [
        (ids.LOCATION, LocationReport(PLACE._replace(latitude_deg=91.0)), "latitude .* 91.0 is out of range"),
        (ids.LOCATION, LocationReport(PLACE._replace(speed_kmh=6553.6)), "speed"),
        (ids.LOCATION, LocationReport(PLACE._replace(at=datetime(1999, 1, 1, tzinfo=UTC))), "year 1999"),
        (ids.LOCATION, LocationReport(PLACE._replace(items=((1, bytes(256)),))), "item 1"),
        (ids.TEXT, Text(0, "火" * 513), "text .*1026 bytes in GBK; at most 1024"),
        (ids.TEXT, Text(0, "\N{FIRE}"), "not in GBK"),
        (ids.TEXT, Text(256, ""), "flag .*256 is out of range"),
        (ids.REGISTER, Register(1, 1, "MAKER6", "", "", 1, ""), "maker .*6 bytes"),
        (ids.PLATFORM_ANSWER, Heartbeat(), "this message carries GeneralAnswer"),
        (ids.PLATFORM_MISSING_PACKETS, MissingPackets(1, (1,) * 256), "at most 255"),
    ],
)
def test_what_does_not_fit_is_not_packed(message_id: int, body: Body, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        pack_body(message_id, body, 2013)


def test_a_parameter_out_of_range_names_itself() -> None:
    with pytest.raises(ValueError, match=r"interval .*0 is out of range; 1 to 86400 s"):
        parameters.packed(parameters.INTERVAL, 0)


words = st.text(st.characters(codec="gb2312", exclude_characters="\0 "), max_size=5)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(
    lambda at: at.replace(microsecond=0, tzinfo=CHINA)
)
locations: st.SearchStrategy[Location] = st.builds(
    lambda alarms, status, latitude, longitude, altitude, speed, direction, at, items: Location(
        alarms,
        status & ~0b1100 | (4 if latitude < 0 else 0) | (8 if longitude < 0 else 0),
        latitude / 1e6,
        longitude / 1e6,
        altitude,
        speed / 10,
        direction,
        at,
        tuple(items),
    ),
    st.integers(0, 0xFFFF_FFFF),
    st.integers(0, 0xFFFF_FFFF),
    st.integers(-90_000_000, 90_000_000),
    st.integers(-180_000_000, 180_000_000),
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFF),
    st.none() | st.integers(0, 359),
    st.none() | moments,
    st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=20)), max_size=4),
)
u8, u16 = st.integers(0, 0xFF), st.integers(0, 0xFFFF)
bodies: dict[int, st.SearchStrategy[Any]] = {
    ids.TERMINAL_ANSWER: st.builds(GeneralAnswer, u16, u16, st.integers(0, 255)),
    ids.PLATFORM_MISSING_PACKETS: st.builds(MissingPackets, u16, st.lists(u16, max_size=200).map(tuple)),
    ids.REGISTER: st.builds(Register, u16, u16, st.text("MA", max_size=5), words, st.just("T1"), u8, words),
    ids.REGISTER_ANSWER: st.builds(RegisterAnswer, u16, u8, words),
    ids.LOCATION: st.builds(LocationReport, locations),
    ids.LOCATION_ANSWER: st.builds(LocationAnswer, u16, locations),
    ids.LOCATION_BATCH: st.lists(locations, max_size=4).map(LocationBatch.of),
    ids.SET_PARAMETERS: st.builds(
        SetParameters,
        st.lists(st.tuples(st.integers(0, 0xFFFF_FFFF), st.binary(max_size=9)), max_size=4).map(tuple),
    ),
    ids.TEXT: st.builds(Text, u8, words, st.just(1)),
}


@given(st.data(), st.sampled_from(sorted(bodies)), st.sampled_from((2013, 2019)))
def test_bodies_go_both_ways(data: st.DataObject, message_id: int, edition: int) -> None:
    body = data.draw(bodies[message_id])
    read = read_body(compose(message_id, "13912345678", 9, body, edition=edition))
    if isinstance(body, LocationReport) and isinstance(read, LocationReport):
        rounded = body.location
        assert abs(read.location.latitude_deg - rounded.latitude_deg) < 1e-9
        assert abs(read.location.longitude_deg - rounded.longitude_deg) < 1e-9
        assert read.location._replace(latitude_deg=0, longitude_deg=0, speed_kmh=0) == rounded._replace(
            latitude_deg=0, longitude_deg=0, speed_kmh=0
        )
    again = pack_body(message_id, read, edition) if read is not None else b""
    assert again == pack_body(message_id, body, edition)


@given(st.sampled_from(sorted(LAYOUTS)), st.binary(max_size=120), st.sampled_from((2013, 2019)))
def test_a_body_of_any_bytes_is_read_or_refused(message_id: int, body: bytes, edition: int) -> None:
    with contextlib.suppress(FrameError):
        read_body(Message(message_id, "1", 0, body, edition))


# Its maker fills texts from the front; they are written as the standard says.
@pytest.mark.parametrize("data", [data for data in EXAMPLES if data != REGISTER_2019])
def test_bodies_of_examples_are_written_back(data: bytes) -> None:
    message = framing.parse(data)
    body = read_body(message)
    assert body is not None
    assert pack_body(message.id, body, message.edition) == message.body
