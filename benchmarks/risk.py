"""Fire risk of a whole region: the records of 100,000 buildings to scores, in the centre, and on the page."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

import numpy as np

from benchmarks import risk_centre, risk_page
from benchmarks.figures import Figures, percentile
from models.fire_risk import columns, features, reasons
from models.fire_risk.facts import Floats, facts
from models.fire_risk.model import RiskModel, shipped
from models.fire_risk.records import Records, joined, records
from models.fire_risk.schema import EVENTS
from simulators.city_history.folder import tables
from simulators.city_history.history import Wish, history

ORGANISATIONS: Final = 100_000
_FIRST: Final = date(2022, 1, 3)
_WEEKS: Final = 208
_CITIES: Final = ("1501", "1502", "1504", "1505")
#: How many sites a page of reasons is asked for.
_EXPLAINED: Final = 200
_THREADS: Final = 2


def run(seconds: float, organisations: int = ORGANISATIONS) -> Figures:
    """Seconds from records to scores, rows a second, and of one site alone; the records are simulated.

    `_cpu_s` and rows a second are of processor time, of one core; other seconds are by the clock.
    """
    known = _region(organisations)
    day = int(known.events["fires"]["day"][-1])
    model = shipped("building")
    figures: Figures = {
        "buildings": known.count,
        "records": sum(int(table["day"].size) for table in known.events.values()),
        "model_bytes": model.size,
        "threads": _THREADS,
    }
    share = seconds / 4
    told = facts(known, day)
    figures["records_to_scores_s"] = _median(
        lambda: model.score(facts(known, day), _THREADS), share, time.perf_counter
    )
    figures["facts_cpu_s"] = _median(partial(facts, known, day), share / 2, time.process_time)
    figures["score_cpu_s"] = _median(partial(model.score, told), share / 2, time.process_time)
    figures |= _against_bare(model, told, share)
    figures |= _one_site(model, known, day, share)
    figures |= risk_centre.run(share, organisations)
    figures |= risk_page.run(share)
    figures["peak_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _region(organisations: int) -> Records:
    """Four simulated cities of four years, as one."""
    parts = []
    for number, city in enumerate(_CITIES):
        share = organisations // len(_CITIES) + (number < organisations % len(_CITIES))
        made = tables(history(city, Wish(share, 0, _FIRST, _WEEKS), seed=9))
        parts.append(records(made["sites"], made["weather"], {name: made[name] for name in EVENTS}))
    return joined(parts)


def _against_bare(model: RiskModel, told: Floats, seconds: float) -> Figures:
    """Rows a second by `score`, by the session alone in one call, and of the features' part of the graph."""
    names = ["probability", "low", "high", "index"]
    alone = features.session(columns.TABLES["building"])
    ours, bare, part = (
        len(told) / _median(action, seconds / 3, time.process_time)
        for action in (
            partial(model.score, told),
            partial(model.session.run, names, {"facts": told}),
            partial(alone.run, ["features"], {"facts": told}),
        )
    )
    return {
        "score_rows_per_s": ours,
        "bare_rows_per_s": bare,
        "score_to_bare_ratio": bare / ours,
        "feature_rows_per_s": part,
    }


def _one_site(model: RiskModel, known: Records, day: int, seconds: float) -> Figures:
    """What an event at one building costs: its own records to facts, score and reasons."""
    busiest = np.argsort(-np.bincount(known.events["findings"]["site"], minlength=known.count))[:1]
    alone = known.of(busiest)
    told = facts(known, day)[:_EXPLAINED]
    values = _median(partial(reasons.by_subject, model, told), seconds / 2, time.process_time)
    return {
        "one_site_ms": 1000 * _median(lambda: model.score(facts(alone, day)), seconds / 4, time.perf_counter),
        "one_site_with_reasons_ms": 1000
        * _median(
            lambda: reasons.reasons(model, alone, 0, day, known=facts(alone, day)),
            seconds / 4,
            time.perf_counter,
        ),
        "reasons_rows_per_s": len(told) / values,
    }


def _median(action: Callable[[], object], seconds: float, clock: Callable[[], float]) -> float:
    """The median, by that clock, of as many runs as fit into the seconds; at least one."""
    found: list[float] = []
    ends = time.perf_counter() + seconds
    while not found or time.perf_counter() < ends:
        started = clock()
        action()
        found.append(clock() - started)
    return percentile(found, 0.5)
