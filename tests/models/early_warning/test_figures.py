from __future__ import annotations

import numpy as np
import pytest

from models.decision import Limits
from models.early_warning.channels import CHANNELS, HEAT, SMOKE
from models.early_warning.experiments import Experiment, RealAlarms, all_neighbours
from models.early_warning.figures import figures
from models.early_warning.judging import Played, decide
from models.early_warning.thresholds import THRESHOLDS

LIMITS = Limits(on=0.9, sure=0.99, off=0.3, confirm=3, calm=10)


def played(
    truth: str,
    probability: list[float],
    name: str = "one",
    kind: str = "flaming",
    crosses: int | None = None,
    begins_s: float = 0.0,
    outside: bool | None = False,
) -> Played:
    values = np.full((len(probability), 1, len(CHANNELS)), np.nan, dtype=np.float32)
    values[:, 0, SMOKE], values[:, 0, HEAT] = 0.0, 20.0
    if crosses is not None:
        values[crosses:, 0, SMOKE] = 1.0
    one = Experiment(
        name=name,
        source="made",
        truth=truth,
        kind=kind,
        simulated=True,
        begins_s=begins_s,
        detectors=("d",),
        values=values,
        near=all_neighbours(1),
        outside=(outside,),
        alarms={"d": RealAlarms((50.0,), (80.0,))} if truth == "fire" else {},
    )
    return Played(one, 0, np.array(probability, dtype=np.float32), np.zeros(len(probability), dtype=np.int8))


def test_a_fire_found_early_gives_its_lead_and_its_ratio() -> None:
    said = figures(
        decide([played("fire", [0.0] * 20 + [0.95] * 80, crosses=60)], LIMITS, THRESHOLDS), THRESHOLDS
    )
    assert (said["fires"], said["fires_found"], said["later_than_threshold"]) == (1, 1, 0)
    assert said["median_lead_over_threshold_s"] == 38.0, "confirmed at the third second"
    assert said["median_time_ratio"] == pytest.approx(22 / 60, abs=1e-4)
    assert said["real_alarms"]["photoelectric"]["median_lead_s"] == 58.0


def test_certainty_needs_no_confirmation() -> None:
    (judged,) = decide([played("fire", [0.0] * 20 + [0.995] * 5)], LIMITS, THRESHOLDS)
    assert judged.warned_s == 20.0


def test_a_fire_that_only_the_threshold_finds_is_later_and_not_found() -> None:
    said = figures(decide([played("fire", [0.1] * 100, crosses=60)], LIMITS, THRESHOLDS), THRESHOLDS)
    assert (said["fires_found"], said["later_than_threshold"]) == (0, 1)
    assert said["median_time_ratio"] is None, "never is no number"


def test_a_warning_before_ignition_is_false_and_gives_no_lead() -> None:
    (judged,) = decide(
        [played("fire", [0.0] * 10 + [0.95] * 90, crosses=80, begins_s=-30.0)], LIMITS, THRESHOLDS
    )
    assert judged.false_s == (-18.0,)
    assert judged.warned_s is None
    assert judged.found
    said = figures([judged], THRESHOLDS)
    assert (said["fires_found"], said["false_warnings"], said["detectors_compared"]) == (1, 1, 0)


def test_nuisances_and_life_are_counted_apart() -> None:
    cases = [
        played("nuisance", [0.95] * 20, "toast", "nuisance_toast"),
        played("nuisance", [0.1] * 20, "steam", "nuisance_steam"),
        played("life", [0.95] * 5 + [0.0] * 86_395, "day", "office"),
    ]
    said = figures(decide(cases, LIMITS, THRESHOLDS), THRESHOLDS)
    assert (said["nuisances"], said["nuisances_called_fire"]) == (2, 1)
    assert (said["detector_days"], said["false_warnings"]) == (1.0, 1)
    assert said["false_warnings_per_100_detector_days"] == 100.0
    low, high = said["intervals"]["false_warnings_per_100_detector_days"]
    assert low < 100 < high


def test_slices_keep_smouldering_outside_and_slow_flames_apart() -> None:
    cases = [
        played("fire", [0.95] * 400, "a", "smoulder", crosses=300),
        played("fire", [0.0] * 50 + [0.95] * 350, "b", "flaming_t2", crosses=100),
        played("fire", [0.0] * 10 + [0.95] * 390, "c", "flaming_t2", crosses=20),
        played("fire", [0.0] * 30 + [0.95] * 370, "d", "flaming_t2", crosses=200, outside=True),
    ]
    slices = figures(decide(cases, LIMITS, THRESHOLDS), THRESHOLDS)["slices"]
    assert slices["smouldering_electrical_or_outside"]["detectors_compared"] == 2
    assert slices["flaming_threshold_after_30_s"]["detectors_compared"] == 1
    assert slices["flaming_in_the_room"]["detectors_compared"] == 2


def test_reliability_counts_the_ticks_of_fires() -> None:
    cases = [played("fire", [0.05] * 50 + [0.999] * 50), played("life", [0.05] * 100, "day", "office")]
    rows = figures(decide(cases, LIMITS, THRESHOLDS), THRESHOLDS)["reliability"]
    low, high = rows[0], rows[-1]
    assert (low["rows"], low["was"]) == (150, pytest.approx(50 / 150, abs=1e-4))
    assert (high["rows"], high["was"]) == (50, 1.0)


def test_the_interval_of_nothing_seen_is_not_nothing() -> None:
    said = figures(decide([played("life", [0.0] * 86_400, "day", "office")], LIMITS, THRESHOLDS), THRESHOLDS)
    assert said["intervals"]["false_warnings_per_100_detector_days"] == [0.0, 368.888]


def test_figures_are_the_same_twice() -> None:
    cases = [played("fire", [0.0] * n + [0.95] * 100, str(n), crosses=n + 40) for n in range(5, 50, 5)]
    judged = decide(cases, LIMITS, THRESHOLDS)
    assert figures(judged, THRESHOLDS) == figures(judged, THRESHOLDS)
