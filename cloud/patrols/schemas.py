"""Patrols on the wire."""

from __future__ import annotations

from pydantic import BaseModel


class PatrolOut(BaseModel):
    """One patrol."""

    id: int
    organisation_id: int
    building_id: int | None
    number: str
    at: int
    by: str
    items: int
    abnormal: int
    note: str
    import_id: int | None


class PatrolList(BaseModel):
    """Patrols, those told last first; ask with `before` the least id for older ones."""

    items: list[PatrolOut]
    more: bool
