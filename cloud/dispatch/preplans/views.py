"""Plans as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from cloud.dispatch.forces.views import label
from cloud.dispatch.preplans import repository
from cloud.dispatch.preplans.schemas import DrawingOut, PreplanBrief, PreplanOut, SectionOut
from cloud.dispatch.preplans.sections import SECTION_NAMES, Section
from cloud.dispatch.preplans.tables import Preplan
from cloud.dispatch.preplans.templates import missing

_PLAIN = (
    "id", "building_id", "organisation_id", "version", "title", "valid_from", "valid_to", "review_at",
    "made_by", "made_at",
)  # fmt: skip


def briefs(session: Session, rows: Sequence[Preplan], now: int) -> list[PreplanBrief]:
    """Plans as lists show them."""
    names = repository.names(session, rows)
    return [PreplanBrief.model_validate(_brief(row, names, now)) for row in rows]


def preplan(session: Session, row: Preplan, now: int) -> PreplanOut:
    """A plan, whole."""
    return PreplanOut.model_validate(
        _brief(row, repository.names(session, [row]), now)
        | {
            "sections": [
                SectionOut(section=each, name=label(SECTION_NAMES[each]), text=row.sections.get(each, ""))
                for each in Section
            ],
            "drawings": [
                DrawingOut.model_validate(each, from_attributes=True)
                for each in repository.drawings(session, [row.id])
            ],
            "note": row.note,
        }
    )


def _brief(row: Preplan, names: dict[int, tuple[str, str]], now: int) -> dict[str, Any]:
    building, organisation = names[row.building_id]
    return {name: getattr(row, name) for name in _PLAIN} | {
        "building": building,
        "organisation": organisation,
        "overdue": row.review_at <= now and row.valid_to is None,
        "unfinished": missing(row.sections),
    }
