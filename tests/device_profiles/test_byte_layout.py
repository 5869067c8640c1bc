"""A binary report is read as its layout says, or refused with the byte that is wrong."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from device_profiles import loader
from device_profiles.byte_layout.decoding import CHECKS, UNREAD, decode
from device_profiles.byte_layout.schema import ByteLayout
from device_profiles.finding import ReportError

LAYOUTS = {
    name: profile.json_device.uplink.layout
    for name in loader.names()
    if (profile := loader.load(name).profile).json_device
    and profile.json_device.uplink
    and profile.json_device.uplink.layout
}


def layout(**fields: Any) -> ByteLayout:
    return ByteLayout.model_validate(fields)


def one(data: str, **field: Any) -> object:
    endian = field.pop("endian", "little")
    return decode(layout(endian=endian, fields=[{"name": "v", "at": 0, **field}]), bytes.fromhex(data))["v"]


def test_every_type_of_number_is_read() -> None:
    assert one("fe") == 254
    assert one("fe", type="i8") == -2
    assert one("0102", type="u16") == 0x0201
    assert one("0102", type="u16", endian="big") == 0x0102
    assert one("ffff", type="i16", scale=0.1) == pytest.approx(-0.1)
    assert one("010203", type="u24", endian="big") == 0x010203
    assert one("ffffffff", type="u32") == 2**32 - 1
    assert one("0000803f", type="f32") == 1.0
    assert one("80", bit=7) is True
    assert one("a5", bits=[4, 7]) == 10
    assert one("ff", none=[255]) is None
    assert one("64", scale=0.5, offset=-10) == 40
    assert one("48690000", type="ascii", size=4) == "Hi"
    assert one("0a0b", type="hex", size=2) == "0a0b"
    assert one("0102ff", at=-1) == 255


def test_a_field_that_the_report_is_too_short_for_is_not_there() -> None:
    assert decode(layout(fields=[{"name": "a", "at": 0}, {"name": "b", "at": 5}]), b"\x07") == {"a": 7}


@pytest.mark.parametrize(
    ("fields", "data", "words"),
    [
        ({"lengths": [2]}, b"\x00", "1 bytes; a report has 2"),
        ({"begins": "0128"}, b"\x01\x29", "byte 0: begins with 01 29, not 01 28"),
        ({"check": "sum8-zero"}, b"\x01\x02", r"byte 1: the check sum \(sum8-zero\) does not hold"),
        ({}, b"", "0 bytes"),
        ({}, bytes(2000), "2000 bytes"),
        ({"tlv": {"items": {1: {"size": 2}}}}, b"\x01\x00", "byte 0: tag 01 needs 2 bytes, 1 are left"),
        (
            {"tlv": {"count_at": 0, "start": 1, "items": {1: {"size": 0}}}},
            b"\x03\x01",
            "2 more items were announced",
        ),
    ],
)
def test_what_does_not_fit_is_refused_by_its_byte(fields: dict[str, Any], data: bytes, words: str) -> None:
    made = layout(**{"fields": [{"name": "v", "at": 0}], **fields})
    with pytest.raises(ReportError, match=words):
        decode(made, data)


def test_a_tag_that_nobody_listed_is_kept_with_all_that_follows() -> None:
    made = layout(tlv={"items": {1: {"size": 1, "fields": [{"name": "a", "at": 0}]}}})
    assert decode(made, b"\x01\x05\x99\x01\x06") == {"a": 5, UNREAD: "990106"}


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ({"type": "hex"}, "`size` belongs to the types hex and ascii"),
        ({"bit": 1, "bits": [0, 1]}, "give `bit` or `bits`"),
        ({"type": "i8", "bit": 1}, "taken from an unsigned type"),
        ({"bits": [0, 8]}, "do not lie within u8"),
        ({"bit": 9}, "does not lie within u8"),
    ],
)
def test_a_layout_that_cannot_be_is_told(field: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        layout(fields=[{"name": "v", "at": 0, **field}])


def test_an_empty_layout_is_told() -> None:
    with pytest.raises(ValidationError, match="needs `fields` or `tlv`"):
        layout(check="none")


@pytest.mark.parametrize("name", LAYOUTS)
@given(data=st.binary(max_size=64))
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    made = LAYOUTS[name]
    assert made is not None
    with contextlib.suppress(ReportError):
        decode(made, data)


@pytest.mark.parametrize("check", sorted(CHECKS.keys() - {"none"}))
@given(data=st.binary(min_size=2, max_size=16), place=st.integers(0, 15), mask=st.integers(1, 255))
def test_no_check_sum_lets_one_changed_byte_pass(check: str, data: bytes, place: int, mask: int) -> None:
    good = next(whole for last in range(256) if CHECKS[check](whole := data[:-1] + bytes((last,))))
    changed = bytearray(good)
    changed[place % len(good)] ^= mask
    assert not CHECKS[check](bytes(changed))


def test_values_are_in_their_unit_without_a_binary_tail_and_whole_counts_stay_whole() -> None:
    assert one("E40C", type="u16", scale=0.001) == 3.3
    assert repr(one("0C", type="u8")) == "12"
