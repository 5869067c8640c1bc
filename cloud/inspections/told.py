"""What watchers are told as an inspection or a hazard changes: that it did, and how it stands."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.hazards.tables import Hazard
from cloud.inspections.tables import Inspection


def by_key(session: Session, keys: Iterable[tuple[str, int]]) -> list[str]:
    """Each changed one with its state and version, and whose it is; pages ask for what they show of it."""
    wanted: dict[str, list[int]] = {"hazard": [], "inspection": []}
    for what, number in keys:
        wanted[what].append(number)
    hazards = session.scalars(select(Hazard).where(Hazard.id.in_(wanted["hazard"])).order_by(Hazard.id))
    tasks = session.scalars(
        select(Inspection).where(Inspection.id.in_(wanted["inspection"])).order_by(Inspection.id)
    )
    return [
        *(_told("hazard", row) for row in hazards),
        *(_told("inspection", row) for row in tasks),
    ]


def _told(what: str, row: Hazard | Inspection) -> str:
    names = ("id", "state", "version", "area", "organisation_id")
    return json.dumps({"what": what} | {name: getattr(row, name) for name in names})
