"""Checklists on the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from cloud.checklists.items import GROUPS, ITEMS, Item
from cloud.checklists.laws import LAWS
from cloud.vocabulary import LabelOut


class ItemOut(BaseModel):
    """One thing to look at."""

    code: str
    group: str
    label: LabelOut
    how: LabelOut
    clause: LabelOut
    grade: Literal["general", "major"]


class CodedLabel(BaseModel):
    """A code with its names."""

    code: str
    label: LabelOut


class ChecklistOut(BaseModel):
    """A category's checklist in the order of a walk."""

    category: str
    groups: list[CodedLabel]
    items: list[ItemOut]
    laws: list[CodedLabel]


def item(row: Item) -> ItemOut:
    """An item as it goes out."""
    zh, en = row.clause.cited()
    return ItemOut(
        code=row.code,
        group=row.group,
        label=LabelOut(zh=row.zh, en=row.en),
        how=LabelOut(zh=row.how_zh, en=row.how_en),
        clause=LabelOut(zh=zh, en=en),
        grade="major" if row.grade == "major" else "general",
    )


def checklist(category: str, codes: tuple[str, ...] | list[str]) -> ChecklistOut:
    """The items of these codes; one that is not known any more is left out."""
    items = [item(ITEMS[code]) for code in codes if code in ITEMS]
    groups = [GROUPS[one.group] for one in items]
    return ChecklistOut(
        category=category,
        groups=[
            CodedLabel(code=code, label=LabelOut(zh=zh, en=en))
            for code, (zh, en) in GROUPS.items()
            if (zh, en) in groups
        ],
        items=items,
        laws=[CodedLabel(code=code, label=LabelOut(zh=law.zh, en=law.en)) for code, law in LAWS.items()],
    )
