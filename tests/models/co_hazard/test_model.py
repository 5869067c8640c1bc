"""The CO model that ships: what it warns of, what it leaves alone, and that it never crashes."""

import numpy as np
import pytest

from models.co_hazard.channels import CHANNELS, CO, CO2, HEAT, HUMIDITY, SMOKE
from models.co_hazard.features import SHAPE, names, rising
from models.co_hazard.kinds import HAZARDS, KINDS, WORDS
from models.co_hazard.standard import FIXED_PPM
from models.model_file import ModelFile, shipped
from models.training.replay import play

STEP_S = SHAPE.tick_s


@pytest.fixture(scope="module")
def model() -> ModelFile:
    return shipped("co_hazard")


def home(hours: float, seed: int = 1) -> np.ndarray:
    """A quiet home as a detector with all channels tells it: (ticks, 1, channels)."""
    draw = np.random.default_rng(seed)
    values = np.zeros((int(hours * 3600 / STEP_S), 1, len(CHANNELS)), dtype=np.float32)
    for channel, level, noise in (
        (CO, 0.5, 0.6),
        (HEAT, 21, 0.1),
        (SMOKE, 0.01, 0.005),
        (CO2, 600, 8),
        (HUMIDITY, 40, 0.2),
    ):
        values[:, 0, channel] = level + noise * draw.standard_normal(len(values))
    values[:, :, CO] = np.maximum(values[:, :, CO].round(), 0)
    return values


def test_the_file_says_what_the_code_says(model):
    assert model.description.channels == CHANNELS
    assert model.description.kinds == KINDS
    assert model.description.features == names()
    assert set(WORDS) == set(KINDS)
    assert model.size < 400_000


def test_a_stove_leak_is_found_before_60_ppm_has_stood_for_long(model):
    values = home(3)
    begin = 360
    minutes = np.arange(len(values) - begin) * STEP_S / 60
    values[begin:, 0, CO] += (200 * (1 - np.exp(-minutes / 60))).round()
    values[begin:, 0, CO2] += 20 * minutes
    values[begin:, 0, HEAT] += np.minimum(0.05 * minutes, 4)
    played = play(model, values)
    over = int((values[:, 0, CO] >= FIXED_PPM).argmax())
    assert played.raised[:, 0].any()
    assert begin <= played.raised[:, 0].argmax() <= over + 5 * 60 / STEP_S
    assert KINDS[int(played.kind[0].argmax())] in HAZARDS


def test_a_quiet_home_is_left_alone(model):
    assert not play(model, home(4)).raised.any()


@pytest.mark.parametrize("sessions", [1, 3])
def test_cigarettes_are_no_co_danger(model, sessions):
    values = home(3)
    for begin in range(600, 600 + 180 * sessions, 180):
        since = np.arange(len(values) - begin) * STEP_S
        shape = np.minimum(since / 480, 1) * np.exp(-np.maximum(since - 480, 0) / 2400)
        values[begin:, 0, CO] += (3 * shape).round()
        values[begin:, 0, SMOKE] += 0.12 * shape
    assert not play(model, values).raised.any()


def test_a_short_peak_of_another_gas_is_no_co_danger(model):
    values = home(3)
    since = np.arange(len(values) - 600) * STEP_S
    values[600:, 0, CO] += (50 * np.minimum(since / 20, 1) * np.exp(-np.maximum(since - 60, 0) / 90)).round()
    assert not play(model, values).raised.any()


def test_any_subset_of_channels_with_co_works_and_holes_never_crash(model):
    draw = np.random.default_rng(2)
    values = np.repeat(home(0.5), 32, axis=1)
    for place in range(32):
        for channel in (HEAT, SMOKE, CO2, HUMIDITY):
            if place >> (channel - 1) & 1:
                values[:, place, channel] = np.nan
    values[draw.random(values.shape) < 0.1] = np.nan
    played = play(model, values)
    told = ~np.isnan(values).all(axis=2)
    assert np.isfinite(played.probability[told]).all()
    assert np.isnan(played.probability[~told]).all(), "who tells nothing has no probability"
    nothing = play(model, np.full((5, 2, len(CHANNELS)), np.nan, dtype=np.float32))
    assert not nothing.raised.any()


def test_more_co_is_never_less_danger(model):
    draw = np.random.default_rng(3)
    rows = 200
    fast = np.repeat(draw.uniform(0, 60, (1, rows, 1)), SHAPE.fast, axis=0) * np.ones(len(CHANNELS))
    fast += draw.normal(0, 4, fast.shape)
    slow = draw.uniform(0, 60, (SHAPE.slow, rows, len(CHANNELS)))
    have = draw.random((rows, len(CHANNELS))) < 0.7
    have[:, CO] = True
    before = np.full(rows, -1.0)
    for more in (0.0, 2.0, 5.0, 10.0, 30.0, 100.0, 400.0):
        now = fast.astype(np.float32).copy()
        now[-1, :, CO] += more
        (told,) = model.session.run(
            ["probability"], {"fast": now, "slow": slow.astype(np.float32), "have": have}
        )
        assert (told >= before - 1e-6).all()
        before = told


def test_every_feature_that_more_co_changes_has_a_direction(model):
    draw = np.random.default_rng(4)
    fast = draw.uniform(10, 30, (SHAPE.fast, 60, len(CHANNELS))).astype(np.float32)
    slow = draw.uniform(10, 30, (SHAPE.slow, 60, len(CHANNELS))).astype(np.float32)
    given = {"fast": fast, "slow": slow, "have": np.ones((60, len(CHANNELS)), dtype=bool)}
    (before,) = model.session.run(["features"], given)
    fast[-1, :, CO] += 25.0
    (after,) = model.session.run(["features"], given)
    change = (after - before) * np.where(rising() == 0, 1, rising())
    assert (change >= -1e-4).all()
    assert np.abs(change[:, rising() == 0]).max() < 1e-4
