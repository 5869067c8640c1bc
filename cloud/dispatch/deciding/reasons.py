"""Why each unit was chosen, and why each nearer one was not, in words. Pure.

A nearer unit is one that would arrive before the last of those that are sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np

from cloud.dispatch.deciding.capabilities import missing, said
from cloud.dispatch.deciding.problem import Answer, Problem
from cloud.dispatch.deciding.words import Words, minutes


class PassedOver(StrEnum):
    """Why a nearer unit is not sent."""

    OUT_OF_SERVICE = "out-of-service"
    NO_CREW = "no-crew"
    RESTING = "resting"
    FUEL = "fuel"
    ON_ORDER = "on-order"
    STALE = "stale"
    REFUSED = "refused"
    NOTHING_NEEDED = "nothing-needed"
    ELSEWHERE = "elsewhere"
    COVER = "cover"
    TOO_LITTLE = "too-little"
    ENOUGH = "enough"


NAMES: Final[dict[PassedOver, Words]] = {
    PassedOver.OUT_OF_SERVICE: Words("停用或维修", "out of service"),
    PassedOver.NO_CREW: Words("人员不足", "not enough crew"),
    PassedOver.RESTING: Words("休整中", "resting"),
    PassedOver.FUEL: Words("燃油或电量不足", "too little fuel"),
    PassedOver.ON_ORDER: Words("正在执行其他任务", "on another order"),
    PassedOver.STALE: Words("位置已过时,不可信", "its position is stale and not believed"),
    PassedOver.REFUSED: Words("调度员已排除", "left out by the dispatcher"),
    PassedOver.NOTHING_NEEDED: Words("不具备所需能力", "it has nothing of what is needed"),
    PassedOver.ELSEWHERE: Words("同时调往其他灾情", "sent to another incident just now"),
    PassedOver.COVER: Words("留守防区", "kept for cover"),
    PassedOver.TOO_LITTLE: Words("能力不足", "it brings too little"),
    PassedOver.ENOUGH: Words("已调力量已满足需要", "those sent bring all that is needed"),
}


@dataclass(frozen=True)
class Absent:
    """A unit that could not be asked: when it would arrive, and why not."""

    key: str
    seconds: float
    why: PassedOver
    detail: Words | None = None


class Reason(NamedTuple):
    """One unit's reason; `why` is None for one that is sent."""

    key: str
    seconds: float
    why: PassedOver | None
    words: Words


@dataclass(frozen=True)
class Names:
    """What incidents and zones are called, in their order in the question."""

    demands: Sequence[str]
    zones: Sequence[str] = ()


def explain(
    problem: Problem,
    found: Answer,
    at: int,
    names: Names,
    absent: Sequence[Absent] = (),
    *,
    nearer: bool = True,
) -> list[Reason]:
    """The reasons for one incident: those sent by arrival, then the nearer ones that are not, by arrival.

    `nearer`: whether the latter are asked for; to explain them takes longer than to choose.
    """
    sent = found.sent[at]
    chosen = [_chosen(problem, found, at, unit) for unit in sent]
    if not nearer:
        return chosen
    last = max((float(problem.seconds[at, unit]) for unit in sent), default=0.0)
    order = np.argsort(problem.seconds[at], kind="stable").tolist()
    before = [unit for unit in order if problem.seconds[at, unit] < last and unit not in sent]
    passed = [_passed(problem, found, at, unit, names) for unit in before]
    passed += [_absent(each) for each in absent if each.seconds < last or not sent]
    return [*chosen, *sorted(passed, key=lambda reason: (reason.seconds, reason.key))]


def _chosen(problem: Problem, found: Answer, at: int, unit: int) -> Reason:
    demand, own = problem.demands[at], problem.units[unit]
    seconds = float(problem.seconds[at, unit])
    brings = said({name: own.gives[name] for name in demand.needs if own.gives.get(name, 0.0) > 0})
    able = problem.helps(at) & (problem.seconds[at] < seconds)
    rank = int(able.sum()) + 1
    time = minutes(seconds)
    place = (
        Words("最快到场", "the first there")
        if rank == 1
        else Words(f"具备所需能力者中第 {rank} 近", f"number {rank} by time of those that can help")
    )
    words = Words(
        f"{time.zh}到场,{place.zh};可提供{brings.zh}", f"there in {time.en}, {place.en}; brings {brings.en}"
    )
    return Reason(own.key, seconds, None, words)


def _passed(problem: Problem, found: Answer, at: int, unit: int, names: Names) -> Reason:
    seconds, key = float(problem.seconds[at, unit]), problem.units[unit].key
    if not problem.helps(at)[unit]:
        return _reason(key, seconds, PassedOver.NOTHING_NEEDED)
    for other, units in enumerate(found.sent):
        if unit in units:
            there = minutes(float(problem.seconds[other, unit]))
            name = names.demands[other]
            return _reason(
                key,
                seconds,
                PassedOver.ELSEWHERE,
                Words(f"{name},{there.zh}到场", f"{name}, there in {there.en}"),
            )
    gone = {each for units in found.sent for each in units}
    bare = [zone for zone in problem.bare(gone | {unit}) if zone not in found.bare]
    if bare:
        zone = names.zones[max(bare, key=lambda each: problem.zones[each].risk_s)]
        return _reason(
            key, seconds, PassedOver.COVER, Words(f"否则{zone}无人覆盖", f"or else {zone} has no cover")
        )
    return _reason(key, seconds, *_less(problem, found, at, unit))


def _less(problem: Problem, found: Answer, at: int, unit: int) -> tuple[PassedOver, Words | None]:
    """What would be missing with this one in the place of one that comes later; the least of that."""
    demand, own = problem.demands[at], problem.units[unit]
    lacks: list[dict[str, float]] = []
    for other in found.sent[at]:
        if problem.seconds[at, other] <= problem.seconds[at, unit]:
            continue
        left = missing(demand.needs, own.gives)
        for kept in found.sent[at]:
            if kept != other:
                left = missing(left, problem.units[kept].gives)
        lacks.append({name: amount for name, amount in left.items() if name not in found.short[at]})
    least = min(lacks, key=lambda each: sum(each[name] / demand.needs[name] for name in each), default={})
    if not least:
        return PassedOver.ENOUGH, None
    words = said(least)
    return PassedOver.TOO_LITTLE, Words(
        f"改派它将缺少{words.zh}", f"with it instead there would be too little: {words.en}"
    )


def _absent(each: Absent) -> Reason:
    return _reason(each.key, each.seconds, each.why, each.detail)


def _reason(key: str, seconds: float, why: PassedOver, detail: Words | None = None) -> Reason:
    name = NAMES[why]
    words = name if detail is None else Words(f"{name.zh}:{detail.zh}", f"{name.en}: {detail.en}")
    return Reason(key, seconds, why, words)
