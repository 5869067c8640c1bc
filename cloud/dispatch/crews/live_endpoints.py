"""What a link hears without asking."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Response

from cloud.centre import CentreOf
from cloud.dispatch.crews import repository, service
from cloud.dispatch.crews.links import by_link
from cloud.dispatch.crews.listening import CrewClient, bounds
from cloud.dispatch.crews.tables import CrewLink
from cloud.errors import responses
from cloud.live import repository as log_of_changes
from cloud.live.endpoints import too_many
from cloud.live.hub import TooManyClients
from cloud.live.stream import LiveStream

router = APIRouter(prefix="/api/v1/crew", tags=["crews"])

_DESCRIPTION = (
    "`changed`: something of what the link opens is not what it was; `moved`: a unit is elsewhere. Neither"
    " says more: ask again. `tick`: the centre's time, every few seconds. The stream ends where the link"
    " does, and nothing that was missed is told again: ask once as it begins."
)


@router.get(
    "/live",
    summary="That something has changed (server-sent events)",
    response_class=Response,
    responses={
        200: {
            "description": _DESCRIPTION,
            "content": {
                "text/event-stream": {"schema": {"type": "string"}, "example": "event: changed\ndata: {}\n\n"}
            },
        },
        **responses(401, 410),
    },
)
async def live(centre: CentreOf, link: Annotated[CrewLink, by_link()]) -> Response:
    """Listen."""

    def begin() -> CrewClient:
        with centre.database.read() as session:
            cursor, units = log_of_changes.cursor(session), service.followed(session, link)
        return CrewClient(cursor, centre.settings.live.buffer, link, units)

    def still() -> bool:
        with centre.database.read() as session:
            row = repository.link(session, link.id)
            return row is not None and service.holds(session, row, centre.clock.now_ms())

    client = await asyncio.to_thread(begin)
    try:
        centre.hub.admit(client, bounds(link, centre.settings.live.crews))
    except TooManyClients:
        raise too_many() from None
    return LiveStream(centre.hub, client, centre.settings.live, centre.clock, centre.stopping, still)
