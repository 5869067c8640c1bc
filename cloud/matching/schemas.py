"""Spellings as the API shows them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from cloud.vocabulary import LabelOut

MatchState = Literal["waiting", "same", "different", "new"]


class ReasonOut(BaseModel):
    """A reason, and whether it speaks for or against."""

    code: str = Field(examples=["name.sound"])
    words: LabelOut
    speaks_for: bool


class MeantOut(BaseModel):
    """The organisation that may be meant, as the registry has it."""

    id: int
    number: str
    name: str
    address: str
    area: str


class MatchOut(BaseModel):
    """A spelling beside an organisation."""

    id: int
    name: str
    address: str
    area: str
    organisation: MeantOut
    confidence: float = Field(description="Between 0 and 1.")
    reasons: list[ReasonOut] = Field(description="The weightiest first.")
    state: MatchState
    state_name: LabelOut
    import_id: int | None
    kind: str
    row: int
    asked_at: int
    decided_by: str | None
    decided_at: int | None
    version: int


class MatchList(BaseModel):
    """Those asked first first. Ask with `after` the last id for more."""

    items: list[MatchOut]
    more: bool
    waiting: int = Field(description="Spellings that wait for a person.")


class DecisionIn(BaseModel):
    """What a person says."""

    model_config = ConfigDict(extra="forbid")

    say: Literal["same", "different", "new"] = Field(
        description="The same organisation; another one; one that no registry has."
    )
    version: int = Field(ge=1, le=2**31)


class TakeBackIn(BaseModel):
    """The version that was seen."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=2**31)


class DecidedOut(MatchOut):
    """A decision, and what follows at once."""

    rows_due: int = Field(description="Rows set aside that go in by themselves now.")
