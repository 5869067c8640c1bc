"""Spellings on which a person decides, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.orm import Session

from cloud.centre import CentreOf
from cloud.errors import not_found, responses
from cloud.imports import set_aside
from cloud.matching import repository, service, views
from cloud.matching.schemas import DecidedOut, DecisionIn, MatchList, MatchOut, MatchState, TakeBackIn
from cloud.matching.tables import SpellingMatch
from cloud.organisations.schemas import MAX_ID
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/matches", tags=["imports"])

Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
_CHANGES = responses(403, 404, 409, 413, 415)


@router.get("", summary="Spellings that wait for a person 待确认写法", responses=responses())
def matches(
    centre: CentreOf,
    asker: Editor,
    state: Annotated[list[MatchState] | None, Query(description="Only these; else those that wait.")] = None,
    after: Annotated[int | None, Query(ge=0, le=MAX_ID)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> MatchList:
    """Each beside an organisation of the asker's scope that may be meant, with the reasons."""
    states: list[str] = [*state] if state else [repository.WAITING]
    with centre.database.read() as session:
        rows = repository.page(session, asker, states, after=after, limit=limit + 1)
        return MatchList(
            items=[views.match(*row) for row in rows[:limit]],
            more=len(rows) > limit,
            waiting=repository.waiting(session, asker),
        )


@router.get("/{id}", summary="One of them", responses=responses(404))
def one(centre: CentreOf, asker: Editor, id: PathId) -> MatchOut:
    """With both sides."""
    with centre.database.read() as session:
        return views.match(*_found(session, asker, id))


@router.post("/{id}/decide", summary="Same, different, or new 确认", responses=_CHANGES)
def decide(centre: CentreOf, asker: Editor, id: PathId, told: DecisionIn) -> DecidedOut:
    """It holds for later imports of this spelling; rows that waited for it go in."""
    with centre.database.write() as session:
        row = service.decide(session, asker, id, told.version, told.say, centre.clock.now_ms())
        due = set_aside.decided(session, row.key)
        return views.decided(*_found(session, asker, id), due)


@router.post("/{id}/take-back", summary="The question is open again 撤回", responses=_CHANGES)
def take_back(centre: CentreOf, asker: Editor, id: PathId, told: TakeBackIn) -> MatchOut:
    """What was imported meanwhile stays, with where it came from."""
    with centre.database.write() as session:
        service.take_back(session, asker, id, told.version)
        return views.match(*_found(session, asker, id))


def _found(session: Session, asker: Asker, number: int) -> tuple[SpellingMatch, Organisation]:
    found = repository.by_id(session, asker, number)
    if found is None:
        raise not_found("待确认写法", "spelling", "path.id")
    return found
