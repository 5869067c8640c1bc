"""Register maps: numbering as documents print it, words, grids, numbers, and what is refused."""

import math
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from device_profiles import loader
from device_profiles.finding import ReportError
from device_profiles.registers import numbers, reading, reports
from device_profiles.registers.numbering import Address, Numbering, Table, on_the_wire
from device_profiles.registers.schema import RegisterMap, RegisterReading, StateWord
from device_profiles.registers.spots import every_spot, grid_spot

FIRE = {"name": {"zh": "火警", "en": "fire"}, "set": ["fire"]}
NORMAL = {"name": {"zh": "正常", "en": "normal"}, "clear": "all"}


def registers(**more: Any) -> RegisterMap:
    words = {"point": {"values": {0: NORMAL, 1: FIRE}}}
    return RegisterMap.model_validate({"words": words, **more})


@pytest.mark.parametrize(
    ("number", "numbering", "address"),
    [
        (0, Numbering.WIRE, (Table.HOLDING, 0)),
        (1, Numbering.ONE_BASED, (Table.HOLDING, 0)),
        (40001, Numbering.FIVE_DIGIT, (Table.HOLDING, 0)),
        (49500, Numbering.FIVE_DIGIT, (Table.HOLDING, 9499)),
        (30002, Numbering.FIVE_DIGIT, (Table.INPUT, 1)),
        (10001, Numbering.FIVE_DIGIT, (Table.DISCRETE, 0)),
        (17, Numbering.FIVE_DIGIT, (Table.COIL, 16)),
        (400001, Numbering.SIX_DIGIT, (Table.HOLDING, 0)),
        (460000, Numbering.SIX_DIGIT, (Table.HOLDING, 59_999)),
        (310001, Numbering.SIX_DIGIT, (Table.INPUT, 10_000)),
    ],
)
def test_a_printed_number_is_found_on_the_wire(
    number: int, numbering: Numbering, address: tuple[Table, int]
) -> None:
    assert on_the_wire(number, numbering, Table.HOLDING) == Address(*address)


