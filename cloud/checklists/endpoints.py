"""Checklists over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from cloud.checklists import schemas
from cloud.checklists.by_category import checklist
from cloud.checklists.schemas import ChecklistOut
from cloud.errors import not_found, responses
from cloud.organisations.categories import CATEGORIES
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/checklists", tags=["inspections"])


@router.get("/{category}", summary="What is looked at in a category 检查表", responses=responses(404))
def one(
    asker: Annotated[Asker, needs(Permission.VIEW)],
    category: Annotated[str, Path(max_length=32, examples=["hotel"])],
) -> ChecklistOut:
    """Each item with its clause, in the order of a walk through the building."""
    if category not in CATEGORIES:
        raise not_found("类别", "category", "path.category")
    return schemas.checklist(category, checklist(category))
