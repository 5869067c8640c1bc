"""Search over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.organisations import text
from cloud.people.asker import Asker, Permission, needs
from cloud.search import service
from cloud.search.ranking import KIND_ORDER
from cloud.search.schemas import FoundList, Kind

router = APIRouter(prefix="/api/v1/search", tags=["search"])

_EXAMPLES = {
    "text": {"summary": "Chinese text", "value": "蒙源酒店"},
    "pinyin": {"summary": "Pinyin", "value": "mengyuan"},
    "initials": {"summary": "Initials", "value": "myjd"},
    "code": {"summary": "A code, or a gateway and part", "value": "gw-150102-0001/panel-1"},
}


@router.get("", summary="Find places by text, pinyin, initials, codes, addresses", responses=responses())
def search(
    centre: CentreOf,
    asker: Annotated[Asker, needs(Permission.VIEW)],
    q: Annotated[text.Query, Query(openapi_examples=_EXAMPLES)],
    kind: Annotated[list[Kind] | None, Query(max_length=6, description="Only these; else all.")] = None,
    area: Annotated[str, Query(pattern=r"^(15|15[0-9]{2}|15[0-9]{4})$", description="Only here.")] = "15",
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
) -> FoundList:
    """Several words, separated by spaces, must all be found. Best first: the very name, its beginning, …"""
    with centre.database.read() as session:
        items, more = service.find(session, asker, q, kind or KIND_ORDER, area, limit)
        return FoundList(items=items, more=more)