@pytest.mark.parametrize(
    ("number", "numbering", "why"),
    [
        (0, Numbering.ONE_BASED, "would be -1 on the wire"),
        (40000, Numbering.FIVE_DIGIT, "would be -1 on the wire"),
        (20001, Numbering.FIVE_DIGIT, "begins with no table"),
        (65_536, Numbering.WIRE, "0 to 65535 are possible"),
        (470_000, Numbering.SIX_DIGIT, "0 to 65535 are possible"),
    ],
)
def test_a_number_that_is_nowhere_is_said_to_be(number: int, numbering: Numbering, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        on_the_wire(number, numbering, Table.HOLDING)


def test_the_grid_of_a_panel_is_its_documents() -> None:
    layout = loader.load("notifier-modbus-gw").profile.registers
    assert layout is not None
    places = {
        spot.point: spot.number for spot in every_spot(layout) if spot.point in ("1-D1", "10-D159", "10-M159")
    }
    assert places == {"1-D1": 40001, "10-D159": 43759, "10-M159": 43959}
    with pytest.raises(ValueError, match="device 160 is outside 1 to 159"):
        grid_spot(layout, layout.grids[0], 1, 160)


@given(st.sampled_from((1, 2, 4, 8, 16)), st.booleans(), st.data())
def test_packed_points_never_share_a_bit(bits: int, high_first: bool, data: st.DataObject) -> None:
    order = "high-first" if high_first else "low-first"
    grid = {"first": 10, "loops": [1, 2], "devices": [1, 40], "loop_stride": 40}
    layout = registers(grids=[{**grid, "packed_bits": bits, "packed_order": order}])
    spots = list(every_spot(layout))
    claimed = [(spot.address, bit) for spot in spots for bit in range(16) if spot.mask >> bit & 1]
    assert len(spots) == 80
    assert len(claimed) == len(set(claimed))
    one = data.draw(st.sampled_from(spots))
    assert one.value(1 << one.shift) == 1


def test_bits_and_a_value_in_one_word_are_read_together() -> None:
    layout = loader.load("notifier-modbus-gw").profile.registers
    assert layout is not None
    word = layout.words["point"]
    both = reading.read(word, 40001, 0x2D10)
    assert both.sets == {"fire", "fault"}
    assert "pre-alarm" in both.clears
    assert not both.doubts
    assert reading.read(word, 40001, 0x00FF).doubts == ("register 40001 = 255: not fitted",)


def test_a_bit_nobody_listed_is_a_doubt_and_hides_nothing() -> None:
    word = StateWord.model_validate({"bits": {15: FIRE}, "ignored": 0x0001})
    assert reading.read(word, 7, 0x0001).doubts == ()
    odd = reading.read(word, 7, 0x8010)
    assert (odd.sets, odd.doubts) == ({"fire"}, ("register 7 = 32784: bits 4",))


@pytest.mark.parametrize("name", ["notifier-modbus-gw", "siemens-dms8000-modbus", "gst5000-modbus"])
def test_no_value_of_a_word_is_both_set_and_cleared(name: str) -> None:
    layout = loader.load(name).profile.registers
    assert layout is not None
    word = layout.words["point"]

    @given(st.integers(0, 0xFFFF))
    def holds(value: int) -> None:
        found = reading.read(word, 1, value)
        assert not found.sets & found.clears
        assert found.sets or found.clears or found.doubts

    holds()


def _words(data: bytes) -> list[int]:
    return [word for (word,) in struct.iter_unpack(">H", data)]


@given(
    st.integers(-(2**31), 2**31 - 1), st.sampled_from(("big", "little")), st.sampled_from(("big", "little"))
)
def test_numbers_are_put_together_in_every_order(value: int, words: str, octets: str) -> None:
    raw = _words(struct.pack(">i", value))
    if words == "little":
        raw.reverse()
    if octets == "little":
        raw = [(word >> 8 | word << 8) & 0xFFFF for word in raw]
    form = RegisterReading.model_validate(
        {"name": "n", "analog": "voltage", "type": "i32", "word_order": words, "byte_order": octets}
    )
    assert numbers.raw_value(form, raw) == value


def test_a_number_that_is_none_is_no_value() -> None:
    decimal = RegisterReading(name="n", analog="voltage", type="bcd16")
    assert numbers.raw_value(decimal, [0x1234]) == 1234
    assert math.isnan(numbers.raw_value(decimal, [0x12A4]))
    broken = RegisterReading(name="n", analog="voltage", invalid=(0x7FFF,))
    assert math.isnan(numbers.sample(broken, [0x7FFF]).value)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"grids": [{"first": 1, "loops": [1, 1], "devices": [1, 9], "word": "other"}]}, "add it to `words`"),
        ({"grids": [{"first": 1, "loops": [2, 1], "devices": [1, 9]}]}, "ends before it begins"),
        ({"illegal": [[9, 8]]}, "ends before it begins"),
        ({"numbering": "five-digit", "priority": [[39999, 40010]]}, "reaches from table"),
        ({"words": {"point": {"values": {0: NORMAL}, "bits": {3: FIRE}}}}, "narrow it"),
        ({"words": {"point": {}}}, "neither `values` nor `bits`"),
        ({"readings": [{"name": "x", "analog": "noise"}]}, "no such analog type"),
    ],
)
def test_a_map_that_contradicts_itself_is_refused(more: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        registers(**more)


def test_an_answer_as_it_stands_on_the_wire_is_read() -> None:
    layout = registers(grids=[{"first": 100, "loops": [1, 1], "devices": [1, 9]}])
    answer = bytes.fromhex("00 07 00 00 00 07 01 03 04 00 01 00 00")
    first, second = reports.of_frame(layout, answer, 102)
    assert (first.address, first.finding.sets, second.address) == ("1-3", {"fire"}, "1-4")


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        ("01 03 02 00 01 79 85", "CRC"),
        ("00 01 00 00 00 03 01 83 02", "exception 2"),
        ("00 01 00 00 00 05 01 04 02 00 01", "no point at input 102"),
        ("", "at least 4"),
    ],
)
def test_an_answer_that_is_none_says_why(frame: str, why: str) -> None:
    layout = registers(grids=[{"first": 100, "loops": [1, 1], "devices": [1, 9]}])
    with pytest.raises(ReportError, match=why):
        reports.of_frame(layout, bytes.fromhex(frame), 102)
