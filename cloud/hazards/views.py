"""Hazards as they are shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.orm import Session

from cloud.hazards import repository, service, state_table
from cloud.hazards.overdue import OVERDUE
from cloud.hazards.repository import Seen
from cloud.hazards.schemas import EntryOut, HazardDetail, HazardOut, PhotoOut
from cloud.hazards.state_table import ACTION_NAMES, Action
from cloud.hazards.tables import Hazard, HazardEntry
from cloud.vocabulary import LabelOut

_PLAIN = (
    "id", "key", "organisation_id", "building_id", "inspection_id", "area", "source", "item", "grade",
    "place", "text", "state", "deadline", "asked_until", "found_at", "found_by", "closed_at",
    "failed_rechecks", "extensions", "version",
)  # fmt: skip
_OTHERS = {
    "found": LabelOut(zh="发现", en="found"),
    "photo": LabelOut(zh="照片", en="photo"),
    OVERDUE: LabelOut(zh="逾期未整改", en="overdue"),
}


def hazard(seen: Seen, today: date) -> HazardOut:
    """A hazard as the lists show it."""
    return HazardOut.model_validate(_values(seen, today))


def hazards(seen: Sequence[Seen], today: date) -> list[HazardOut]:
    """Hazards as the lists show them."""
    return [hazard(one, today) for one in seen]


def by_ids(session: Session, numbers: Collection[int], today: date) -> list[HazardOut]:
    """These hazards by id."""
    return hazards(repository.seen(session, numbers), today)


def detail(session: Session, row: Hazard, today: date) -> HazardDetail:
    """A hazard with its photos and its timeline."""
    seen = repository.seen(session, [row.id])[0]
    photos = [
        PhotoOut.model_validate(
            {
                "id": one.id, "stage": one.stage, "sha256": one.sha256, "width": width, "height": height,
                "by": one.by, "at": one.at,
            }
        )
        for one, width, height in repository.photos(session, row.id)
    ]  # fmt: skip
    return HazardDetail.model_validate(
        {
            **_values(seen, today),
            "possible": state_table.possible(service.standing(row)),
            "photo_list": photos,
            "timeline": [entry(one) for one in repository.entries(session, row.id)],
        }
    )


def entry(row: HazardEntry) -> EntryOut:
    """One thing that happened."""
    label = _OTHERS.get(row.action)
    if label is None:
        zh, en = ACTION_NAMES[Action(row.action)]
        label = LabelOut(zh=zh, en=en)
    return EntryOut(
        at=row.at,
        action=row.action,
        label=label,
        state=row.state,
        by=row.by,
        note=row.note,
        detail=row.detail,
    )


def _values(seen: Seen, today: date) -> dict[str, object]:
    row = seen.hazard
    return {name: getattr(row, name) for name in _PLAIN} | {
        "organisation": seen.organisation,
        "building": seen.building,
        "photos": seen.photos,
        "clause": LabelOut(zh=row.clause_zh, en=row.clause_en),
        "overdue": state_table.overdue(service.standing(row), today),
    }
