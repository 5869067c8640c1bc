"""Risk warnings as they are shown."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from cloud.areas.tree import full_name
from cloud.duty.days import day_of
from cloud.risk.warnings import repository, state_table
from cloud.risk.warnings.repository import Seen
from cloud.risk.warnings.rules import RULES
from cloud.risk.warnings.schemas import WarningDetail, WarningEntryOut, WarningOut
from cloud.risk.warnings.state_table import ACTION_NAMES, ORGANISATIONS, Action, State
from cloud.risk.warnings.tables import RiskWarningEntry
from cloud.risk.words import label

_OTHERS: Final = {"raise": ("发出", "raised"), "escalate": ("逾期升级", "taken higher")}
_PLAIN: Final = (
    "id", "subject", "site_id", "organisation_id", "building_id", "area", "category", "rule", "desk", "state",
    "band", "raised_at", "due_on", "escalated", "taken_by", "closed_at", "version",
)  # fmt: skip


def warning(seen: Seen, today: date) -> WarningOut:
    """A warning as the lists show it."""
    return WarningOut.model_validate(_values(seen, today))


def detail(session: Session, number: int, now: int, *, own: bool) -> WarningDetail:
    """With its timeline; `own`: what the organisation itself may do."""
    seen = repository.seen(session, [number])[0]
    row = seen.warning
    possible = state_table.possible(State(row.state))
    if own:
        possible = [one for one in possible if one in ORGANISATIONS and row.desk == "organisation"]
    return WarningDetail.model_validate(
        {
            **_values(seen, day_of(now)),
            "possible": possible,
            "timeline": [_entry(one) for one in repository.entries(session, number)],
        }
    )


def _entry(row: RiskWarningEntry) -> WarningEntryOut:
    words = _OTHERS.get(row.action) or ACTION_NAMES[Action(row.action)]
    return WarningEntryOut(
        at=row.at, action=row.action, label=label(words), state=State(row.state), by=row.by, note=row.note
    )


def _values(seen: Seen, today: date) -> dict[str, Any]:
    row, rule = seen.warning, RULES[seen.warning.rule]
    record = None if row.record is None else {"kind": row.record, "id": row.record_id, "day": None}
    return {name: getattr(row, name) for name in _PLAIN} | {
        "site": seen.building or seen.organisation,
        "organisation": seen.organisation,
        "area_name": label(full_name(row.area)),
        "rule_label": label((rule.zh, rule.en)),
        "text": label((row.zh, row.en)),
        "task": label((rule.task_zh, rule.task_en)),
        "record": record,
        "overdue": row.closed_at is None and row.due_on < today.isoformat(),
        "effect": {
            "at_raising": row.safety,
            "at_closing": row.safety_closed,
            "after_30d": row.safety_30d,
            "after_90d": row.safety_90d,
        },
    }
