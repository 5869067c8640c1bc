"""Draws as they are shown."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cloud.draws import repository
from cloud.draws.repository import Published
from cloud.draws.schemas import DrawDetail, DrawOut, EntryOut, PublicDraw, UnitOut
from cloud.draws.tables import Draw, SupervisedUnit
from cloud.draws.template import OTHERWISE

_PUBLIC = (
    "number", "title_zh", "title_en", "area", "state", "not_before", "frozen_at", "commitment", "units",
    "drawn_at", "seed", "drawn", "unserved", "withdrawn_note",
)  # fmt: skip
_PLAIN = ("id", *_PUBLIC, "made_by", "made_at", "version")


def draws(session: Session, rows: Sequence[Draw]) -> list[DrawOut]:
    """Draws for those who plan."""
    tasks = repository.task_counts(session, [row.id for row in rows])
    return [DrawOut.model_validate(_values(row, tasks.get(row.id, 0))) for row in rows]


def detail(session: Session, row: Draw) -> DrawDetail:
    """With the plan and the timeline."""
    tasks = repository.task_counts(session, [row.id])
    entries = repository.entries(session, row.id)
    return DrawDetail.model_validate(
        {
            **_values(row, tasks.get(row.id, 0)),
            "plan": row.plan,
            "timeline": [EntryOut.model_validate(one, from_attributes=True) for one in entries],
        }
    )


def public(found: Published) -> PublicDraw:
    """What everybody may see: nothing of who planned it."""
    row = found.draw
    return PublicDraw.model_validate(
        {
            **{name: getattr(row, name) for name in _PUBLIC},
            "published_at": row.plan.get("published_at", ""),
            "commitment_bytes": found.commitment_bytes,
            "record_bytes": found.record_bytes,
        }
    )


def unit(organisation_id: int, row: SupervisedUnit | None) -> UnitOut:
    """How an organisation stands for draws."""
    if row is None:
        return UnitOut(
            organisation_id=organisation_id,
            unit_class=OTHERWISE,
            risk="",
            credit="",
            exclusion="",
            certain="",
            by="",
            changed_at=None,
            version=0,
        )
    return UnitOut.model_validate(row, from_attributes=True)


def _values(row: Draw, tasks: int) -> dict[str, object]:
    return {name: getattr(row, name) for name in _PLAIN} | {"entered_by": row.first_by, "tasks": tasks}
