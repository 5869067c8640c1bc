"""Decisions on budgets. Commits nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.budgets import repository
from cloud.budgets.schemas import BudgetIn, BudgetOut
from cloud.budgets.settings import BudgetSettings
from cloud.budgets.tables import BudgetRow
from cloud.errors import not_found
from cloud.people.asker import Asker
from cloud.versions import check_version

_LIMITS = ("messages_per_minute", "values_per_minute", "series_per_day")


def shown(session: Session, asker: Asker, organisation_id: int, settings: BudgetSettings) -> BudgetOut:
    """What holds for an organisation. ApiError 404 outside the asker's scope."""
    _seen(session, asker, organisation_id)
    row = repository.budget(session, organisation_id)
    own = repository.fields(row, _LIMITS) if row is not None else dict.fromkeys(_LIMITS)
    limits = {name: getattr(settings, name) if own[name] is None else own[name] for name in _LIMITS}
    told: dict[str, Any] = {
        "organisation_id": organisation_id,
        "own": row is not None,
        "inherited": [name for name in _LIMITS if own[name] is None],
        "note": row.note if row is not None else "",
        "version": row.version if row is not None else None,
    }
    return BudgetOut.model_validate(told | limits)


def change(session: Session, asker: Asker, organisation_id: int, told: BudgetIn) -> None:
    """Give an organisation a budget of its own."""
    _seen(session, asker, organisation_id)
    row = repository.budget(session, organisation_id, for_update=True)
    check_version(0 if row is None else row.version, told.version, "该额度", "The budget", "budget-moved")
    before = None if row is None else repository.fields(row, (*_LIMITS, "note"))
    if row is None:
        row = BudgetRow(organisation_id=organisation_id, version=0)
        session.add(row)
    for name, value in told.model_dump(exclude={"version"}).items():
        setattr(row, name, value)
    row.version += 1
    session.flush()
    audit.record(
        session,
        asker,
        "budget.change",
        f"organisation/{organisation_id}",
        before,
        repository.fields(row, (*_LIMITS, "note")),
    )


def remove(session: Session, asker: Asker, organisation_id: int) -> None:
    """Back to the budget of the settings."""
    _seen(session, asker, organisation_id)
    row = repository.budget(session, organisation_id, for_update=True)
    if row is None:
        return
    before = repository.fields(row, (*_LIMITS, "note"))
    session.delete(row)
    session.flush()
    audit.record(session, asker, "budget.remove", f"organisation/{organisation_id}", before)


def _seen(session: Session, asker: Asker, organisation_id: int) -> None:
    if not repository.organisation_seen(session, asker, organisation_id):
        raise not_found("单位", "organisation", "path.organisation")
