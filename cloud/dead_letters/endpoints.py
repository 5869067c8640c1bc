"""Dead letters over HTTP."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from cloud.access.examine import Arrival
from cloud.centre import Centre, CentreOf
from cloud.database import counters
from cloud.dead_letters import pushes, repository, service, views
from cloud.dead_letters.pushes import PushReplay
from cloud.dead_letters.repository import Wanted
from cloud.dead_letters.schemas import (
    NO_NUL,
    Chosen,
    DeadLetterDetail,
    DeadLetterList,
    DeadLetterOut,
    OverflowList,
    Repair,
    Replayed,
    ReplayedOne,
)
from cloud.dead_letters.service import Replay
from cloud.dead_letters.tables import OPEN
from cloud.errors import ApiError, not_found, responses
from cloud.people.asker import Asker, Permission, needs
from telemetry.messages import MAX_TIME_MS

router = APIRouter(prefix="/api/v1/dead-letters", tags=["dead letters"])

Id = Annotated[int, Path(ge=1, le=2**53)]
ViewerOf = Annotated[Asker, needs(Permission.VIEW)]
OperatorOf = Annotated[Asker, needs(Permission.OPERATE)]
_Time = Query(ge=0, le=MAX_TIME_MS, description="Milliseconds UTC.")


@router.get("", summary="Messages that could not be taken, and why", responses=responses(403))
def dead_letters(
    centre: CentreOf,
    asker: ViewerOf,
    text: Annotated[
        str | None, Query(max_length=128, pattern=NO_NUL, description="In the topic or the reason.")
    ] = None,
    state: Annotated[Literal["open", "stored", "dismissed"] | None, Query()] = None,
    gateway: Annotated[str | None, Query(max_length=64, pattern=NO_NUL)] = None,
    area: Annotated[str | None, Query(pattern=r"^[1-9][0-9]{1,5}$")] = None,
    organisation: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    since: Annotated[int | None, _Time] = None,
    until: Annotated[int | None, _Time] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> DeadLetterList:
    """The newest below `before`, newest last."""
    wanted = Wanted(text, state, gateway, area, organisation, since, until)
    with centre.database.read() as session:
        rows = repository.search(session, asker, wanted, before=before, limit=limit)
        return DeadLetterList(
            items=views.letters(rows),
            evicted=counters.current(session, repository.EVICTED) if asker.everything else 0,
            suppressed=repository.overflow(session, asker),
        )


@router.get("/suppressed", summary="Whose letters were not all kept", responses=responses(403))
def suppressed(
    centre: CentreOf, asker: ViewerOf, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> OverflowList:
    """Who sent more than one may have in the table, and how much of it was only counted."""
    with centre.database.read() as session:
        return OverflowList(
            items=[views.overflow(row) for row in repository.overflows(session, asker, limit)]
        )


@router.get("/{id}", summary="One with every byte that was kept", responses=responses(403, 404))
def dead_letter(centre: CentreOf, asker: ViewerOf, id: Id) -> DeadLetterDetail:
    """What came, to the byte."""
    with centre.database.read() as session:
        row = repository.one(session, asker, id)
        if row is None:
            raise not_found("死信", "dead letter", "path.id")
        return views.detail(row)


@router.post(
    "/{id}/replay",
    summary="Put it into the line again, repaired where need be",
    responses=responses(403, 404, 409, 413, 415),
)
async def replay(centre: CentreOf, asker: OperatorOf, id: Id, repair: Repair) -> DeadLetterOut:
    """Stored once, with its own number: what was counted as quarantined is counted as stored from then on.

    A push is told again by its integration, at the time when it came, with its device's profile of today.
    """
    await _replay(centre, asker, id, repair)

    def shown() -> DeadLetterOut:
        with centre.database.read() as session:
            row = repository.one(session, asker, id)
            if row is None:
                raise not_found("死信", "dead letter", "path.id")
            return views.letter(row)

    return await asyncio.to_thread(shown)


@router.post("/replay", summary="Replay many as they came", responses=responses(403, 413, 415))
async def replay_many(centre: CentreOf, asker: OperatorOf, chosen: Chosen) -> Replayed:
    """Each by itself: one that cannot be taken says why and stops nothing."""
    ids = chosen.ids
    if not ids:
        ids = await asyncio.to_thread(_open_ones, centre, asker, chosen)
    done = []
    for id in ids:
        try:
            await _replay(centre, asker, id, Repair())
        except ApiError as refused:
            told = refused.detail
            done.append(
                ReplayedOne(id=id, stored=False, reason_zh=told.message_zh, reason_en=told.message_en)
            )
            if refused.status == 503:
                break
        else:
            done.append(ReplayedOne(id=id, stored=True))
    return Replayed(items=done, stored=sum(one.stored for one in done))


@router.post("/{id}/dismiss", summary="It is not needed", responses=responses(403, 404, 409, 413, 415))
def dismiss(centre: CentreOf, asker: OperatorOf, id: Id) -> DeadLetterOut:
    """Kept, and no longer shown as open; open again should it come again."""
    with centre.database.write() as session:
        return views.letter(service.dismiss(session, asker, id, centre.clock.now_ms()))


def _open_ones(centre: Centre, asker: Asker, chosen: Chosen) -> list[int]:
    wanted = Wanted(chosen.text, OPEN, chosen.gateway, chosen.area)
    with centre.database.read() as session:
        return repository.ids(session, asker, wanted, chosen.limit)


async def _replay(centre: Centre, asker: Asker, id: int, repair: Repair) -> None:
    """By the way that it came: a push by its integration, everything else as a message of the contract."""
    now = centre.clock.now_ms()

    def look() -> Replay | PushReplay:
        with centre.database.read() as session:
            letter = service.look(session, asker, id, repair)
            if pushes.is_push(letter):
                return pushes.prepare(session, asker, centre.push, letter)
            return service.prepare(session, asker, letter, now)

    def settle(arrival: Arrival) -> None:
        with centre.database.write() as session:
            service.settle(session, asker, id, arrival, now)

    prepared = await asyncio.to_thread(look)
    if isinstance(prepared, PushReplay):
        await pushes.tell(centre.push, prepared)
        await asyncio.to_thread(settle, prepared.arrival)
    else:
        await asyncio.to_thread(service.replay, centre.ingest, asker, prepared, now)
