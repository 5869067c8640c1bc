"""Messages over HTTP: what was told to whom, and what came of it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query

from cloud.centre import CentreOf
from cloud.errors import not_found, responses
from cloud.live import changes
from cloud.live import repository as change_log
from cloud.live.classes import CLASSES_OF
from cloud.notification import delivering, mailbag, repository, resending, views
from cloud.notification.schemas import MessageDetail, MessageList, MessageOut, ReportIn, ToldList, ToldOut
from cloud.notification.states import State
from cloud.notification.tables import NotificationChannel
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/notification", tags=["notification"])

Id = Annotated[int, Path(ge=1, le=2**53)]
ViewerOf = Annotated[Asker, needs(Permission.VIEW)]
OperatorOf = Annotated[Asker, needs(Permission.OPERATE)]
#: What the page was told is looked for among so many changes of each class.
_REACH = 5_000


@router.get("/messages", summary="Who was told, and what came of it 通知记录", responses=responses(403))
def messages(
    centre: CentreOf,
    asker: ViewerOf,
    state: State | None = None,
    channel: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    alarm: Annotated[int | None, Query(ge=1, le=2**53, description="Those that speak of it.")] = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> MessageList:
    """Newest first, below `before`. Addresses are masked."""
    with centre.database.read() as session:
        rows = mailbag.page(
            session,
            asker,
            state=state,
            channel_id=channel,
            alarm_id=alarm,
            before=before,
            limit=limit + 1,
        )
        return MessageList(items=views.messages(session, rows[:limit]), more=len(rows) > limit)


@router.get("/told", summary="What the page was told 页面通知", responses=responses(403))
def told(centre: CentreOf, asker: ViewerOf, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> ToldList:
    """Newest first: for a page that has just been opened, or was cut off."""
    with centre.database.read() as session:
        kind = changes.NOTIFICATION
        rows = change_log.newest_of(session, asker, kind, CLASSES_OF[kind], _REACH, limit)
    items = [ToldOut(change=row.id, **msgspec.json.decode(row.payload)) for row in rows]
    return ToldList(items=items)


@router.get("/messages/{id}", summary="One message with its tries", responses=responses(403, 404))
def message(centre: CentreOf, asker: ViewerOf, id: Id) -> MessageDetail:
    """One message."""
    with centre.database.read() as session:
        row = mailbag.seen(session, asker, id)
        if row is None:
            raise not_found("通知记录", "message", "path.id")
        return views.detail(session, row)


@router.post("/messages/{id}/again", summary="Send one again", responses=responses(403, 404, 409, 413, 415))
def again(centre: CentreOf, asker: OperatorOf, id: Id) -> MessageOut:
    """Only one that failed, was given up or dropped."""
    with centre.database.write() as session:
        row = resending.again(session, asker, id, centre.clock.now_ms())
        return views.messages(session, [row])[0]


@router.post(
    "/reports", summary="A provider's report on a message 送达回执", responses=responses(403, 404, 413, 415)
)
def report(centre: CentreOf, asker: OperatorOf, told: ReportIn) -> MessageOut:
    """What became of a message that a provider had taken; one that failed goes the rule's next way."""
    with centre.database.write() as session:
        channel = repository.one(session, asker, NotificationChannel, told.channel_id)
        row = mailbag.reported(session, told.channel_id, told.provider_id) if channel is not None else None
        if row is None:
            raise not_found("通知记录", "message", "body.provider_id")
        delivering.report(
            session,
            row,
            told.state == "delivered",
            told.detail,
            centre.clock.now_ms(),
        )
        return views.messages(session, [row])[0]
