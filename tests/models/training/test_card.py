from __future__ import annotations

from models.training.card import Bin, Card, Said, ShippedFile, Table, interval, markdown, with_interval


def _card(**changes: object) -> Card:
    one = Said("中文", "English")
    plain: dict[str, object] = {
        "title": Said("模型", "A model"),
        "purpose": (one,),
        "file": ShippedFile("m/model.onnx", "ab" * 32, 1234, "1"),
        "inputs": Table(Said("输入", "Inputs"), ("a", "b"), (("x", 1.5), ("y|z", None))),
        "data": (one,),
        "splits": (one,),
        "figures": (Table(Said("表", "Table"), ("a",), ((1,),), one), Table(Said("空", "Empty"), ("a",), ())),
        "reliability": (Bin(0.9, 0.85, 100),),
        "limits": (one,),
        "not_when": (one,),
    }
    return Card(**{**plain, **changes})  # type: ignore[arg-type]


def test_a_card_says_each_thing_chinese_first_and_names_its_file() -> None:
    page = markdown(_card())
    assert page.startswith("# 模型 / A model\n")
    assert "- 中文\n  English" in page
    assert "ab" * 32 in page
    assert "1234 B" in page
    assert page.index("局限") < page.index("何时不要使用")


def test_a_cell_with_nothing_is_a_dash_and_a_bar_does_not_break_the_table() -> None:
    assert "| y\\|z | – |" in markdown(_card())


def test_an_empty_table_leaves_no_heading() -> None:
    assert "Empty" not in markdown(_card())


def test_intervals_are_shown_as_low_to_high() -> None:
    assert interval((0.1, 0.25)) == "0.10…0.25"
    assert with_interval(3.0, None) == "3.00"
    assert with_interval(None, (1, 2)) == "–"
