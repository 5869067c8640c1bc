"""A simulated city: the same from the same seed, whole on disk, and with a truth that its fires bear out."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from cloud.organisations.categories import CATEGORIES as REGISTERED
from models.fire_risk import schema
from models.fire_risk.histories import city
from simulators.city_history import __main__ as program
from simulators.city_history import burning, categories, hazards, sites
from simulators.city_history.history import History, Wish, history

WISH = Wish(buildings=3_000, communities=300, first=date(2020, 1, 6), weeks=208)


@pytest.fixture(scope="module")
def made() -> History:
    return history("1501", WISH, 3)


def test_the_same_seed_gives_the_same_city_and_another_seed_another() -> None:
    small = Wish(60, 6, WISH.first, 40)
    one, same, other = (history("1501", small, seed) for seed in (3, 3, 4))
    assert np.array_equal(one.expected, same.expected)
    assert all(
        np.array_equal(one.tables[name][key], same.tables[name][key], equal_nan=True)
        for name in one.tables
        for key in one.tables[name]
    )
    assert not np.array_equal(one.expected, other.expected)


def test_as_many_burn_as_the_truth_says_in_all_and_among_the_likeliest(made: History) -> None:
    fires = np.bincount(made.tables["fires"]["site"], minlength=len(made.sites))
    expected = made.expected[-1]
    for chosen in (np.ones(len(made.sites), dtype=bool), expected > np.quantile(expected, 0.9)):
        seen, told = fires[chosen].sum(), expected[chosen].sum()
        assert abs(seen - told) < 4 * np.sqrt(told)


def test_more_serious_fires_where_the_truth_says_so(made: History) -> None:
    fires = made.tables["fires"]
    chance = made.serious[(fires["day"] - made.days.day[0]) // 7, fires["site"]]
    likely = chance > np.median(chance)
    assert fires["serious"][likely].mean() > 1.5 * fires["serious"][~likely].mean()


def test_hidden_hazards_show_in_what_is_found_and_told(made: History) -> None:
    usual = made.sites.middle[hazards.ELECTRICAL]
    high, low = usual > np.quantile(usual, 0.8), usual < np.quantile(usual, 0.2)
    found = made.tables["findings"]
    count = np.bincount(found["site"][found["kind"] == hazards.ELECTRICAL], minlength=len(made.sites))
    assert count[high].mean() > 2 * count[low].mean()
    told = made.tables["signals"]
    kinds = [signal.kind for signal in hazards.SIGNALS]
    warned = np.bincount(
        told["site"][told["kind"] == kinds.index("electrical-warning")], minlength=len(made.sites)
    )
    assert warned[high].mean() > 2 * warned[low].mean()


def test_what_is_recorded_lacks_fields_and_is_late_while_the_truth_lacks_nothing(made: History) -> None:
    assert np.isnan(made.registry["rewired_year"]).mean() > 0.1
    assert not np.isnan(made.sites.true["rewired_year"]).any()
    found = made.tables["findings"]
    assert (found["rectified_day"] > found["due_day"]).mean() > 0.05
    assert np.isnan(found["rectified_day"]).any(), "some are open at the end"
    assert (
        found["rectified_day"][~np.isnan(found["rectified_day"])]
        > found["day"][~np.isnan(found["rectified_day"])]
    ).all()


def test_nobody_who_is_not_connected_tells_signals(made: History) -> None:
    told = made.tables["signals"]
    assert (made.sites.true["connected_day"][told["site"]] <= told["day"] + 6).all()


def test_its_words_are_those_of_the_records_and_of_the_registry() -> None:
    assert categories.CATEGORIES == schema.CATEGORIES
    assert hazards.NAMES == schema.HAZARDS
    assert tuple(signal.kind for signal in hazards.SIGNALS) == schema.SIGNALS
    assert burning.CAUSES == schema.CAUSES
    assert tuple(column.name for column in schema.REGISTRY) == sites.REGISTRY
    assert set(categories.CATEGORIES) - {"community"} <= set(REGISTERED)


def test_a_folder_is_read_back_as_records_with_their_truth(tmp_path: Path) -> None:
    folder = tmp_path / "made"
    wanted = ["--cities", "1503", "--buildings", "80", "--communities", "8", "--weeks", "60"]
    assert program.main(["--output", str(folder), *wanted]) == 0
    back = city(folder / "1503")
    assert back.records.count == 88
    assert back.expected.shape == (61, 88)
    day = back.first_day + 100
    assert (back.probability(day, 90) < back.probability(day, 300)).all()
    assert json.loads((folder / "schema.json").read_text(encoding="utf-8"))["note"].startswith("模拟数据")


def test_the_same_city_as_text_for_an_import(tmp_path: Path) -> None:
    folder = tmp_path / "text"
    wanted = ["--cities", "1503", "--buildings", "80", "--communities", "8", "--weeks", "60", "--form", "csv"]
    assert program.main(["--output", str(folder), *wanted]) == 0
    with (folder / "1503" / "findings.csv").open(encoding="utf-8") as file:
        row = next(csv.DictReader(file))
    assert list(row) == [column.name for column in schema.TABLES["findings"]]
    assert row["site"][0] in "bc"
    assert date.fromisoformat(row["day"]) < date.fromisoformat(row["due_day"])
    assert row["kind"] in schema.HAZARDS


def test_what_cannot_be_made_is_told_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    assert program.main(["--output", str(tmp_path / "full"), "--weeks", "2"]) == 2
    assert "not an empty folder" in capsys.readouterr().err
    assert program.main(["--output", str(tmp_path / "new"), "--weeks", "0"]) == 2
    assert "--weeks of 1 or more" in capsys.readouterr().err
    assert program.main(["--output", str(tmp_path / "new"), "--first", "2010-01-01"]) == 2
    assert "lunar calendar" in capsys.readouterr().err
