"""Groups on the wire."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cloud.alarms.schemas import AlarmOut
from cloud.vocabulary import LabelOut


class GroupOut(BaseModel):
    """Open alarms that a person sees as one thing."""

    cause: str = Field(
        description="`fire`: a site on fire with all that rings there; else an event kind, or a family of"
        " them: `warning`, `equipment`, `technical`, `test`."
    )
    place: LabelOut | None = Field(description="The site, where the group is of one alone.")
    building_id: int | None
    gateway: str | None = Field(description="The site's gateway, where that is bound to no building.")
    area: str | None = Field(description="The county, where the group is of one alone.")
    count: int
    unacknowledged: int
    sites: int
    kinds: dict[str, int] = Field(examples=[{"fire": 12, "linkage": 40}])
    first: AlarmOut = Field(description="The one to look at first.")


class GroupList(BaseModel):
    """All open alarms but the shelved ones, in a few groups; what must be seen first is in front."""

    items: list[GroupOut]
    first_fire: AlarmOut | None = Field(description="Whatever comes after it.")
    count: int = Field(description="Alarms in the groups together.")
