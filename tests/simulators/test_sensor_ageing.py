"""Weeks of ageing detectors: the same bytes from a seed, and faults that look like themselves."""

import numpy as np

from simulators import sensor_ageing
from simulators.ageing_faults import DAY_S, FAULTS, Detector
from simulators.ageing_types import SITES, TYPES


def detector(days: float = 30.0, seed: int = 1, heat: bool = True) -> Detector:
    seconds = np.arange(int(days * DAY_S / sensor_ageing.STEP_S)) * sensor_ageing.STEP_S
    return Detector(
        seconds=seconds,
        smoke=np.full(seconds.size, 0.02),
        zero=np.full(seconds.size, 0.03),
        sigma=np.full(seconds.size, 0.004),
        alarm=0.45,
        heat=heat,
        draw=np.random.default_rng(seed),
        finished=[],
    )


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        sensor_ageing.write(tmp_path / name, 2, 7, 3.0, list(TYPES), list(SITES))
    one, two = ((tmp_path / name / "blocks" / "000.npz").read_bytes() for name in ("one", "two"))
    assert one == two


def test_dust_reaches_the_alarm_on_its_day_and_not_before():
    one = detector(days=200)
    FAULTS["contamination"](one, 5 * DAY_S)
    day = int(one.alarm_s / sensor_ageing.STEP_S)
    assert one.zero[day - 288] < one.alarm <= one.zero[day + 1] + 1e-9
    assert (one.zero[: int(5 * DAY_S / sensor_ageing.STEP_S)] == 0.03).all()


def test_a_blocked_chamber_lets_hardly_any_smoke_in():
    one = detector()
    FAULTS["blocked"](one, 10 * DAY_S)
    assert one.smoke[-1] < 0.1 * one.smoke[0]
    assert one.sigma[-1] < one.sigma[0]


def test_a_thermistor_sticks_only_where_there_is_one():
    stuck = {True: set(), False: set()}
    for heat, channels in stuck.items():
        for seed in range(40):
            one = detector(days=1.0, seed=seed, heat=heat)
            FAULTS["stuck"](one, 0.0)
            channels |= {channel for channel, _, _ in one.finished}
    assert stuck == {True: {0, 1}, False: {0}}


def test_a_stuck_detector_shows_it_in_a_column_that_it_has():
    block = sensor_ageing.draw(120, 2.0, list(TYPES), list(SITES), [5, 0])
    first = (block["event_s"] / sensor_ageing.STEP_S).astype(float)
    for run, place in zip(*np.nonzero(block["kind"] == "stuck"), strict=True):
        after = block["values"][int(first[run, place]) + 2 :, run, place, :2]
        assert any(len(set(column[~np.isnan(column)])) == 1 for column in after.T) or (
            np.isnan(after[:, 1]).all() and not np.isnan(block["values"][0, run, place, 1])
        )


def test_most_detectors_are_healthy_and_all_kinds_come(tmp_path):
    block = sensor_ageing.draw(60, 4.0, list(TYPES), list(SITES), [2, 0])
    kinds = block["kind"].ravel()
    assert 0.4 < (kinds == "healthy").mean() < 0.75
    assert set(kinds) == {"healthy", *FAULTS}
    assert np.isnan(block["event_s"][block["kind"] == "healthy"]).all()
    assert np.isfinite(block["values"][..., 0]).all()
    assert (block["values"][..., 0] >= 0).all()
