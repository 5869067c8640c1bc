"""The history of one city, week by week: hazards rise and are mended, are seen or not, and at times burn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from simulators.city_history import burning, calendar
from simulators.city_history.burning import Weather
from simulators.city_history.calendar import Days
from simulators.city_history.hazards import (
    EBIKE,
    EBIKE_TREND,
    HAZARDS,
    HOT_WORK_A_YEAR,
    HOT_WORK_EFFECT,
    HOT_WORK_WEEKS,
    UNSEEN_CITY,
)
from simulators.city_history.ledger import Ledger, Table
from simulators.city_history.sites import Floats, Sites, sites
from simulators.city_history.watching import WEEK, Watch


@dataclass(frozen=True)
class History:
    """One city's years. `registry` is what is on record of `sites`; the truth is what nobody has on record.

    `expected` (weeks + 1, sites) is the true number of confirmed fires expected from the first day to the
    beginning of each week; `serious` (weeks + 1, sites) the true chance then that a fire would be serious.
    """

    city: str
    sites: Sites
    registry: dict[str, Floats]
    days: Days
    tables: dict[str, Table]
    expected: Floats
    serious: Floats


@dataclass(frozen=True)
class Wish:
    """How much of one city is made."""

    buildings: int
    communities: int
    first: date
    weeks: int


def history(city: str, wish: Wish, seed: int) -> History:
    """The same wish and seed give the same history, whichever cities are made beside it."""
    draw = np.random.default_rng([seed, int(city)])
    days = calendar.days(city, wish.first, wish.weeks * WEEK, draw)
    first_day = int(days.day[0])
    who = sites(city, wish.buildings, wish.communities, first_day, wish.weeks / 52.18, draw)
    watch = Watch(who, first_day + wish.weeks * WEEK - 1)
    fires, permits = Ledger("confirmed", "cause", "serious", "loss_yuan"), Ledger("until_day")
    city_effect = UNSEEN_CITY * draw.standard_normal()
    level, working_until = who.level.copy(), np.zeros(len(who), dtype=np.int64)
    expected = np.zeros((wish.weeks + 1, len(who)), dtype=np.float32)
    serious = np.zeros_like(expected)
    everyone = np.arange(len(who))
    total = np.zeros(len(who))
    for week in range(wish.weeks):
        day = first_day + week * WEEK
        _grow(who, level, draw)
        watch.mend(day, level)
        _begin_works(day, working_until, permits, draw)
        working = working_until > day
        added = burning.effects(level, _weather(days, week), _trend(week, wish.weeks))
        rate = WEEK * np.exp(who.log_rate + city_effect + added.sum(axis=0) + HOT_WORK_EFFECT * working)
        serious[week] = burning.serious(who, everyone, level)
        burnt = burning.burn(who, rate, added, level, working, draw)
        told = draw.random(burnt.site.size) < who.reported[burnt.site]
        fires.write(
            burnt.site[told],
            day + burnt.day[told],
            confirmed=np.int8(1),
            cause=burnt.cause[told],
            serious=burnt.serious[told].astype(np.int8),
            loss_yuan=burnt.loss_yuan[told].astype(np.float32),
        )
        total += -np.expm1(-rate) * who.reported
        expected[week + 1] = total
        watch.inspect(day, level, draw)
        if week % 4 == 3:
            watch.patrol(day + WEEK - 1, level, draw)
        watch.pass_by(day, level, draw)
        watch.listen(day, level, draw)
    serious[-1] = burning.serious(who, everyone, level)
    return History(
        city,
        who,
        who.registry(draw),
        days,
        {
            "inspections": watch.inspections.table(),
            "findings": watch.findings.table(),
            "patrols": watch.patrols.table(),
            "signals": watch.signals.table(),
            "permits": permits.table(),
            "fires": fires.table(),
        },
        expected,
        serious,
    )


def _grow(who: Sites, level: Floats, draw: np.random.Generator) -> None:
    """A week of decay and disorder; in place."""
    for place, hazard in enumerate(HAZARDS):
        level[place] += hazard.draws_back * (who.middle[place] - level[place])
        jumping = np.flatnonzero(draw.random(len(who), dtype=np.float32) < hazard.jumps * WEEK / 365.25)
        level[place, jumping] += (
            hazard.jump * who.middle[place, jumping] * draw.exponential(1.0, jumping.size)
        )
        np.minimum(level[place], 3.0, out=level[place])


def _begin_works(
    day: int, working_until: NDArray[np.int64], permits: Ledger, draw: np.random.Generator
) -> None:
    """Hot work and renovation begin at some sites; one in five has no permit, so nobody knows."""
    begin = np.flatnonzero(
        draw.random(working_until.size, dtype=np.float32) < HOT_WORK_A_YEAR * WEEK / 365.25
    )
    until = day + WEEK * np.ceil(draw.exponential(HOT_WORK_WEEKS, begin.size)).astype(np.int64)
    working_until[begin] = until
    known = draw.random(begin.size) < 0.8
    permits.write(begin[known], day, until_day=until[known].astype(np.int32))


def _weather(days: Days, week: int) -> Weather:
    """The means of one week."""
    of = slice(week * WEEK, (week + 1) * WEEK)
    return Weather(
        float(days.heating[of].mean()), float(days.festival[of].mean()), float(days.dry[of].mean())
    )


def _trend(week: int, weeks: int) -> Floats:
    """Electric bicycles weigh more each year from the middle of the history on: (hazards,)."""
    trend = np.ones(len(HAZARDS), dtype=np.float32)
    trend[EBIKE] += EBIKE_TREND * max(week - weeks / 2, 0.0) / 52.18
    return trend
