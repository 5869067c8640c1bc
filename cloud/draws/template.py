"""A plan to begin with, as law and policy have it: classes, ratios, weights, frequency, sources. A table.

1. Ratios: crowded key units 10 % a month at least, other key units 5 %, as published plans of sampling have
   it (抽样性检查); other units a share that is set here and changed by whoever plans.
2. Weights and frequencies by risk band (Ⅰ safest … Ⅳ most dangerous) and credit class (A … D).
3. Two national lotteries as sources, whose bounds are public; the issue numbers are written in by a person.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from cloud.inspection_draw.plan import BEIJING

CLASSES: Final = (
    {"id": "crowded-key", "zh": "人员密集的消防安全重点单位", "en": "crowded key unit", "floor": "10%"},
    {"id": "key", "zh": "其他消防安全重点单位", "en": "other key unit", "floor": "5%"},
    {"id": "ordinary", "zh": "一般单位", "en": "ordinary unit"},
)
#: The class of an organisation of which nobody has said it.
OTHERWISE: Final = "ordinary"
_STRATA: Final = (
    {"id": "crowded-key", "zh": "人员密集重点单位", "en": "crowded key units", "classes": ["crowded-key"],
     "per_month": "10%"},
    {"id": "key", "zh": "其他重点单位", "en": "other key units", "classes": ["key"], "per_month": "5%"},
    {"id": "ordinary-high", "zh": "一般单位(较高风险)", "en": "ordinary units at risk",
     "classes": ["ordinary"], "risk": ["III", "IV"], "per_month": "4%"},
    {"id": "ordinary", "zh": "一般单位", "en": "ordinary units", "classes": ["ordinary"], "per_month": "1%"},
)  # fmt: skip
_WEIGHTS: Final = (
    {"risk": ["IV"], "times": 8},
    {"risk": ["III"], "times": 4},
    {"risk": ["II", ""], "times": 2},
    {"credit": ["D"], "times": 3},
    {"credit": ["C"], "times": 2},
)
_FREQUENCY: Final = (
    {"risk": ["IV"], "rest_days": 30, "due_days": 365},
    {"risk": ["III"], "rest_days": 90, "due_days": 730},
    {"credit": ["A"], "rest_days": 365, "due_days": 0},
    {"rest_days": 180, "due_days": 0},
)
_CERTAIN: Final = ({"credit": ["D"], "risk": ["IV"], "basis": "失信且风险等级为Ⅳ级,依法必查"},)
#: Stands where an issue number is to be written in.
OPEN: Final = "?"
#: National lotteries: balls, and between which bounds.
_SOURCES: Final = (
    {"id": "ssq-red", "zh": "双色球第?期红球", "en": "Double Colour Ball issue ?, red",
     "numbers": 6, "least": 1, "most": 33},
    {"id": "ssq-blue", "zh": "双色球第?期蓝球", "en": "Double Colour Ball issue ?, blue",
     "numbers": 1, "least": 1, "most": 16},
    {"id": "dlt-front", "zh": "大乐透第?期前区", "en": "Super Lotto issue ?, front",
     "numbers": 5, "least": 1, "most": 35},
    {"id": "dlt-back", "zh": "大乐透第?期后区", "en": "Super Lotto issue ?, back",
     "numbers": 2, "least": 1, "most": 12},
)  # fmt: skip
#: So long between the plan and the sources, at least: time for everybody to see the list.
_AHEAD: Final = timedelta(days=3)


def plan(area: str, day: date, published_at: str) -> dict[str, Any]:
    """A plan of the month of `day`, to be changed and completed."""
    speaks = datetime(day.year, day.month, day.day, 22, tzinfo=BEIJING) + _AHEAD
    return {
        "format": 1,
        "number": f"{area}-{day:%Y-%m}",
        "title_zh": f"{day:%Y年%m月}消防监督抽查",
        "title_en": f"Fire inspections, {day:%B %Y}",
        "area": area,
        "date": day.isoformat(),
        "months": 1,
        "published_at": published_at,
        "risk_blind_share": "20%",
        "reserves": 2,
        "classes": [dict(one) for one in CLASSES],
        "strata": [dict(one) for one in _STRATA],
        "weights": [dict(one) for one in _WEIGHTS],
        "frequency": [dict(one) for one in _FREQUENCY],
        "certain": [dict(one) for one in _CERTAIN],
        "inspectors": {"avoid_own_area": True, "visits_at_most": 1, "visits_days": 365},
        "entropy": {"not_before": speaks.isoformat(), "sources": [dict(one) for one in _SOURCES]},
    }
