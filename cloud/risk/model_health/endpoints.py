"""The models' health over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.organisations.schemas import MAX_ID
from cloud.people.asker import Asker, Permission, needs
from cloud.risk.model_health import service, views
from cloud.risk.model_health.schemas import ModelIn, ModelOut, ModelsOut, PromoteIn
from cloud.risk.schemas import Subject

router = APIRouter(prefix="/api/v1/risk/models", tags=["risk"])

Inspector = Annotated[Asker, needs(Permission.INSPECT)]
Keeper = Annotated[Asker, needs(Permission.PLAN_INSPECTIONS, everywhere=True)]
PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
_CHANGES = responses(403, 404, 409, 413, 415)


@router.get("", summary="The models at work and their health 模型运行状况", responses=responses())
def models(centre: CentreOf, asker: Inspector) -> ModelsOut:
    """Champion and challengers, drift, calibration, slices, labels, alerts."""
    with centre.database.read() as session:
        return views.models(session)


@router.post("", status_code=201, summary="Register a challenger 登记候选模型", responses=_CHANGES)
def register(centre: CentreOf, asker: Keeper, told: ModelIn) -> ModelOut:
    """It scores nothing before it is promoted."""
    with centre.database.write() as session:
        return views.registered(session, service.register(session, asker, told, centre.clock.now_ms()))


@router.post("/{id}/promote", summary="Let a model take over 启用模型", responses=_CHANGES)
def promote(centre: CentreOf, asker: Keeper, id: PathId, told: PromoteIn) -> ModelOut:
    """409 with the reasons where it is not surely better; a retired one may always come back."""
    with centre.database.write() as session:
        row = service.promote(session, asker, id, told.note, centre.clock.now_ms())
        return views.registered(session, row)


@router.post("/shipped/{subject}", summary="Back to the shipped model 恢复随附模型", responses=_CHANGES)
def back(centre: CentreOf, asker: Keeper, subject: Annotated[Subject, Path()], told: PromoteIn) -> ModelsOut:
    """The champion that was registered retires."""
    with centre.database.write() as session:
        service.back_to_shipped(session, asker, subject, told.note, centre.clock.now_ms())
        return views.models(session)
