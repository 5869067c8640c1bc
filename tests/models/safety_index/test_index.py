"""The regional index: weights that do not contradict, marks that rise with safety, versions and what-if."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.safety_index import ahp, entropy
from models.safety_index.index import index, marks, weigh, what_if
from models.safety_index.standard import SHIPPED
from models.safety_index.tree import BY_CODE, GROUPS, INDICATORS, of_group
from runtime.faults import PlainFault

CODES = ("a", "b", "c", "d")


def regions(count: int = 6, seed: int = 0) -> np.ndarray:
    low = np.array([min(one.worst, one.best) for one in INDICATORS])
    high = np.array([max(one.worst, one.best) for one in INDICATORS])
    return np.random.default_rng(seed).uniform(low, high, (count, len(INDICATORS)))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(1, 9), min_size=4, max_size=4))
def test_judgements_that_agree_give_back_the_weights_they_were_made_of(sizes: list[float]) -> None:
    true = np.array(sizes) / sum(sizes)
    pairs = {
        (one, other): true[i] / true[j]
        for i, one in enumerate(CODES)
        for j, other in enumerate(CODES)
        if i < j
    }
    found = ahp.weights("m", CODES, ahp.matrix("m", CODES, pairs))
    assert np.allclose(found.weights, true, atol=1e-8)
    assert found.ratio < 1e-6


def test_the_textbooks_example_has_the_textbooks_ratio() -> None:
    judged = np.array([[1, 1 / 3, 5], [3, 1, 7], [1 / 5, 1 / 7, 1]])
    found = ahp.weights("m", CODES[:3], judged)
    assert found.eigenvalue == pytest.approx(3.0649, abs=1e-3)
    assert found.ratio == pytest.approx(0.0559, abs=2e-3)
    assert found.weights == pytest.approx([0.2790, 0.6491, 0.0719], abs=1e-3)


def test_judgements_that_contradict_are_refused_with_matrix_and_worst_pair() -> None:
    judged = ahp.matrix("warning", CODES[:3], {("a", "b"): 5, ("b", "c"): 5, ("a", "c"): 1 / 5})
    with pytest.raises(
        PlainFault, match=r"matrix warning: .*contradict.*ratio \d\.\d+.*look at [abc] against [abc]"
    ):
        ahp.weights("warning", CODES[:3], judged)


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        ({("a", "b"): 10}, "a against b: 10 lies outside"),
        ({("a", "z"): 2}, "a against z is no pair"),
        ({("a", "b"): 2, ("b", "a"): 2}, "judged twice"),
        ({("a", "b"): 2}, "a against c is not judged"),
    ],
)
def test_a_judgement_that_cannot_be_is_named(pairs: dict[tuple[str, str], float], says: str) -> None:
    with pytest.raises(PlainFault, match=f"matrix force.*{says}"):
        ahp.matrix("force", CODES[:3], pairs)


def test_the_version_that_ships_is_consistent_and_its_weights_sum_to_one() -> None:
    told = weigh(SHIPPED)
    assert set(told.ratios) == {"groups", *(group.code for group in GROUPS)}
    assert max(told.ratios.values()) < 0.1
    assert told.weights.sum() == pytest.approx(1.0)
    assert (told.weights > 0.005).all()


@pytest.mark.parametrize("one", INDICATORS, ids=lambda one: one.code)
def test_the_better_value_marks_higher_and_no_mark_leaves_0_to_100(one) -> None:
    values = np.tile(regions(1), (4, 1))
    wide = 2 * (one.best - one.worst)
    values[:, BY_CODE[one.code]] = [one.worst - wide, one.worst, one.best, one.best + wide]
    assert marks(values)[:, BY_CODE[one.code]].tolist() == [0, 0, 100, 100]


def test_the_index_lies_between_its_groups_and_says_its_version() -> None:
    told = index(SHIPPED, regions())
    assert ((told.groups.min(axis=1) <= told.score) & (told.score <= told.groups.max(axis=1))).all()
    assert told.known == pytest.approx(1.0)
    assert told.version == SHIPPED.digest


def test_another_decision_is_another_version() -> None:
    other = msgspec.structs.replace(SHIPPED, entropy_share=0.5)
    assert other.digest != SHIPPED.digest
    assert msgspec.structs.replace(other, entropy_share=0.0).digest == SHIPPED.digest


def test_a_missing_value_leaves_its_weight_to_its_group_and_lowers_what_is_known() -> None:
    values = regions()
    gone = values.copy()
    gone[0, BY_CODE["crew"]] = np.nan
    whole, told = index(SHIPPED, values), index(SHIPPED, gone)
    force = [group.code for group in GROUPS].index("force")
    others = [number for number in range(len(GROUPS)) if number != force]
    assert np.array_equal(told.groups[0, others], whole.groups[0, others])
    assert told.known[0] == pytest.approx(1 - weigh(SHIPPED).weights[BY_CODE["crew"]])
    gone[0, of_group("force")] = np.nan
    with pytest.raises(PlainFault, match="nothing is known of 消防力量"):
        index(SHIPPED, gone)


def test_entropy_weighs_what_tells_regions_apart() -> None:
    marked = np.full((5, 3), 60.0)
    marked[:, 1] = [0, 25, 50, 75, 100]
    marked[:, 2] = [58, 59, 60, 61, 62]
    found = entropy.weights(marked)
    assert found.sum() == pytest.approx(1.0)
    assert found[1] > 0.9
    assert found[0] < found[2] < found[1]
    assert entropy.weights(np.full((5, 3), 60.0)) == pytest.approx(np.full(3, 1 / 3))
    with pytest.raises(PlainFault, match="two or more"):
        entropy.weights(marked[:1])


def test_both_weights_stand_side_by_side() -> None:
    half = msgspec.structs.replace(SHIPPED, entropy_share=0.5)
    told = weigh(half, marks(regions()))
    assert told.by_entropy is not None
    assert np.allclose(told.weights, (told.judged + told.by_entropy) / 2)
    with pytest.raises(PlainFault, match="marks of all regions"):
        weigh(half)


def test_what_if_adds_up_and_leaves_the_region_as_it_was() -> None:
    values = regions()
    before = values.copy()
    told = what_if(SHIPPED, values, 2, {"in_time": 95.0, "patrols": 98.0})
    assert np.array_equal(values, before)
    assert told.after >= told.before
    assert told.after - told.before == pytest.approx(sum(told.added.values()))
    assert told.before == pytest.approx(index(SHIPPED, values).score[2])
    with pytest.raises(PlainFault, match="no indicator nonsense"):
        what_if(SHIPPED, values, 2, {"nonsense": 1.0})


def test_a_version_without_a_matrix_is_refused_by_name() -> None:
    kept = {name: pairs for name, pairs in SHIPPED.judgements.items() if name != "ground"}
    with pytest.raises(PlainFault, match="matrix ground is missing; judge density, old"):
        weigh(msgspec.structs.replace(SHIPPED, judgements=kept))
