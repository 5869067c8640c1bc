"""Two spellings of one organisation or address: a table of statements, and what holds of every pair."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.matching import weights
from cloud.matching.addresses import parts as address_parts
from cloud.matching.comparing import Likeness, Spelling, organisations, places
from cloud.matching.names import parts as name_parts
from cloud.matching.spelling import number_of, plain

SURE, ASKED, OTHER = "sure", "asked", "other"
HERE = "新城区海拉尔大街12号"


def said(likeness: Likeness) -> str:
    if likeness.confidence >= weights.SURE:
        return SURE
    return ASKED if likeness.confidence >= weights.ASK else OTHER


NAMES = [
    ("呼和浩特市蒙源酒店有限公司", "蒙源酒店有限责任公司", SURE),
    ("内蒙古自治区呼和浩特市新城区蒙源酒店", "蒙源酒店(呼和浩特)有限公司", SURE),
    ("蒙源酒店有限公司", "蒙 源 酒 店 有限公司", SURE),
    ("鴻雁飯店有限公司", "鸿雁饭店有限公司", SURE),
    ("呼市一中", "呼和浩特市第一中学", ASKED),
    ("鸿源酒店", "宏远酒店", ASKED),
    ("新华小学", "新华第二小学", OTHER),
    ("第一幼儿园", "第二幼儿园", OTHER),
    ("蒙源酒店有限公司第一分公司", "蒙源酒店有限公司第二分公司", OTHER),
    ("蒙源酒店", "格桑超市", OTHER),
    ("呼和浩特市蒙源酒店", "包头市蒙源酒店", OTHER),
    ("蒙源酒店有限公司", "蒙源酒店有限公司第一分公司", ASKED),
]


@pytest.mark.parametrize(("one", "other", "expected"), NAMES)
def test_names_alone_say_as_much_as_they_can(one: str, other: str, expected: str) -> None:
    assert said(organisations(Spelling(one), Spelling(other))) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("鸿源酒店", HERE), ("宏远酒店有限公司", "海拉尔大街十二号"), SURE),
        (("蒙源大酒店", HERE), ("蒙泉大酒店", HERE), SURE),
        (("蒙源酒店", HERE), ("蒙源酒店", "新城区新华大街３号"), ASKED),
        (("蒙源超市", HERE), ("格桑药店", HERE), OTHER),
    ],
)
def test_an_address_speaks_for_and_against(
    one: tuple[str, str], other: tuple[str, str], expected: str
) -> None:
    assert said(organisations(Spelling(*one), Spelling(*other))) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("内蒙古呼和浩特市新城区海拉尔东街12号院3号楼", "新城区海拉尔东街１２号３栋", SURE),
        ("海拉尔东街十二号3幢2单元501室", "海拉尔东街12号3座2单元501", SURE),
        ("海拉尔东街12号", "海拉尔东街13号", OTHER),
        ("海拉尔东街12号3栋", "海拉尔东街12号4栋", ASKED),
        ("海拉尔东街12号", "新华大街12号", OTHER),
    ],
)
def test_addresses_are_read_part_by_part(one: str, other: str, expected: str) -> None:
    assert said(places(one, other)) == expected


def test_a_road_named_after_a_place_is_not_taken_for_the_place() -> None:
    found = address_parts("呼和浩特市新城区海拉尔东街12号院3号楼2单元501室")
    assert (found.area, found.road, found.number) == ("150102", "海拉尔东街", "12")
    assert found.within == (("building", "3"), ("unit", "2"), ("room", "501"))
    assert address_parts("海拉尔东街12号").area == ""


def test_a_name_is_area_core_form_and_branch() -> None:
    found = name_parts("呼和浩特市蒙源酒店有限公司包头分公司")
    assert (found.area, found.core, found.form, found.branch) == ("1501", "蒙源酒店", "limited", "1502")
    assert name_parts("老马烧烤店").branch == ""


def test_numbers_are_numbers_only_where_something_is_counted() -> None:
    assert [number_of(numeral) for numeral in ("十", "十二", "二十", "一百零三", "一二")] == [
        10,
        12,
        20,
        103,
        12,
    ]
    assert plain("一心酒店三号楼") == "一心酒店3号楼"


def test_reasons_are_words_in_both_languages_the_weightiest_first() -> None:
    likeness = organisations(Spelling("鸿源酒店", HERE), Spelling("宏远酒店", HERE))
    assert [code for code, _, _ in likeness.words()] == ["name.sound", "address.same", "area.same"]
    assert all(zh and en for _, zh, en in likeness.words())


TEXT = st.text(alphabet="蒙源酒店宏远鸿呼和浩特市新城区有限公司第一二分12号路街栋 (）-a", max_size=24)
SPELLING = st.builds(Spelling, TEXT, TEXT, st.sampled_from(["", "15", "1501", "150102", "150203"]))


@given(SPELLING, SPELLING)
def test_likeness_is_symmetric_between_nought_and_one(one: Spelling, other: Spelling) -> None:
    there, back = organisations(one, other), organisations(other, one)
    assert there == back
    assert 0.0 <= there.confidence <= 1.0
    assert places(one.address, other.address) == places(other.address, one.address)


@given(st.text(max_size=300), st.text(max_size=300))
def test_the_same_text_is_the_same_whatever_it_is(name: str, address: str) -> None:
    assert organisations(Spelling(name, address), Spelling(name, address)).confidence == 1.0
    assert places(address, address).confidence == 1.0
