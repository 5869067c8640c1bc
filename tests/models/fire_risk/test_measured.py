"""The methods on measured sets: area rates, Austin by area and month, Toronto's serious fires."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.fire_risk import area_rates, austin, toronto
from models.training import lightgbm_trees
from runtime.faults import PlainFault
from tests.series import series


def test_a_regression_finds_what_counts_were_drawn_with() -> None:
    draw = np.random.default_rng(0)
    known = draw.normal(size=(4_000, 2))
    counts = draw.poisson(np.exp(0.5 + 0.7 * known[:, 0] - 0.3 * known[:, 1])).astype(float)
    found = area_rates.regression(known, counts)
    assert found.weight / found.spread == pytest.approx([0.7, -0.3], abs=0.04)
    assert found.rate(known).sum() == pytest.approx(counts.sum(), rel=1e-3)


def test_an_area_is_believed_as_far_as_areas_differ() -> None:
    draw = np.random.default_rng(1)
    expected = np.full(600, 5.0)
    alike = draw.poisson(expected).astype(float)
    unlike = draw.poisson(expected * draw.gamma(2.0, 0.5, 600)).astype(float)
    assert area_rates.strength(expected, unlike) == pytest.approx(2.0, rel=0.35)
    assert area_rates.strength(expected, alike) > 50
    factor = area_rates.believed(np.array([5.0, 5.0]), np.array([0.0, 20.0]), 2.0)
    assert 0 < factor[0] < 1 < factor[1] < 20 / 5


def test_the_deviance_is_0_of_the_counts_themselves_and_finite_without_a_fire() -> None:
    counts = np.array([0.0, 1.0, 5.0])
    assert area_rates.poisson_deviance(counts, counts) == pytest.approx(0.0, abs=1e-9)
    assert area_rates.poisson_deviance(counts, np.full(3, 2.0)) == pytest.approx(
        2 / 3 * (2 + (np.log(0.5) + 1) + (5 * np.log(2.5) - 3))
    )


def city(folder: Path, incidents: list[dict[str, Any]]) -> Path:
    (folder / "incidents_austin").mkdir(exist_ok=True)
    with gzip.open(folder / austin.INCIDENTS, "wt", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["responsearea", "calendaryear", "month", "is_structure_fire"])
        writer.writeheader()
        writer.writerows(incidents)
    with (folder / austin.AREAS).open("w", encoding="utf-8") as file:
        names = ["response_area_id", "population", "total_units", *austin._SHARES]
        areas = csv.DictWriter(file, names)
        areas.writeheader()
        for number in range(40):
            shares = {name: (number * 7 + place) % 50 for place, name in enumerate(austin._SHARES)}
            areas.writerow(
                {
                    "response_area_id": f"a{number}",
                    "population": 500 + 90 * number,
                    "total_units": 200 + number,
                    **shares,
                }
            )
    return folder


def drawn(seed: int = 0) -> list[dict[str, Any]]:
    draw = np.random.default_rng(seed)
    usual = draw.gamma(1.5, 1.0, 40)
    return [
        {"responsearea": f"a{area}", "calendaryear": year, "month": month, "is_structure_fire": "True"}
        for year in (2022, 2023)
        for area in range(40)
        for month in austin._MONTHS
        for _ in range(draw.poisson(usual[area]))
    ]


def test_the_year_that_is_foretold_moves_nothing_that_foretells_it(tmp_path: Path) -> None:
    incidents = drawn()
    whole = austin.read(city(tmp_path, incidents), austin.SETS["structure_fires"])
    none = austin.read(
        city(tmp_path, [row for row in incidents if row["calendaryear"] == 2022]),
        austin.SETS["structure_fires"],
    )
    assert whole.counts[1].sum() > 0
    assert none.counts[1].sum() == 0
    for way, rate in austin.expected(whole).items():
        assert np.array_equal(rate, austin.expected(none)[way]), way


def test_credibility_beats_last_years_rate_and_people_where_areas_differ(tmp_path: Path) -> None:
    told = austin.figures(city(tmp_path, drawn()), "structure_fires")
    assert told["deviance"] < told["baseline_deviance"]
    assert told["auc"] > 0.6


def test_a_folder_without_the_set_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(PlainFault, match=r"response_area_demographics\.csv"):
        austin.read(tmp_path, austin.SETS["all_fires"])


def test_austin_is_foretold_better_than_by_last_year_and_by_people() -> None:
    folder = series(austin.INCIDENTS).parents[1]
    for name in austin.SETS:
        told = austin.figures(folder, name)
        assert told["deviance"] < told["deviances"]["last_year"]
        assert told["deviance"] < told["deviances"]["people_only"]


def test_torontos_serious_fires_are_foretold_better_than_by_use_alone() -> None:
    folder = series(toronto.FIRES).parents[1]
    try:
        lightgbm_trees.library()
    except PlainFault as fault:
        pytest.skip(str(fault))
    told = toronto.figures(folder)
    assert told["deviance"] < told["baseline_deviance"]
    assert told["loss"]["log10_mse"] < told["loss"]["baseline_log10_mse"]


def test_a_fire_never_sees_its_own_loss_or_year() -> None:
    draw = np.random.default_rng(2)
    year = np.repeat(np.arange(2011, 2017), 50)
    fires = toronto.Fires(year, draw.integers(0, 3, 300), np.zeros(300), np.ones((300, 8), dtype=np.float32))
    told = draw.random(300)
    before = toronto._features(fires, told, np.ones(300, dtype=bool))
    changed = np.where(year >= 2014, 1.0 - told, told)
    after = toronto._features(fires, changed, np.ones(300, dtype=bool))
    early = (year <= 2014) & (year > 2011)
    assert np.array_equal(before[early], after[early])
    assert not np.array_equal(before[year == 2016], after[year == 2016])
