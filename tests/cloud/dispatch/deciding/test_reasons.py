from __future__ import annotations

import numpy as np
import pytest

from cloud.dispatch.deciding.exact import best
from cloud.dispatch.deciding.problem import Demand, Problem, Unit, Zone
from cloud.dispatch.deciding.reasons import NAMES, Absent, Names, PassedOver, Reason, explain
from cloud.dispatch.deciding.words import Words, minutes

ENGINE = {"attack": 1.0, "crew": 6.0, "water_l": 5000.0}
VAN = {"attack": 1.0, "crew": 3.0, "water_l": 500.0}
LADDER = {"reach_32m": 1.0}


def told(
    units: list[dict[str, float]],
    seconds: list[list[float]],
    *needs: dict[str, float],
    zones: tuple[Zone, ...] = (),
    absent: tuple[Absent, ...] = (),
) -> list[Reason]:
    """The reasons for the first incident."""
    problem = Problem(
        [Unit(f"u{at}", gives) for at, gives in enumerate(units)],
        [Demand(f"i{at}", need) for at, need in enumerate(needs)],
        np.array(seconds, float),
        zones,
    )
    found = best(problem, 60.0)
    return explain(problem, found, 0, Names(["中山路火灾", "南门火灾"], ["回民区一站防区"]), absent)


def why(reasons: list[Reason]) -> dict[str, PassedOver | None]:
    return {reason.key: reason.why for reason in reasons}


def test_who_is_sent_is_told_with_time_rank_and_what_they_bring() -> None:
    [first, second] = told([ENGINE, ENGINE], [[95, 200]], {"attack": 2.0, "crew": 12.0})
    assert first.words.zh == "1 分 35 秒到场,最快到场;可提供灭火攻坚 1 组、战斗员 6 人"
    assert "number 2 by time" in second.words.en


def test_each_nearer_unit_that_is_not_sent_has_its_reason() -> None:
    need = {"attack": 1.0, "crew": 6.0, "water_l": 5000.0}
    assert why(told([LADDER, ENGINE], [[10, 60]], need)) == {"u1": None, "u0": PassedOver.NOTHING_NEEDED}
    reasons = told([VAN, ENGINE], [[50, 60]], need)
    assert why(reasons) == {"u1": None, "u0": PassedOver.TOO_LITTLE}
    assert reasons[1].words.zh == "能力不足:改派它将缺少战斗员 3 人、载水 4500 升"


def test_a_unit_that_is_needed_more_elsewhere_says_where() -> None:
    reasons = told([ENGINE, ENGINE], [[100, 200], [110, 900]], ENGINE, ENGINE)
    assert why(reasons) == {"u1": None, "u0": PassedOver.ELSEWHERE}
    assert "南门火灾,1 分 50 秒到场" in reasons[1].words.zh


def test_a_unit_that_is_kept_for_cover_says_of_what() -> None:
    reasons = told([ENGINE, ENGINE], [[100, 130]], ENGINE, zones=(Zone("z", 900, (0,)),))
    assert why(reasons) == {"u1": None, "u0": PassedOver.COVER}
    assert "回民区一站防区" in reasons[1].words.zh


@pytest.mark.parametrize("state", [PassedOver.STALE, PassedOver.RESTING, PassedOver.OUT_OF_SERVICE])
def test_nearer_units_that_could_not_be_asked_are_named_with_their_state(state: PassedOver) -> None:
    near, far = Absent("u9", 30, state, Words("细节", "detail")), Absent("u8", 500, state)
    reasons = told([ENGINE], [[100]], ENGINE, absent=(near, far))
    assert why(reasons) == {"u0": None, "u9": state}
    assert reasons[1].words == Words(f"{NAMES[state].zh}:细节", f"{NAMES[state].en}: detail")


def test_where_nobody_can_be_sent_everybody_is_named() -> None:
    assert why(told([ENGINE], [[np.inf]], ENGINE, absent=(Absent("u9", 30, PassedOver.ON_ORDER),))) == {
        "u9": PassedOver.ON_ORDER
    }


def test_every_reason_has_its_words() -> None:
    assert list(NAMES) == list(PassedOver)


@pytest.mark.parametrize(
    ("seconds", "zh"),
    [(42.4, "42 秒"), (59.6, "1 分 00 秒"), (3599.6, "1 小时 00 分"), (7260, "2 小时 01 分")],
)
def test_times_are_said_as_people_say_them(seconds: float, zh: str) -> None:
    assert minutes(seconds).zh == zh
