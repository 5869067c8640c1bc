"""The audit log over HTTP. Reading only: nothing can be written or changed here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.audit import repository, service
from cloud.audit.repository import Search
from cloud.audit.schemas import AuditHead, AuditList, entry
from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1", tags=["audit"])

_Time = Annotated[int | None, Query(ge=0, le=2**53, description="Milliseconds UTC.")]


@router.get("/audit", summary="Who changed what, when", responses=responses())
def audit(
    centre: CentreOf,
    asker: Annotated[Asker, needs(Permission.READ_AUDIT, everywhere=True)],
    who: Annotated[str | None, Query(max_length=128)] = None,
    action: Annotated[str | None, Query(max_length=128, description="Its beginning.")] = None,
    subject: Annotated[str | None, Query(max_length=256, description="Its beginning.")] = None,
    since: _Time = None,
    until: _Time = None,
    before: Annotated[int | None, Query(ge=1, le=2**53, description="Only numbers below.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> AuditList:
    """The newest entries below `before`."""
    del asker
    search = Search(who or None, action or None, subject or None, since, until)
    with centre.database.read() as session:
        rows = repository.page(session, search, before, limit + 1)
        head = service.head(session)
        return AuditList(
            items=[entry(row) for row in rows[:limit]],
            more=len(rows) > limit,
            head=AuditHead(number=head.number, seal=head.seal),
        )
