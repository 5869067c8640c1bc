"""The words of fire risk over HTTP. What they are about is told by the folders below."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs
from cloud.risk import words
from cloud.risk.schemas import VocabularyOut

router = APIRouter(prefix="/api/v1/risk", tags=["risk"])


@router.get("/vocabulary", summary="Every code of fire risk, with its names", responses=responses())
def vocabulary(centre: CentreOf, asker: Annotated[Asker, needs(Permission.VIEW)]) -> VocabularyOut:
    """Bands, subjects, horizons, rules, desks, states and actions."""
    return words.vocabulary(centre.settings.risk)
