"""The city's board over HTTP, and taking what is on it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.alarm_groups.grouping import LEAST, LIMIT
from cloud.alarms.endpoints import person
from cloud.centre import CentreOf
from cloud.city import service, views
from cloud.city.schemas import (
    AcknowledgedOut,
    AcknowledgeIn,
    BoardOut,
    ClaimAnswer,
    GiveBackIn,
    TakeIn,
)
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs
from cloud.vocabulary import LabelOut

router = APIRouter(prefix="/api/v1/city", tags=["city"])

Limit = Annotated[int, Query(ge=LEAST, le=100)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Handler = Annotated[Asker, needs(Permission.HANDLE_ALARMS)]

_SHARED_OUT = LabelOut(
    zh="您已接办应得的份额,其余留给其他席位;仍可手工接办。",
    en="You have your share; the rest is for the other seats. You can still take one by hand.",
)
_NOTHING = LabelOut(zh="没有待接办的警情组。", en="There is nothing left to take.")


@router.get("", summary="The city's board: few groups, who has what, counties, seats", responses=responses())
def board(centre: CentreOf, asker: Viewer, limit: Limit = LIMIT) -> BoardOut:
    """Everything open; however much it is, a person can take it in. The first fire is in front."""
    with centre.database.read() as session:
        return views.board(session, asker, centre.clock.now_ms(), limit)


@router.post(
    "/take",
    summary="Take a group 接办, or the next one due to the seat",
    responses=responses(403, 404, 409, 413, 415),
)
def take(centre: CentreOf, asker: Handler, told: TakeIn) -> ClaimAnswer:
    """Of two seats that take at once one gets it, and the other is told who has."""
    by, now = person(asker, told.by), centre.clock.now_ms()
    with centre.database.write() as session:
        if told.unit is not None:
            row = service.take(session, asker, told.unit, by=by, now=now, over=told.over)
            return ClaimAnswer(claim=views.claim(row), reason=None)
        given = service.take_next(session, asker, by=by, now=now)
        if given.claim is not None:
            return ClaimAnswer(claim=views.claim(given.claim), reason=None)
        return ClaimAnswer(claim=None, reason=_SHARED_OUT if given.shared_out else _NOTHING)


@router.post(
    "/give-back", summary="Give a group back 交回", status_code=204, responses=responses(403, 404, 413, 415)
)
def give_back(centre: CentreOf, asker: Handler, told: GiveBackIn) -> None:
    """Anybody may take it then."""
    by = person(asker, told.by)
    with centre.database.write() as session:
        service.give_back(session, asker, told.unit, by=by, now=centre.clock.now_ms())


@router.post(
    "/acknowledge",
    summary="Acknowledge what has been seen of a group 成组确认",
    responses=responses(403, 404, 413, 415),
)
def acknowledge(centre: CentreOf, asker: Handler, told: AcknowledgeIn) -> AcknowledgedOut:
    """At most 500 at once, fires first; ask again while some are left."""
    by = person(asker, told.by)
    with centre.database.write() as session:
        done, left = service.acknowledge(
            session, asker, told.unit, by=by, up_to=told.up_to, now=centre.clock.now_ms()
        )
        return AcknowledgedOut(done=done, left=left)
