"""Health, vocabulary and state over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.alarms import views as alarm_views
from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.live import repository as changes
from cloud.overview import repository, room, service
from cloud.overview.schemas import HealthOut, StateOut, VocabularyOut
from cloud.people.asker import Asker, Permission, anybody, needs
from cloud.registry import views as registry_views

_HEALTH = "Whatever watches over this process must learn whether it works, and learns no more."

#: What a process without pages answers as well.
watched = APIRouter(prefix="/api/v1", tags=["overview"])
router = APIRouter(prefix="/api/v1", tags=["overview"])


@watched.get("/health", summary="The centre about itself", responses=responses())
@router.get("/health", summary="The centre about itself", responses=responses())
def health(
    centre: CentreOf, asker: Annotated[Asker, anybody(_HEALTH, as_far_as=Permission.VIEW)]
) -> HealthOut:
    """Answers while anything answers at all; look at `status`. The rest is for whoever may see it."""
    return service.health(centre, asker)


@router.get("/vocabulary", summary="Every code with its names", responses=responses())
def vocabulary(asker: Annotated[Asker, anybody("Codes of a published standard.")]) -> VocabularyOut:
    """Kinds, types, states and qualities in both languages."""
    del asker
    return service.vocabulary()


@router.get("/state", summary="Everything a page starts from", responses=responses())
def state(
    centre: CentreOf,
    asker: Annotated[Asker, needs(Permission.VIEW)],
    organisation: Annotated[int | None, Query(ge=1, le=2**53, description="Only this one's.")] = None,
    gateway: Annotated[str | None, Query(max_length=64, description="Only this one's.")] = None,
) -> StateOut:
    """One consistent read: open alarms, gateways, parts, and the cursor from which `/live` goes on."""
    with centre.database.read() as session:
        rung, total = repository.open_alarms(session, asker, organisation, gateway, room.ALARMS)
        held = room.look(session, asker, organisation, gateway, rung)
        return StateOut(
            cursor=changes.cursor(session),
            now=centre.clock.now_ms(),
            gateways_total=held.total,
            alarms_total=total,
            alarms=alarm_views.newest_last(rung),
            gateways=registry_views.gateways(session, held.gateways),
            parts=registry_views.parts_of_many(session, centre.latest, held.gateways, room.PARTS),
        )
