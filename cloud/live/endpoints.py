"""The live stream over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Request, Response

from cloud.centre import CentreOf
from cloud.errors import ApiError, responses
from cloud.live.hub import TooManyClients
from cloud.live.stream import LiveStream
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1", tags=["live"])

Kind = Literal[
    "alarm",
    "notification",
    "organisation",
    "part",
    "gateway",
    "dead-letter",
    "duty",
    "incident",
    "unit",
    "inspection",
    "risk",
    "risk-score",
    "risk-warning",
]

_DESCRIPTION = (
    "Durable changes `alarm`, `notification`, `organisation`, `part`, `gateway`, `dead-letter`, `duty`,"
    " `incident`, `unit`, `inspection`, `risk`, `risk-score`,"
    " `risk-warning` carry an `id` and the whole object; as a gateway falls silent or comes"
    " back its parts are not told one by one. After a break the stream goes on behind the last `id`."
    " `reading`, and `part`, `gateway` or `unit` without an `id`, pass by once. `resync`: the cursor is too"
    " old, read `/state` anew. `tick`: the centre's time, every few seconds; the first one has the cursor"
    " behind which the stream begins as its `id`."
)
_EXAMPLE = (
    "id: 1841\nevent: alarm\ndata: {…an alarm as in /alarms…}\n\n"
    'event: reading\ndata: {"gateway":"gw-150102-0001","part":"smoke-302","readings":[…]}\n\n'
    ': alive\n\nevent: tick\ndata: {"now":1700000000000}\n\n'
)


@router.get(
    "/live",
    summary="Changes as they are committed (server-sent events)",
    response_class=Response,
    responses={
        200: {
            "description": _DESCRIPTION,
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": _EXAMPLE}},
        },
        **responses(),
    },
)
async def live(
    centre: CentreOf,
    request: Request,
    asker: Annotated[Asker, needs(Permission.VIEW)],
    after: Annotated[
        int | None, Query(ge=0, le=2**53, description="Cursor of `/state`; default: from now on.")
    ] = None,
    only: Annotated[
        list[Kind] | None,
        Query(description="Changes of these kinds and nothing else; default: everything."),
    ] = None,
    last_event_id: Annotated[
        str | None, Header(description="Sent by browsers as they come back; goes before `after`.")
    ] = None,
) -> Response:
    """Watch."""
    cursor = await centre.cursor_of(last_event_id, after)
    try:
        client = centre.hub.join(cursor, asker, frozenset(only) if only else None)
    except TooManyClients:
        raise too_many() from None
    identity = request.state.identity
    return LiveStream(
        centre.hub,
        client,
        centre.settings.live,
        centre.clock,
        centre.stopping,
        still=lambda: centre.people.doorkeeper.still(identity),
    )


def too_many() -> ApiError:
    """503: the bound on those who watch is reached."""
    return ApiError(
        503,
        "too-many-clients",
        "实时连接数已达上限,请稍后重试。",
        "Too many are watching already. Try again later.",
    )
