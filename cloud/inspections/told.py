"""What watchers are told as an inspection or a hazard changes: that it did, and how it stands."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.hazards.tables import Hazard
from cloud.inspections.tables import Inspection
from cloud.patrols.tables import Patrol


def by_key(session: Session, keys: Iterable[tuple[str, int]]) -> list[str]:
    """Each changed one with its state and version, and whose it is; pages ask for what they show of it.

    A patrol is told once, as it comes.
    """
    wanted: dict[str, list[int]] = {"hazard": [], "inspection": [], "patrol": []}
    for what, number in keys:
        wanted[what].append(number)
    hazards = session.scalars(select(Hazard).where(Hazard.id.in_(wanted["hazard"])).order_by(Hazard.id))
    tasks = session.scalars(
        select(Inspection).where(Inspection.id.in_(wanted["inspection"])).order_by(Inspection.id)
    )
    patrols = session.scalars(select(Patrol).where(Patrol.id.in_(wanted["patrol"])).order_by(Patrol.id))
    return [
        *(_told("hazard", row) for row in hazards),
        *(_told("inspection", row) for row in tasks),
        *(_told("patrol", row) for row in patrols),
    ]


def _told(what: str, row: Hazard | Inspection | Patrol) -> str:
    names = ("id", "area", "organisation_id")
    moving = ("state", "version") if not isinstance(row, Patrol) else ()
    return json.dumps({"what": what} | {name: getattr(row, name) for name in (*names, *moving)})
