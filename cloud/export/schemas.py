"""Pages of the pull interface."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from cloud.alarms.schemas import AlarmOut
from cloud.events.schemas import EventOut

ExportedKind = Literal["alarm", "organisation", "gateway", "part", "dead-letter"]
EXPORTED_KINDS: list[ExportedKind] = ["alarm", "organisation", "gateway", "part", "dead-letter"]


class ExportedChange(BaseModel):
    """One object as it was after one commit."""

    id: int
    kind: ExportedKind
    area: str | None
    organisation_id: int | None
    data: dict[str, Any] = Field(
        description="As `/alarms`, `/gateways`, `/parts` or `/dead-letters` show it."
    )


class _Page(BaseModel):
    next: int = Field(description="Hand this over as `after` in the next call, and keep it across restarts.")
    more: bool = Field(description="There is more already: call again at once.")


class ChangePage(_Page):
    """Changes in the order of their commits."""

    items: list[ExportedChange]


class EventPage(_Page):
    """Events in the order in which they were stored."""

    items: list[EventOut]


class AlarmPage(_Page):
    """Alarms by their ids, as they are now."""

    items: list[AlarmOut]
