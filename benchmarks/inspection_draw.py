"""An inspection draw over a whole region: how long freezing, drawing and each verification take."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from benchmarks.figures import Figures
from cloud.draw_verifier import verify_draw
from cloud.inspection_draw import page, record, verify
from cloud.inspection_draw.canonical import to_file
from cloud.inspection_draw.plan import BEIJING, Plan
from cloud.inspection_draw.roll import Conflict, Inspector, Rolls, Unit

ORGANISATIONS: Final = 100_000
#: What an inspector takes on in a month, and how many the region has for each thousand units.
_CAPACITY: Final = 40
_INSPECTORS_PER_THOUSAND: Final = 6
_AREAS: Final = [f"1501{n:02d}" for n in range(2, 12)]
_NUMBERS: Final = {"one": [7, 11, 23, 30, 34, 41], "two": [3, 19, 21, 37, 44, 49]}
_CLASSES: Final = (
    ("crowded-key", "人员密集重点单位", "10%"),
    ("key", "其他重点单位", "5%"),
    ("ordinary", "一般单位", "2%"),
)
T = TypeVar("T")


def run(seconds: float, organisations: int = ORGANISATIONS) -> Figures:
    """Seconds on one core, megabytes of the record, and how many were drawn."""
    plan, rolls = _plan(), _rolls(organisations)
    at = plan.entropy.not_before - timedelta(days=1)
    figures: Figures = {"units": organisations, "inspectors": len(rolls.inspectors)}
    frozen = _timed(figures, "freeze_s", lambda: record.freeze(plan, rolls, at))
    whole = _timed(figures, "draw_s", lambda: record.complete(frozen, plan, rolls, _NUMBERS))
    data = to_file(whole)
    figures |= {
        "drawn": len(whole["result"]["drawn"]),
        "unserved": len(whole["result"]["unserved"]),
        "record_mb": len(data) / 1e6,
    }
    for name, verifier in (
        ("verify_s", verify.first_difference),
        ("verify_alone_s", verify_draw.first_difference),
    ):
        difference = _timed(figures, name, lambda verifier=verifier: verifier(data))  # type: ignore[misc]
        assert difference is None, difference
    _timed(figures, "page_s", lambda: page.of(whole))
    figures["peak_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _timed(figures: Figures, name: str, work: Callable[[], T]) -> T:
    begun = time.process_time()
    done = work()
    figures[name] = round(time.process_time() - begun, 2)
    return done


def _plan() -> Plan:
    source = {"zh": "彩票", "en": "lottery", "numbers": 6, "least": 1, "most": 59}
    told: dict[str, Any] = {
        "format": 1,
        "number": "bench",
        "title_zh": "性能测试",
        "title_en": "Benchmark",
        "area": "1501",
        "date": "2026-12-01",
        "published_at": "https://example.org",
        "risk_blind_share": "20%",
        "reserves": 50,
        "classes": [{"id": code, "zh": zh, "en": code, "floor": share} for code, zh, share in _CLASSES],
        "strata": [
            {"id": code, "zh": zh, "en": code, "per_month": share, "classes": [code]}
            for code, zh, share in _CLASSES
        ],
        "weights": [
            {"risk": ["IV"], "times": 8},
            {"risk": ["III"], "times": 4},
            {"credit": ["D"], "times": 3},
        ],
        "frequency": [{"rest_days": 90}],
        "entropy": {
            "not_before": datetime(2026, 12, 5, 22, tzinfo=BEIJING),
            "sources": [source | {"id": name} for name in _NUMBERS],
        },
    }
    return Plan.model_validate(told)


def _rolls(organisations: int) -> Rolls:
    draw = random.Random(1)
    plan_date = datetime(2026, 12, 1).date()
    units = [
        Unit(
            f"u-{n:06d}",
            f"第{n}号单位",
            draw.choice(_AREAS),
            draw.choices(("crowded-key", "key", "ordinary"), (2, 3, 95))[0],
            draw.choices(("I", "II", "III", "IV"), (50, 30, 15, 5))[0],
            draw.choices(("A", "B", "C", "D"), (40, 40, 15, 5))[0],
            plan_date - timedelta(days=draw.randrange(30, 2_000)),
            "under-rectification" if draw.random() < 0.01 else "",
            "举报投诉" if draw.random() < 0.001 else "",
        )
        for n in range(organisations)
    ]
    people = [
        Inspector(f"i-{n:04d}", f"检查员{n}", draw.choice(_AREAS), _CAPACITY)
        for n in range(max(20, organisations * _INSPECTORS_PER_THOUSAND // 1_000))
    ]
    pairs = {(draw.choice(people).inspector, draw.choice(units).unit) for _ in range(organisations // 10)}
    return Rolls(units, people, [Conflict(who, where, "kinship", None) for who, where in sorted(pairs)])
