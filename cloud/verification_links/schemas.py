"""Links on the wire, and what a person on site sees and says."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cloud.alarms.causes import Cause
from cloud.alarms.schemas import EvidenceOut
from cloud.alarms.state_table import Level, Outcome, State
from cloud.vocabulary import LabelOut, TermOut

_Token = Annotated[str, StringConstraints(min_length=1, max_length=128)]


class LinkIn(BaseModel):
    """For whom."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    person: str = Field(min_length=1, max_length=64, examples=["李强(三层保安)"])
    minutes: int = Field(default=30, ge=1, le=1_440)
    by: str = Field(default="", max_length=64, description="Who gives it, where nobody logs in.")


class LinkOut(BaseModel):
    """A link. The token is shown this once."""

    id: int
    token: str = Field(
        description="Goes behind the `#` of the page's address, which browsers send to nobody."
    )
    address: str | None = Field(
        description="What the person opens; null: the page's own address, with the token behind `#/site/`."
    )
    person: str
    expires_at: int


class TokenIn(BaseModel):
    """The token, in the body: it stands in no log of addresses."""

    model_config = ConfigDict(extra="forbid")

    token: _Token


class SiteVerdict(TokenIn):
    """What the person on site found."""

    outcome: Outcome
    cause: Cause | None = None
    note: str = Field(default="", max_length=512)
    version: int | None = Field(default=None, ge=1)


class CauseOut(BaseModel):
    """A cause to choose, and the outcomes that it goes with."""

    cause: Cause
    zh: str
    en: str
    outcomes: list[Outcome]


class SiteView(BaseModel):
    """The one alarm that a link opens, as the person on site needs it."""

    person: str
    expires_at: int
    kind: str
    place: LabelOut
    device: LabelOut
    component_type: TermOut
    text: str
    state: State
    level: Level
    outcome: Outcome | None
    raised_at: int
    wait_until: int | None
    probability: float | None
    weighed: list[EvidenceOut]
    causes: list[CauseOut]
    version: int
