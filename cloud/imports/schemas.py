"""Imports as the API shows them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

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
