"""Inclusion probabilities are what was frozen: exactly, by every branch of chance; and in 100,000 draws."""

from __future__ import annotations

import itertools
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud.draw_verifier import verify_draw
from cloud.inspection_draw import inclusion, result, sampling
from cloud.inspection_draw.canonical import digest
from cloud.inspection_draw.inclusion import WHOLE
from cloud.inspection_draw.sampling import Chance

#: What a test may miss by: beyond it once in two million honest runs, and the seeds are fixed.
_Z = 5.0

Drawn = dict[str, str]


def outcomes(chances: tuple[Chance, ...], whole: int) -> Iterator[tuple[Fraction, Drawn]]:
    """Every way in which the tosses can fall, with its probability."""
    waiting: list[list[bool]] = [[]]
    while waiting:
        script = waiting.pop()
        weight = Fraction(1)
        asked = 0

        def toss(part: int, of: int, script: list[bool] = script) -> bool:
            nonlocal weight, asked
            asked += 1
            if asked > len(script):
                waiting.append([*script, False])
                script.append(True)
            fell = script[asked - 1]
            weight *= Fraction(part if fell else of - part, of)
            return fell

        drawn = sampling.draw(chances, whole, toss)
        if weight:
            yield weight, drawn


@pytest.mark.parametrize(
    "chances",
    [
        pytest.param([(3, 6), (3, 8), (3, 3), (3, 7)], id="one blind, two by risk, of four"),
        pytest.param([(0, 1), (0, 1), (0, 7), (0, 8), (0, 7)], id="by risk alone, two tiny units"),
        pytest.param([(3, 0), (3, 0), (3, 0), (3, 0)], id="blind alone"),
        pytest.param([(3, 9), (3, 1), (3, 1), (3, 1)], id="one of them certain"),
        pytest.param([(6, 1), (6, 1), (6, 4), (6, 6)], id="more than half drawn"),
    ],
)
def test_every_unit_and_share_has_exactly_its_probability_in_every_order(
    chances: list[tuple[int, int]],
) -> None:
    whole = 12
    units = tuple(Chance(f"u{n}", blind, risk) for n, (blind, risk) in enumerate(chances))
    together: dict[frozenset[str], Fraction] = defaultdict(Fraction)
    orders = list(itertools.permutations(units))
    for order in orders:
        found: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
        for weight, drawn in outcomes(order, whole):
            shares = Counter(drawn.values())
            assert shares["blind"] * whole == sum(unit.blind for unit in units)
            assert shares["risk"] * whole == sum(unit.risk for unit in units)
            for name, share in drawn.items():
                found[name, share] += weight
            for pair in itertools.combinations(drawn, 2):
                together[frozenset(pair)] += weight / len(orders)
        for unit in units:
            assert found[unit.unit, "blind"] == Fraction(unit.blind, whole)
            assert found[unit.unit, "risk"] == Fraction(unit.risk, whole)
    uncertain = [unit for unit in units if unit.blind + unit.risk < whole]
    if sum(unit.blind + unit.risk for unit in uncertain) >= 2 * whole:
        for one, other in itertools.combinations(uncertain, 2):
            assert together[frozenset((one.unit, other.unit))] > 0


def _frame(count: int, blind: int, weights: list[int]) -> dict[str, Chance]:
    even = inclusion.evenly(blind, len(weights))
    risk = inclusion.by_weight(count - blind, weights, [WHOLE - part for part in even])
    return {f"u-{n}": Chance(f"u-{n}", even[n], risk[n]) for n in range(len(weights))}


@pytest.mark.timeout(600)  # three seconds of a core, which others may be using
def test_in_a_hundred_thousand_draws_each_unit_comes_as_often_as_its_probability_says() -> None:
    draws = 100_000
    frame = _frame(2, 1, [1, 2, 4, 8, 24])
    hits: Counter[tuple[str, str]] = Counter()
    for number in range(draws):
        found = result.sample(str(number), "s", frame, WHOLE)
        hits.update(found.items())
    for unit, blind, risk in frame.values():
        for share, part in (("blind", blind), ("risk", risk)):
            due = part / WHOLE
            spread = math.sqrt(due * (1 - due) / draws)
            assert abs(hits[unit, share] / draws - due) <= _Z * spread
    expected = {unit: (blind + risk) / WHOLE * draws for unit, blind, risk in frame.values()}
    seen = {unit: hits[unit, "blind"] + hits[unit, "risk"] for unit in frame}
    assert sum(seen.values()) == 2 * draws
    chi_square = sum((seen[unit] - due) ** 2 / due for unit, due in expected.items())
    assert chi_square < 18.4  # the 0.999 quantile of 4 degrees of freedom; fixed size only lowers it


def test_numbers_of_a_stream_are_uniform() -> None:
    below = verify_draw.numbers_from("seed", "uniform")
    counts = Counter(below(7) for _ in range(21_000))
    assert sum((counts[n] - 3_000) ** 2 / 3_000 for n in range(7)) < 22.5  # 0.999 quantile, 6 degrees


@pytest.mark.slow
def test_a_large_frame_keeps_its_probabilities_over_a_hundred_thousand_draws() -> None:
    draws = 100_000
    source = random.Random(7)
    frame = _frame(12, 3, [source.choice([1, 2, 4, 8, 24]) for _ in range(60)])
    hits: Counter[str] = Counter()
    for number in range(draws):
        hits.update(list(result.sample(str(number), "s", frame, WHOLE)))
    scores = [
        (hits[unit] - draws * part) / math.sqrt(draws * part * (1 - part))
        for unit, part in ((unit, (blind + risk) / WHOLE) for unit, blind, risk in frame.values())
    ]
    assert max(map(abs, scores)) <= _Z
    assert sum(score**2 for score in scores) < 99.6  # the 0.999 quantile of 60 degrees of freedom


@given(
    weights=st.lists(st.integers(1, 1_000), min_size=1, max_size=40),
    numbers=st.tuples(st.integers(0, 40), st.integers(0, 40)),
    seed=st.integers(0, 10**9),
)
@settings(max_examples=150, deadline=None)
def test_any_frame_gives_the_stated_numbers_and_both_programs_the_same_units(
    weights: list[int], numbers: tuple[int, int], seed: int
) -> None:
    count = min(max(numbers), len(weights))
    blind = min(numbers[0], count)
    frame = _frame(count, blind, weights)
    drawn = result.sample(str(seed), "s", frame, WHOLE)
    assert Counter(drawn.values()) == +Counter({"blind": blind, "risk": count - blind})
    order = verify_draw.in_random_order(frame, str(seed), "order", "s")
    again = verify_draw.sampled(
        [frame[name] for name in order], verify_draw.numbers_from(str(seed), "sample", "s")
    )
    assert again == drawn


def test_probabilities_that_are_not_whole_numbers_together_are_refused() -> None:
    with pytest.raises(ValueError, match="do not sum to whole numbers"):
        sampling.draw([Chance("a", 0, 5), Chance("b", 0, 5)], 12, lambda part, of: True)


def test_another_seed_draws_others() -> None:
    frame = _frame(10, 2, [1] * 100)
    assert len({digest(result.sample(str(n), "s", frame, WHOLE)) for n in range(20)}) == 20
