"""Whether enough people are on duty, moment by moment. Pure.

《消防控制室管理及应急程序》 asks for two persons at least in every shift, each with a certificate.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple


class Watch(NamedTuple):
    """One person's time on duty."""

    start_at: int
    end_at: int
    account_id: int
    certified: bool


class Gap(NamedTuple):
    """A time with too few people: how many there are, and how many of them have a certificate."""

    start_at: int
    end_at: int
    persons: int
    certified: int


def gaps(watches: Iterable[Watch], needed: int, start_at: int, end_at: int) -> list[Gap]:
    """Where fewer than `needed` people with certificates are on duty, in order; neighbours alike are one."""
    within = [each for each in watches if each.start_at < end_at and start_at < each.end_at]
    edges = {start_at, end_at}
    for each in within:
        edges |= {max(each.start_at, start_at), min(each.end_at, end_at)}
    found: list[Gap] = []
    ordered = sorted(edges)
    for begin, end in pairwise(ordered):
        there = {each.account_id for each in within if each.start_at <= begin < each.end_at}
        able = {each.account_id for each in within if each.certified and each.start_at <= begin < each.end_at}
        if len(able) >= needed:
            continue
        last = found[-1] if found else None
        if last is not None and (last.end_at, last.persons, last.certified) == (begin, len(there), len(able)):
            found[-1] = last._replace(end_at=end)
        else:
            found.append(Gap(begin, end, len(there), len(able)))
    return found
