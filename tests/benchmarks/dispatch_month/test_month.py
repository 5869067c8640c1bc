"""The simulated month: its truth, its policies, and units that are bound once."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from benchmarks.dispatch_month.assumptions import FALSE_FOR_ONE_REAL, MISSED_S
from benchmarks.dispatch_month.burning import Burning
from benchmarks.dispatch_month.city import city
from benchmarks.dispatch_month.emergencies import Emergency, month
from benchmarks.dispatch_month.month import measures
from benchmarks.dispatch_month.play import Play
from benchmarks.dispatch_month.policies import Heard, Policy, Rules, going
from cloud.alarm_watch.evidence import Fact
from cloud.dispatch.deciding.tiers import Tier


@cache
def whole_month(seed: int) -> list[Emergency]:
    return month(city(np.random.default_rng(seed)), np.random.default_rng((seed, 1)))


@cache
def played(policy: Policy, seed: int = 3) -> Play:
    return play(
        policy, seed, [each for each in whole_month(seed) if each.number < 15 or not each.number % 60]
    )


def play(policy: Policy, seed: int, part: list[Emergency]) -> Play:
    made = Play(city(np.random.default_rng(seed)), part, policy, seed)
    made.run()
    return made


def test_a_fire_grows_by_the_square_of_its_age_until_water_holds_it() -> None:
    free, held = Burning(100.0, 0.0469), Burning(100.0, 0.0469, held_kw=840.0)
    assert free.heat_kw(50.0) == 0.0
    assert free.heat_kw(200.0) == pytest.approx(469.0)
    assert free.heat_kw(free.when_s(1_000.0)) == pytest.approx(1_000.0)
    assert held.heat_kw(500.0) == 840.0


def test_of_fifty_automatic_alarms_one_is_real_and_only_real_ones_are_called_in() -> None:
    automatic = [each for each in whole_month(1) if each.signs]
    real = [each for each in automatic if each.real]
    assert len(automatic) == (FALSE_FOR_ONE_REAL + 1) * len(real)
    assert all(each.called_s is None for each in automatic if not each.real)


def test_the_same_seed_makes_the_same_month_and_the_same_play() -> None:
    again = month(city(np.random.default_rng(3)), np.random.default_rng((3, 1)))
    assert again == whole_month(3)
    part = whole_month(3)[::150]
    first, second = (play(Policy.OURS, 3, part) for _ in range(2))
    assert first.outcomes == second.outcomes


def test_one_detector_of_an_office_waits_and_a_second_one_sends() -> None:
    alarm = next(each for each in whole_month(3) if each.category == "office" and each.signs)
    rung = alarm.first_s
    alone = Heard(rung, frozenset(), rung, None, confirmed=False)
    second = alone._replace(facts=frozenset({Fact.DETECTOR_IN_ZONE}))
    assert going(Policy.OURS, alarm, alone, Rules()).again_s == rung + 60
    assert going(Policy.OURS, alarm, second, Rules()).tier is Tier.FULL
    assert going(Policy.NEAREST, alarm, alone, Rules()).tier is Tier.FULL
    assert going(Policy.PERSON, alarm, second, Rules()) == (None, None)


@pytest.mark.parametrize("policy", Policy)
def test_every_fire_is_helped_and_every_unit_is_home_again(policy: Policy) -> None:
    month_of = played(policy)
    fires = [each for each in month_of.outcomes if each.emergency.real]
    assert all(each.helped_s is not None for each in fires)
    assert all(crew.bound is None and crew.inside for crew in month_of.city.crews)


def test_no_fire_is_missed_and_far_fewer_engines_go_for_nothing_than_if_the_nearest_always_went() -> None:
    ours, nearest = (played(policy) for policy in (Policy.OURS, Policy.NEAREST))
    told = measures(ours.outcomes, ours.coverage)
    assert told["fires_missed"] == 0
    assert float(told["first_sign_to_order_max_s"]) < MISSED_S
    sent = [sum(each.engines for each in one.outcomes if not each.emergency.real) for one in (ours, nearest)]
    assert sent[0] < sent[1] / 4
