"""What people type with a Chinese keyboard is read as what they mean."""

from __future__ import annotations

import pytest

from cloud.imports import cells
from cloud.imports.columns import heading_key, headings
from cloud.imports.fault import CellFault


@pytest.mark.parametrize(
    ("cell", "value"), [("1,200", 1200), ("1\uff0c200", 1200), ("\uff11\uff12", 12), ("78.5", 78.5)]
)
def test_full_width_digits_and_commas_are_digits_and_commas(cell: str, value: float) -> None:
    assert cells.number(0, 10_000)(cell) == value


@pytest.mark.parametrize("cell", ["一百", "12 米", "nan", "1e999", ""])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(CellFault):
        cells.number(0, 10_000)(cell)


@pytest.mark.parametrize(
    "heading", ["平面X(米)", "平面X\uff08米\uff09", "\uff0a平面x \uff08米\uff09", "plan x (m)", "x_m"]
)
def test_a_heading_is_known_with_brackets_of_either_width(heading: str) -> None:
    assert headings("points")[heading_key(heading)].field == "x_m"
