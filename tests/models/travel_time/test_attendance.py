"""What the model learns, on fires whose truth is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.travel_time import effects, fires
from models.travel_time.attendance import fit
from models.travel_time.curve import one_line, with_turnout
from runtime.faults import PlainFault
from tests.models.travel_time import files


def test_curves_find_the_law_they_are_drawn_from() -> None:
    metres = np.linspace(100, 8_000, 400)
    assert one_line(metres, 3.76 * metres**0.567)[1:] == pytest.approx((3.76, 0.567), rel=0.01)
    found = with_turnout(metres, 90 + 0.4 * metres**0.8)
    assert np.abs(found.seconds(metres) - (90 + 0.4 * metres**0.8)).max() < 5


def test_effects_of_what_is_little_known_are_drawn_to_nothing() -> None:
    draw = np.random.default_rng(0)
    keys = np.array(["slow"] * 200 + ["quick"] * 200 + ["new"] * 2)
    left = np.where(keys == "slow", 30.0, np.where(keys == "quick", -30.0, 60.0)) + draw.normal(0, 40, 402)
    (found,) = effects.fitted(left, [keys])
    assert found["slow"] == pytest.approx(30, abs=8)
    assert 0 < found["new"] < 60
    assert list(effects.of(found, np.array(["slow", "never seen"]))) == [found["slow"], 0.0]


def test_stations_hours_and_distance_are_told_apart(tmp_path: Path) -> None:
    told = fires.read(files.written(tmp_path / "fires.csv", files.fires(600)))
    later = fires.read(files.written(tmp_path / "later.csv", files.fires(300, seed=1)))
    model = fit(told, fires.stations(files.stations(tmp_path / "stations.csv")))
    ours = np.abs(model.seconds(later, later.station) - later.seconds).mean()
    assert ours < 16
    assert ours < 0.7 * np.abs(model.curve_seconds(later, later.station) - later.seconds).mean()


def test_another_station_is_another_time_and_an_unknown_one_is_the_usual(tmp_path: Path) -> None:
    told = fires.read(files.written(tmp_path / "fires.csv", files.fires(600)))
    model = fit(told)
    own = model.seconds(told, told.station).mean()
    far = np.roll(told.station, 1)
    assert model.seconds(told, far).mean() > own + 200
    unknown = np.full(len(told), "Atlantis")
    assert set(model.metres(told, unknown)) == {model.usual_m}
    assert np.isfinite(model.seconds(told, unknown)).all()


def test_too_few_fires_teach_nothing(tmp_path: Path) -> None:
    with pytest.raises(PlainFault, match="20 fires are too few to learn from; give at least 100"):
        fit(fires.read(files.written(tmp_path / "fires.csv", files.fires(20))))
