"""Storeys read from places as people write them."""

import pytest

from edge_agent.walk_test.floors import chinese_number, floor_of


@pytest.mark.parametrize(
    ("place", "order"),
    [
        ("三层302办公室", 3),
        ("十二层走廊", 12),
        ("二十三楼电梯厅", 23),
        ("12层机房", 12),
        ("地下二层车库", -2),
        ("A座地下1层水泵房", -1),
        ("B2车库", -2),
        ("A座5层", 5),
        ("floor 4, store", 4),
        ("store 4F", 4),
        ("Basement 1, pump room", -1),
        ("屋面风机房", 1000),
        ("控制室", 999),
        ("", 999),
    ],
)
def test_a_place_has_its_storey(place: str, order: int) -> None:
    assert floor_of(place).order == order


def test_the_second_name_helps_where_the_first_is_silent() -> None:
    assert floor_of("库房", "store 4F").zh == "4层"


@pytest.mark.parametrize(("text", "number"), [("十", 10), ("二十", 20), ("一十一", 11), ("十十", None)])
def test_chinese_numbers(text: str, number: int | None) -> None:
    assert chinese_number(text) == number
