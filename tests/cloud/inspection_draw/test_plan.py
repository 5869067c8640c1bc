from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from cloud.inspection_draw import plan
from cloud.inspection_draw.plan import Plan
from runtime.settings import SettingsError
from tests.cloud import drawing
from tests.cloud.inspection_draw.conftest import PLAN


def test_a_plan_that_was_published_is_read_back_the_same() -> None:
    document = drawing.plan().document()
    assert Plan.model_validate(document).document() == document


def test_what_is_published_names_no_file_of_this_machine(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(PLAN, encoding="utf-8")
    found = plan.load(file)
    assert found.lists.units == tmp_path / "units.csv"
    assert "lists" not in found.document()
    assert str(tmp_path) not in str(found.document())


def test_the_plan_of_the_guide_is_one(tmp_path: Path) -> None:
    guide = Path(__file__).parents[3] / "docs/guides/inspection-draw.md"
    file = tmp_path / "plan.toml"
    file.write_text(guide.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0], encoding="utf-8")
    assert plan.load(file).classes[0].floor == 1_000


@pytest.mark.parametrize(
    ("text", "basis_points"), [("10%", 1_000), ("2.5%", 250), ("0.25 %", 25), ("5%", 500), ("0%", 0)]
)
def test_a_share_is_written_as_people_write_it(text: str, basis_points: int) -> None:
    assert drawing.plan(risk_blind_share=text).risk_blind_share == basis_points
    assert plan.shown_share(basis_points) == text.replace(" ", "").replace("%", "%")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            'per_month = "10%"',
            'per_month = "4%"',
            "stratum key: 4% a month is below the 5% that class key must",
        ),
        ('classes = ["key"]', "", r"stratum key: class key has a floor and must be in strata of its"),
        ('classes = ["key"]', 'classes = ["keys"]', r"there is no class 'keys'"),
        ('per_month = "10%"', 'per_month = "ten"', r"27: strata\[0\].per_month: 'ten' is no share"),
        ('per_month = "10%"', 'per_month = "101%"', r"27: strata\[0\].per_month"),
        ('risk = ["IV"]', 'risk = ["V"]', r"30: weights\[0\].risk\[0\]"),
        ("times = 8", "times = 0", r"31: weights\[0\].times"),
        ("times = 8", "weight = 8", r"weights\[0\].times: is missing"),
        ("most = 999_999_999", "most = 99", r"fewer than 2\^48 outcomes"),
        ("22:00:00+08:00", "22:00:00", r"34: entropy.not_before: has no time zone"),
        ('id = "index"', 'id = "ssq"', r"'ssq' is there twice"),
        ("numbers = 6", "numbers = 34", r"there are no 34 different numbers from 1 to 33"),
        ("reserves = 2", "reserve = 2", r"9: reserve: .*did you mean `reserves`"),
        (
            'title_zh = "2026',
            'title_zh = "\\u00002026',
            r"3: title_zh: holds characters that cannot be shown",
        ),
        ('number = "NM-2026-12"', 'number = "../x"', r"2: number"),
    ],
)
def test_a_fault_of_a_plan_is_told_with_its_place(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = tmp_path / "plan.toml"
    assert old in PLAN
    file.write_text(PLAN.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError, match=words):
        plan.load(file)


@pytest.mark.parametrize(
    "changed",
    [
        {"classes": [{"id": "a", "zh": "甲", "en": "a"}] * 2},
        {"strata": [drawing.stratum("a"), drawing.stratum("a")]},
        {"format": 2},
        {"months": 13},
        {"area": "15010"},
    ],
)
def test_what_cannot_be_meant_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        drawing.plan(**changed)
