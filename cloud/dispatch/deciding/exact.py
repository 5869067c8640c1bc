"""The best answer for all open incidents at once, with a proof. Pure.

Theory of operation
===================

1. Each incident is answered as if it were alone (`cloud.dispatch.deciding.columns`). The sum of those costs
   is a bound: to share units and cover with others never makes anything cheaper.
2. Where nobody is sent twice and no zone falls bare that none of them bares alone, all of them together
   cost just that sum: it is the best answer, and shown to be.
3. Incidents that took the same unit, or bare a zone together, are answered as one, and it is looked again.
   In the end all that contend are in one group, and groups do not touch.
4. When the time is over, units taken twice go to the weightier incident and the rest is filled up with the
   nearest; the answer says how much better another could be.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Final

from cloud.dispatch.deciding.columns import together
from cloud.dispatch.deciding.greedy import nearest
from cloud.dispatch.deciding.problem import Answer, Problem, answer

LIMIT_S: Final = 0.9
Group = tuple[int, ...]


def best(problem: Problem, limit_s: float = LIMIT_S) -> Answer:
    """The best answer, or the best that was found within the time with its bound."""
    ends = time.monotonic() + limit_s
    groups: dict[Group, Answer | None] = {(at,): None for at in range(len(problem.demands))}
    before: tuple[list[tuple[int, ...]], float] | None = None
    while True:
        for group in [group for group, found in groups.items() if found is None]:
            left_s = ends - time.monotonic()
            if left_s <= 0 and before is not None:
                return _settled(problem, *before)
            groups[group] = together(problem.part(group), max(left_s, 0.0))
        found = {group: part for group, part in groups.items() if part is not None}
        sent = _put_together(problem, found)
        before = sent, sum(part.bound for part in found.values())
        parted = list(_touching(problem, found, sent))
        if not parted and all(part.proven for part in found.values()):
            return answer(problem, sent, proven=True)
        if not parted:
            return _settled(problem, *before)
        for groups_touching in parted:
            merged = tuple(sorted(at for group in groups_touching for at in group))
            for group in groups_touching:
                del groups[group]
            groups[merged] = None


def _put_together(problem: Problem, found: dict[Group, Answer]) -> list[tuple[int, ...]]:
    sent: list[tuple[int, ...]] = [() for _ in problem.demands]
    for group, part in found.items():
        for at, units in zip(group, part.sent, strict=True):
            sent[at] = units
    return sent


def _touching(
    problem: Problem, found: dict[Group, Answer], sent: Sequence[Sequence[int]]
) -> Iterable[list[Group]]:
    """Groups that took the same unit or bare a zone together, as sets of groups that hang together."""
    takers: dict[int, list[Group]] = {}
    for group in found:
        for at in group:
            for unit in sent[at]:
                takers.setdefault(unit, []).append(group)
    together_in = [groups for groups in takers.values() if len(groups) > 1]
    alone = {at for part in found.values() for at in part.bare}
    for at in problem.bare(takers):
        if at not in alone:
            together_in.append([group for unit in problem.zones[at].units for group in takers[unit]])
    leads: dict[Group, Group] = {}

    def leader(group: Group) -> Group:
        while leads.get(group, group) != group:
            group = leads[group]
        return group

    for groups in together_in:
        first = leader(groups[0])
        for group in groups[1:]:
            leads[leader(group)] = first
    clusters: dict[Group, list[Group]] = {}
    for group in found:
        clusters.setdefault(leader(group), []).append(group)
    return [cluster for cluster in clusters.values() if len(cluster) > 1]


def _settled(problem: Problem, sent: Sequence[Sequence[int]], bound: float) -> Answer:
    """An answer in which nobody is sent twice; the nearest where that is no worse."""
    taken: set[int] = set()
    kept: list[list[int]] = [[] for _ in problem.demands]
    for at in sorted(range(len(sent)), key=lambda at: (-problem.demands[at].weight, at)):
        kept[at] = [unit for unit in sent[at] if unit not in taken]
        taken.update(kept[at])
    mended = min(nearest(problem, kept), nearest(problem), key=lambda found: found.cost)
    return answer(problem, mended.sent, min(bound, mended.cost))
