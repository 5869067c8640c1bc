"""Imports as the API shows them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from cloud.imports.state import State
from cloud.vocabulary import LabelOut

Kind = Literal[
    "townships",
    "organisations",
    "buildings",
    "floors",
    "rooms",
    "gateways",
    "devices",
    "points",
    "supervision",
    "inspections",
    "hazards",
    "patrols",
    "fires",
    "works",
    "weather",
    "population",
    "stations",
    "units",
    "waters",
    "facilities",
    "workbook",
]


class ImportOut(BaseModel):
    """One import and how far it has come."""

    id: int
    kind: Kind
    file_name: str = Field(examples=["单位.xlsx"])
    bytes: int
    sha256: str
    by: str
    state: State
    state_name: LabelOut
    percent: float = Field(description="Of the present phase: checking, or applying.", examples=[62.5])
    rows_total: int = Field(description="An estimate while the file is being checked.")
    rows_done: int
    created: int
    changed: int
    unchanged: int
    faults_total: int
    set_aside: int = Field(description="Rows that did not go in and wait to be repaired or decided on.")
    stopped: LabelOut | None = Field(description="Why applying stopped; null: it did not.")
    created_at: int
    changed_at: int


class ImportList(BaseModel):
    """Imports, the newest first. Ask with `before` the least id for older ones."""

    items: list[ImportOut]
    more: bool


class FaultOut(BaseModel):
    """One fault at one cell."""

    id: int
    sheet: str = Field(examples=["单位"])
    row: int = Field(description="As the spreadsheet numbers it; 0: the sheet or file as a whole.")
    column: str = Field(description="Its letter.", examples=["G"])
    field: str = Field(examples=["credit_code"])
    value: str = Field(examples=["91350100M000100Y44"])
    code: str = Field(examples=["credit-code"])
    message: LabelOut


class FaultList(BaseModel):
    """Faults as they stand in the file. `total` counts all, also those that were not kept."""

    items: list[FaultOut]
    next: int | None = Field(description="Ask with `after` this for more; null: that was all that is kept.")
    total: int


RecordKind = Literal["inspections", "hazards", "patrols", "fires", "works", "weather", "population"]
SetAsideState = Literal["faulty", "waiting", "due", "replayed", "discarded"]
CellText = Annotated[str, StringConstraints(max_length=32_768)]


class OriginOut(BaseModel):
    """Which row of which file made or changed a record."""

    import_id: int
    file_name: str
    file_sha256: str
    sheet: str
    row: int
    row_sha256: str = Field(description="Of the row's cells, as canonical JSON.")
    at: int
    by: str


class OriginList(BaseModel):
    """The first first."""

    items: list[OriginOut]


class CellFaultOut(BaseModel):
    """What is wrong with a cell of a row."""

    field: str
    column: str
    value: str
    code: str
    message: LabelOut


class SetAsideOut(BaseModel):
    """A row that did not go in."""

    id: int
    import_id: int
    file_name: str
    kind: RecordKind
    kind_name: LabelOut
    sheet: str
    row: int
    cells: dict[str, str] = Field(description="The text of each cell by its field.")
    headings: dict[str, LabelOut] = Field(description="What the fields are called.")
    faults: list[CellFaultOut]
    sha256: str
    state: SetAsideState
    state_name: LabelOut
    at: int
    settled_at: int | None
    settled_by: str | None
    version: int


class SetAsideList(BaseModel):
    """Rows set aside, the oldest first. Ask with `after` the last id for more."""

    items: list[SetAsideOut]
    more: bool


class RepairIn(BaseModel):
    """The row as it should have been: cells by their fields; those that are not there stay."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=2**31)
    cells: dict[CellText, CellText] = Field(default_factory=dict, max_length=64)


class DiscardIn(BaseModel):
    """The version that was seen."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1, le=2**31)


class RowsIn(BaseModel):
    """Rows of one kind, as a file would have them: the text of each cell by its field."""

    model_config = ConfigDict(extra="forbid")

    kind: RecordKind
    source: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)] = Field(
        description="Where they come from, for the origin of each record.", examples=["气象局接口"]
    )
    rows: list[dict[CellText, CellText]] = Field(min_length=1, max_length=500)
