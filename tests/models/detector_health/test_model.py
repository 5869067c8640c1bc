"""The health model that ships: which faults it finds, what it leaves alone, and that it never crashes."""

import numpy as np
import pytest

from models.detector_health.channels import CHANNELS, CO, HEAT, HUMIDITY, NEIGHBOURS, SMOKE
from models.detector_health.features import SHAPE, names
from models.detector_health.kinds import KINDS, WORDS
from models.model_file import ModelFile, shipped
from models.scorer import Scorer
from models.training.replay import Played, play

DAY = round(86_400 / SHAPE.tick_s)
DETECTORS = 4
NEAR = np.array(
    [[(own + other) % DETECTORS for other in range(1, NEIGHBOURS + 1)] for own in range(DETECTORS)]
)


@pytest.fixture(scope="module")
def model() -> ModelFile:
    return shipped("detector_health")


def site(days: int, seed: int = 1) -> np.ndarray:
    """Four healthy detectors of a home that cooks twice a day: (ticks, detectors, channels)."""
    draw = np.random.default_rng(seed)
    ticks = days * DAY
    seconds = np.arange(ticks) * SHAPE.tick_s
    values = np.full((ticks, DETECTORS, len(CHANNELS)), np.nan, dtype=np.float32)
    smoke = np.zeros(ticks)
    for day in range(days):
        for hour in (7.5, 18.5):
            since = seconds - (day * 24 + hour + draw.normal(0, 0.5)) * 3600
            on = since >= 0
            smoke[on] += draw.exponential(0.05) * np.minimum(since[on] / 600, 1) * np.exp(-since[on] / 1200)
    warm = 21 + 2.5 * np.sin(2 * np.pi * seconds / 86_400)
    for place in range(DETECTORS):
        share = draw.uniform(0.3, 1.0)
        told = 0.02 + share * smoke + 0.004 * draw.standard_normal(ticks)
        values[:, place, SMOKE] = np.round(np.maximum(told, 0) / 0.002) * 0.002
        values[:, place, HEAT] = np.round(warm + draw.normal(0, 1) + 0.15 * draw.standard_normal(ticks), 1)
    return values


def calls(played: Played) -> list[int]:
    """The detectors that were called for."""
    return np.flatnonzero(played.raised.any(axis=0)).tolist()


def test_the_file_says_what_the_code_says(model):
    assert model.description.channels == CHANNELS
    assert model.description.kinds == KINDS
    assert model.description.features == names()
    assert set(WORDS) == set(KINDS)
    assert model.size + shipped("co_hazard").size <= 600_000


STUCK, DUSTY = 5, 10
STUCK_FROM, DUSTY_FROM, DUST_DAYS, ALARM = 10 * DAY, 6 * DAY, 18, 0.45


@pytest.fixture(scope="module")
def weeks(model) -> Played:
    """Three sites side by side: a healthy one, one with a stuck sensor, one where a chamber gathers dust."""
    values = np.concatenate([site(17, seed) for seed in (1, 2, 3)], axis=1)
    values[STUCK_FROM:, STUCK, SMOKE] = values[STUCK_FROM, STUCK, SMOKE]
    grown = np.clip((np.arange(len(values)) - DUSTY_FROM) / (DUST_DAYS * DAY), 0, None) * ALARM
    values[:, DUSTY, SMOKE] += grown.astype(np.float32)
    return play(model, values, np.concatenate([NEAR + first for first in (0, DETECTORS, 2 * DETECTORS)]))


def test_healthy_detectors_are_left_alone(weeks):
    assert calls(weeks) == [STUCK, DUSTY]


def test_a_stuck_sensor_is_found_within_two_days_and_named(weeks):
    assert STUCK_FROM <= weeks.raised[:, STUCK].argmax() <= STUCK_FROM + 2 * DAY
    assert KINDS[int(weeks.kind[STUCK].argmax())] == "stuck"


def test_dust_is_found_before_half_of_the_alarm_value(weeks):
    assert DUSTY_FROM <= weeks.raised[:, DUSTY].argmax() < DUSTY_FROM + DUST_DAYS * DAY / 2


def test_any_subset_of_channels_works_and_holes_never_crash(model):
    values = site(2)
    draw = np.random.default_rng(2)
    values[:, 0, HEAT] = np.nan
    values[:, 1, CO] = 0.0
    values[:, 2, HUMIDITY] = 45.0
    values[draw.random(values.shape) < 0.1] = np.nan
    told = ~np.isnan(values).all(axis=2)
    assert np.isfinite(play(model, values, NEAR).probability[told]).all()
    assert np.isfinite(play(model, values).probability[told]).all()
    nothing = np.full((3, 2, len(CHANNELS)), np.nan, dtype=np.float32)
    assert np.isnan(play(model, nothing).probability).all(), "who tells nothing has no probability"


def test_dust_alone_does_not_look_like_a_fire():
    fire = shipped("early_warning")
    channels = [channel.name for channel in fire.description.channels]
    scorer = Scorer(fire, 1)
    draw = np.random.default_rng(3)
    have = np.zeros((1, len(channels)), dtype=bool)
    have[0, [channels.index("smoke"), channels.index("heat")]] = True
    warned = False
    for second in range(4 * 3600):
        values = np.zeros((1, len(channels)), dtype=np.float32)
        # A chamber that comes from clean to its alarm within a week: faster than dust gathers.
        values[0, channels.index("smoke")] = (
            0.2 + 0.45 * second / (7 * 86_400) + 0.004 * draw.standard_normal()
        )
        values[0, channels.index("heat")] = 21 + 0.08 * draw.standard_normal()
        warned |= bool(scorer.tick(values, have).begins[0])
    assert not warned
