"""Data units: every type decodes to its struct and back; oddities of the field are taken and told."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bodies, text
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.time_label import TimeLabel
from telemetry.gb26875.type_flags import TYPE_FLAGS, answer_type
from tests.telemetry.gb26875.vectors import FRAMES, UNITS

AT = TimeLabel(4, 0, 9, 2, 7, 21)
#: Largest unit of each type by the standard's own table of sizes.
MAX_UNIT = {
    **{1: 1022, 2: 1014, 3: 1010, 4: 1022, 5: 6, 6: 776, 7: 990, 8: 10, 21: 9, 24: 1018, 25: 4, 26: 258},
    **{28: 8, 61: 206, 62: 134, 63: 380, 64: 11, 65: 4, 66: 8, 67: 158, 68: 4, 81: 3, 84: 9, 85: 3, 86: 3},
    **{88: 3, 89: 3, 90: 8, 91: 3},
}

codes = st.integers(0, 255)
labels = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2099, 12, 31)).map(TimeLabel.of)
address = st.binary(min_size=4, max_size=4)
FIELDS: dict[str, st.SearchStrategy[object]] = {
    "state": st.integers(0, 0xFFFF),
    "raw": st.integers(-0x8000, 0x7FFF),
    "component_address": address,
    "at": labels,
    "since": labels,
    "reserved": st.just(0),
}


def bodies_of(code: int) -> st.SearchStrategy[bodies.Body]:
    layout = TYPE_FLAGS[code].layout
    description = st.binary(max_size=255) if layout.texted else st.binary(min_size=31, max_size=31)
    narrow = {"state": codes} if layout.body is bodies.UitdState else {}
    fields = {**FIELDS, "description": description, **narrow}
    return st.builds(layout.body, **{name: fields.get(name, codes) for name in layout.body._fields})


@pytest.mark.parametrize("code", TYPE_FLAGS)
@given(data=st.data())
def test_every_type_comes_back_as_it_was_written(code: int, data: st.DataObject) -> None:
    most = min(TYPE_FLAGS[code].max_count, 4)
    objects = data.draw(st.lists(bodies_of(code), min_size=1, max_size=most))
    read = units.parse(units.encode(code, objects))
    assert (read.type, list(read.objects), read.rest) == (code, objects, b"")


@pytest.mark.parametrize("code", UNITS)
def test_units_seen_elsewhere_are_read_whole_and_written_back(code: int) -> None:
    read = units.parse(UNITS[code])
    assert read.type == code
    assert not read.rest
    assert units.encode(code, read.objects) == UNITS[code]


@pytest.mark.parametrize("code", TYPE_FLAGS)
def test_the_largest_unit_has_the_size_of_the_standard(code: int) -> None:
    known = TYPE_FLAGS[code]
    size = known.layout.least_bytes + (255 if known.layout.texted else 0)
    assert 2 + known.max_count * size == MAX_UNIT[code]


def test_values_are_what_their_makers_meant() -> None:
    states = units.parse(UNITS[1]).objects
    assert [body[:3] for body in states] == [(1, 2, 0x0204), (13, 3, 0x0105)]
    (component,) = units.parse(UNITS[2]).objects
    assert isinstance(component, bodies.ComponentState)
    assert (component.text, component.component_address) == ("这是一个转码测试", b"\x01\x02\x03\x04")
    (hot,) = units.parse(UNITS[3]).objects
    assert isinstance(hot, bodies.AnalogValue)
    assert (hot.value, hot.quantity.unit if hot.quantity else "") == (80.0, "°C")
    (cold,) = units.parse(framing.parse(FRAMES["C4"]).adu).objects
    assert isinstance(cold, bodies.AnalogValue)
    assert cold.value == -5.5
    (corridor,) = units.parse(framing.parse(FRAMES["C2"]).adu).objects
    assert isinstance(corridor, bodies.ComponentState)
    assert corridor.text == "3层东走廊烟感"
    (linkage,) = units.parse(framing.parse(FRAMES["C9"]).adu).objects
    assert linkage == bodies.UitdConfiguration("联动".encode("gb18030"))


@given(st.binary(max_size=1024))
def test_whatever_arrives_is_read_and_nothing_of_it_is_lost(data: bytes) -> None:
    read = units.parse(data)
    if read.type is None or read.type not in TYPE_FLAGS:
        assert read.rest == (data if read.type is None else data[2:])
    known = {note.code for note in read.notes}
    if read.rest and read.type in TYPE_FLAGS:
        assert "rest" in known


def odd(data: str) -> tuple[list[str], units.Adu]:
    read = units.parse(bytes.fromhex(data))
    return [note.code for note in read.notes], read


TIME = "04 00 09 02 07 15"
DESCRIBED = "01 01 28 0A 00 02 00"


@pytest.mark.parametrize(
    ("data", "notes", "count"),
    [
        (f"05 01 01 02 03 04 {TIME}", ["extra-time"], 1),
        (f"06 01 0A 01 04 C1 AA B6 AF {TIME}", ["extra-time"], 1),
        (f"07 01 {DESCRIBED} {'00 ' * 31} {TIME}", ["extra-time"], 1),
        (f"08 01 {TIME}", ["missing-address"], 1),
        ("5A 01 00", ["reserved-body", "time-absent"], 1),
        ("5B 01", ["reserved-body"], 1),
        (f"59 01 00 {TIME}", ["extra-time"], 1),
        (f"15 01 08 {TIME}", ["bit-0-in-alarm"], 1),
        (f"15 01 81 {TIME}", ["reserved-bits"], 1),
        (f"01 02 01 02 01 00 {TIME}", ["count"], 1),
        (f"01 01 01 02 01 00 {TIME} FF", ["rest"], 1),
        (f"01 01 82 02 01 00 {TIME}", ["user-defined"], 1),
        (f"01 01 05 02 01 00 {TIME}", ["reserved-code"], 1),
        ("01 01 01 02 01 00 3C 00 09 02 07 15", ["time-invalid"], 1),
        (f"03 01 01 01 28 01 00 01 00 06 E9 03 {TIME}", ["out-of-range"], 1),
        (f"15 02 01 {TIME} 01 {TIME}", ["count-limit"], 2),
        ("80 01 FF", ["unknown-type"], 0),
        ("16", ["short-adu"], 0),
        ("", ["empty-upload"], 0),
    ],
)
def test_each_habit_beside_the_standard_is_taken_and_told(data: str, notes: list[str], count: int) -> None:
    told, read = odd(data)
    assert told == notes
    assert len(read.objects) == count


@pytest.mark.parametrize(
    ("field", "words", "oddities"),
    [
        (b"\x20" * 30 + b"\x00", "", ()),
        ("烟感".encode("gb18030").ljust(31, b"\x00"), "烟感", ()),
        (("走廊" * 8).encode("gb18030")[:31], "走廊" * 7 + "走", ("half-character",)),
        (b"AB\x00CD".ljust(31, b"\x00"), "AB", ("text-after-end",)),
        (b"\xff\xff", "\\xff\\xff", ("text-garbled",)),
        (b"a\x07b", "a\\x07b", ()),
    ],
)
def test_texts_are_read_without_padding_and_with_their_faults_told(
    field: bytes, words: str, oddities: tuple[str, ...]
) -> None:
    assert text.read(field) == (words, oddities)


@given(st.text(st.characters(codec="gb18030", exclude_categories=("C",)), max_size=40))
def test_a_packed_text_is_never_cut_inside_a_character(words: str) -> None:
    field = text.packed(words)
    assert len(field) == 31
    assert words.encode("gb18030").startswith(field.rstrip(b"\x00"))
    field.rstrip(b"\x00").decode("gb18030")


@pytest.mark.parametrize(
    ("code", "objects", "words"),
    [
        (200, [bodies.ReadUitd()], "not in GB/T"),
        (21, [bodies.UitdState(1, AT)] * 2, "carries 1 to 1"),
        (21, [bodies.UitdState(1, TimeLabel(60, 0, 0, 1, 1, 21))], "is no time"),
        (81, [bodies.ReadUitd(3)], "reserved byte is 3"),
        (2, [bodies.ReadUitd()], "carries ComponentState"),
        (62, [bodies.ReadComponent(1, 1, b"\x01")], "component_address: 1 bytes"),
        (3, [bodies.AnalogValue(1, 1, 1, bytes(4), 3, 40_000, AT)], "AnalogValue"),
        (26, [bodies.UitdConfiguration(bytes(256))], "at most 255"),
    ],
)
def test_what_the_standard_forbids_is_not_written(code: int, objects: list[bodies.Body], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        units.encode(code, objects)


def test_every_query_has_its_answer() -> None:
    queries = {code for code in TYPE_FLAGS if 61 <= code <= 88}
    assert {answer_type(code) for code in queries} == {1, 2, 3, 4, 5, 6, 7, 8, 21, 24, 25, 26, 28}
