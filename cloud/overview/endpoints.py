"""Health, vocabulary and state over HTTP."""

from __future__ import annotations

from fastapi import APIRouter

from cloud.alarms import repository as alarms
from cloud.alarms import views as alarm_views
from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.live import repository as changes
from cloud.overview import service
from cloud.overview.schemas import HealthOut, StateOut, VocabularyOut
from cloud.registry import views as registry_views

router = APIRouter(prefix="/api/v1", tags=["overview"])


@router.get("/health", summary="The centre about itself", responses=responses())
def health(centre: CentreOf) -> HealthOut:
    """Answers while anything answers at all; look at `status`."""
    return service.health(centre)


@router.get("/vocabulary", summary="Every code with its names", responses=responses())
def vocabulary() -> VocabularyOut:
    """Kinds, types, states and qualities in both languages."""
    return service.vocabulary()


@router.get("/state", summary="Everything a page starts from", responses=responses())
def state(centre: CentreOf) -> StateOut:
    """One consistent read: open alarms, gateways, parts, and the cursor from which `/live` goes on."""
    with centre.database.read() as session:
        return StateOut(
            cursor=changes.cursor(session),
            now=centre.clock.now_ms(),
            alarms=alarm_views.newest_last(alarms.all_open(session)),
            gateways=registry_views.gateways(session),
            parts=registry_views.parts(session, centre.latest),
        )
