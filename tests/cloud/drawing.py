"""A small draw for tests: a plan, lists, what the sources said, and the record of it all."""

from __future__ import annotations

import random
from datetime import date, datetime
from typing import Any

from cloud.inspection_draw import record
from cloud.inspection_draw.canonical import Document
from cloud.inspection_draw.plan import BEIJING, Plan
from cloud.inspection_draw.roll import Conflict, Inspector, Rolls, Unit

FROZEN_AT = datetime(2026, 12, 1, 9, tzinfo=BEIJING)
VALUES = {
    "ssq-red": [31, 3, 9, 17, 22, 28],
    "ssq-blue": [7],
    "dlt-front": [2, 11, 19, 24, 33],
    "dlt-back": [12, 4],
}
SOURCES = [
    {"id": "ssq-red", "zh": "双色球红球", "en": "red balls", "numbers": 6, "least": 1, "most": 33},
    {"id": "ssq-blue", "zh": "双色球蓝球", "en": "blue ball", "numbers": 1, "least": 1, "most": 16},
    {"id": "dlt-front", "zh": "大乐透前区", "en": "front", "numbers": 5, "least": 1, "most": 35},
    {"id": "dlt-back", "zh": "大乐透后区", "en": "back", "numbers": 2, "least": 1, "most": 12},
]


def stratum(name: str, per_month: str = "10%", **more: Any) -> dict[str, Any]:
    return {"id": name, "zh": f"分层{name}", "en": name, "per_month": per_month} | more


def plan_told(**changed: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "number": "NM-2026-12",
        "title_zh": "十二月抽查",
        "title_en": "December",
        "area": "1501",
        "date": "2026-12-01",
        "published_at": "https://example.org/draws",
        "risk_blind_share": "20%",
        "reserves": 2,
        "classes": [
            {"id": "crowded-key", "zh": "人员密集重点单位", "en": "crowded key unit", "floor": "10%"},
            {"id": "key", "zh": "其他重点单位", "en": "other key unit", "floor": "5%"},
            {"id": "ordinary", "zh": "一般单位", "en": "ordinary unit"},
        ],
        "strata": [
            stratum("crowded-key", "10%", classes=["crowded-key"]),
            stratum("key", "5%", classes=["key"]),
            stratum("ordinary", "2.5%", classes=["ordinary"]),
        ],
        "weights": [
            {"risk": ["IV"], "times": 8},
            {"risk": ["III", ""], "times": 4},
            {"credit": ["D"], "times": 3},
        ],
        "frequency": [{"risk": ["IV"], "rest_days": 30, "due_days": 365}, {"rest_days": 90}],
        "certain": [{"credit": ["D"], "risk": ["IV"], "basis": "失信且风险极高"}],
        "entropy": {"not_before": "2026-12-05T22:00:00+08:00", "sources": SOURCES},
    } | changed


def plan(**changed: Any) -> Plan:
    return Plan.model_validate(plan_told(**changed))


def unit(name: str, unit_class: str = "ordinary", **changed: Any) -> Unit:
    row = Unit(name, f"单位 {name}", "150102", unit_class, "I", "A", None, "", "")
    return row._replace(**changed)


def inspectors(count: int = 6, capacity: int = 50, area: str = "") -> list[Inspector]:
    return [Inspector(f"i-{n:03d}", f"检查员{n}", area, capacity) for n in range(count)]


def random_rolls(seed: int, units: int, capacity: int = 50) -> Rolls:
    """Units of every kind, inspectors with homes, conflicts of every kind."""
    draw = random.Random(seed)
    listed = [
        unit(
            f"u-{n:05d}",
            draw.choice(["crowded-key", "key", "ordinary"]),
            area=draw.choice(["150102", "150103", "150104"]),
            risk=draw.choice(["", "I", "II", "III", "IV"]),
            credit=draw.choice(["", "A", "B", "C", "D"]),
            last_inspected=draw.choice([None, date(2026, 11, 15), date(2026, 3, 2), date(2025, 1, 2)]),
            exclusion=draw.choice([""] * 20 + ["closed", "under-rectification"]),
            certain=draw.choice([""] * 30 + ["举报投诉"]),
        )
        for n in range(units)
    ]
    people = [person._replace(area=draw.choice(["", "150102"])) for person in inspectors(12, capacity)]
    conflicts = {
        (draw.choice(people).inspector, draw.choice(listed).unit): draw.choice(
            [
                ("kinship", None),
                ("recusal", None),
                ("visited", date(2026, 5, 1)),
                ("visited", date(2020, 5, 1)),
            ]
        )
        for _ in range(units // 8)
    }
    return Rolls(
        listed, people, [Conflict(who, where, *what) for (who, where), what in sorted(conflicts.items())]
    )


def random_plan(seed: int) -> Plan:
    """Rules of every kind, as law and policy may write them."""
    draw = random.Random(seed)

    def some(*values: str) -> list[str]:
        return draw.sample(values, draw.randrange(len(values))) if draw.random() < 0.6 else []

    def selector() -> dict[str, Any]:
        return {
            "classes": some("crowded-key", "key", "ordinary"),
            "risk": some("", "I", "II", "III", "IV"),
            "credit": some("", "A", "B", "C", "D"),
            "areas": some("1501", "150102", "150103"),
        }

    strata = [
        stratum(
            f"{name}-{number}",
            f"{share + draw.randrange(15)}.{draw.randrange(100):02d}%",
            classes=[name],
            risk=some("", "II", "III", "IV") if number == 0 else [],
            areas=some("150102", "150103") if number == 0 else [],
        )
        for name, share in (("crowded-key", 10), ("key", 5), ("ordinary", 0))
        for number in range(2)
    ]
    return plan(
        months=draw.randrange(1, 4),
        risk_blind_share=f"{draw.choice([0, 1, 20, 50, 100])}%",
        reserves=draw.randrange(4),
        strata=strata,
        weights=[selector() | {"times": draw.choice([1, 2, 5, 40])} for _ in range(draw.randrange(5))],
        frequency=[
            selector() | {"rest_days": draw.choice([0, 20, 100]), "due_days": draw.choice([0, 200, 600])}
            for _ in range(draw.randrange(3))
        ],
        certain=[
            selector() | {"credit": ["D"], "risk": ["IV"], "basis": "依据"} for _ in range(draw.randrange(2))
        ],
        inspectors={
            "avoid_own_area": draw.random() < 0.7,
            "visits_at_most": draw.randrange(3),
            "visits_days": draw.choice([0, 100, 400]),
        },
    )


def frozen(seed: int = 1, units: int = 150) -> tuple[Plan, Rolls, Document]:
    rules, rolls = plan(), random_rolls(seed, units)
    return rules, rolls, record.freeze(rules, rolls, FROZEN_AT)


def whole_record(seed: int = 1, units: int = 150) -> Document:
    rules, rolls, document = frozen(seed, units)
    return record.complete(document, rules, rolls, VALUES)


def random_record(seed: int, units: int) -> Document:
    rules, rolls = random_plan(seed), random_rolls(seed, units, capacity=units)
    return record.complete(record.freeze(rules, rolls, FROZEN_AT), rules, rolls, VALUES)
