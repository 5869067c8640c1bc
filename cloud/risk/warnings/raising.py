"""The rules at work: what they find becomes a warning at the desk, with a task and a deadline.

One open warning a site and rule is held by the database's own index: however many look at once, one is
raised. Commits nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from cloud.duty.days import DAY_MS, HOUR_MS, day_of, words
from cloud.live import changes
from cloud.notification.moments import Moment
from cloud.risk.scores import repository as scores
from cloud.risk.settings import RiskSettings
from cloud.risk.warnings import finding, repository, telling
from cloud.risk.warnings.finding import Found
from cloud.risk.warnings.rules import RULES
from cloud.risk.warnings.state_table import State
from cloud.risk.warnings.tables import RiskWarning
from models.fire_risk.grading import BANDS

CENTRE: Final = "centre"
_BANDS: Final = {band.code: (band.zh, band.en) for band in BANDS}
_WEEK_MS: Final = 7 * DAY_MS


def of_steps(
    session: Session, settings: RiskSettings, steps: Sequence[Mapping[str, Any]], now: int
) -> list[int]:
    """Warnings that new steps of scores raise: a worse band, an index that fell fast."""
    down = [
        step for step in steps if step["safety_before"] is not None and step["safety"] < step["safety_before"]
    ]
    # Another model says the same of the same place in other numbers: nothing happened there.
    down = [step for step in down if step["cause"] != "model"]
    if not down:
        return []
    keys = {(step["subject"], step["site_id"]) for step in down}
    rows = finding.scores_of(session, keys)
    week = scores.index_then(session, list(keys), now - _WEEK_MS) if len(keys) <= _ASKED else {}
    raised: list[int] = []
    for step in down:
        key = (step["subject"], step["site_id"])
        if key not in rows:
            continue
        behind = step["moved_by"][-1] if step["moved_by"] else {"kind": None, "id": None}
        if _RANK[step["band"]] < _RANK[step["band_before"]]:
            found = Found(rows[key], behind["kind"], behind["id"], step["band_before"])
            raised += raise_one(session, settings, "band-worse", found, now)
        before = week.get(key, step["safety_before"])
        if before - step["safety"] >= settings.warnings.jump_points:
            found = Found(rows[key], behind["kind"], behind["id"], before)
            raised += raise_one(session, settings, "score-jump", found, now)
    return raised


def of_records(session: Session, settings: RiskSettings, now: int) -> list[int]:
    """Warnings that records raise by themselves, whatever the score."""
    looks: dict[str, Callable[[], list[Found]]] = {
        "overdue-major": lambda: finding.overdue_major(session, now),
        "offline-long": lambda: finding.offline(session, settings, now),
        "faults-repeated": lambda: finding.faults(session, settings, now),
        "inspection-due": lambda: finding.uninspected(session, settings, now),
    }
    raised: list[int] = []
    for rule, look in looks.items():
        if rule not in settings.warnings.off:
            for found in look():
                raised += raise_one(session, settings, rule, found, now)
    return raised


#: Sites whose index of last week is looked up at once; beyond, their newest step alone is compared.
_ASKED: Final = 500
_RANK: Final = {band.code: rank for rank, band in enumerate(BANDS)}


def raise_one(session: Session, settings: RiskSettings, rule: str, found: Found, now: int) -> list[int]:
    """The warning of a finding; nothing where the rule is off or has one open at the site."""
    if rule in settings.warnings.off:
        return []
    entry, score = RULES[rule], found.score
    days = settings.warnings.days.get(rule, entry.days)
    zh, en = _text(rule, found, now)
    number = repository.raise_one(
        session,
        {
            "subject": score.subject,
            "site_id": score.site_id,
            "organisation_id": score.organisation_id,
            "building_id": score.building_id,
            "area": score.area,
            "category": score.category,
            "rule": rule,
            "zh": zh,
            "en": en,
            "desk": entry.desk,
            "state": State.RAISED.value,
            "band": score.band,
            "safety": score.safety,
            "record": found.record,
            "record_id": found.record_id,
            "raised_at": now,
            "due_on": (day_of(now) + timedelta(days=days)).isoformat(),
            "escalated": 0,
            "version": 1,
        },
    )
    if number is None:
        return []
    repository.enter(session, number, now, "raise", State.RAISED, CENTRE, zh)
    telling.tell(session, session.get_one(RiskWarning, number), Moment.RISK_WARNED, now)
    changes.note(session, changes.RISK_WARNING, number)
    return [number]


def _text(rule: str, found: Found, now: int) -> tuple[str, str]:
    """What happened, in a sentence."""
    score, figure = found.score, found.figure
    band_zh, band_en = _BANDS[score.band]
    match rule:
        case "band-worse":
            zh, en = _BANDS[figure]
            return f"风险等级由{zh}升为{band_zh},指数 {score.safety:.0f}", (
                f"from {en} to {band_en}, index {score.safety:.0f}"
            )
        case "score-jump":
            return f"风险指数一周内由 {figure:.0f} 降至 {score.safety:.0f}", (
                f"the index fell from {figure:.0f} to {score.safety:.0f} within a week"
            )
        case "overdue-major":
            return f"重大隐患整改期限 {figure} 已过", f"a major hazard was to be rectified by {figure}"
        case "offline-long":
            hours = (now - figure) // HOUR_MS
            return f"自 {words(figure)} 离线,已 {hours} 小时", f"silent since {words(figure)}, {hours} h"
        case "faults-repeated":
            return f"30 天内设备故障 {figure} 次", f"{figure} equipment faults within 30 days"
    day = day_of(figure).isoformat()
    return f"{band_zh},自 {day} 起未检查", f"{band_en}, not inspected since {day}"
