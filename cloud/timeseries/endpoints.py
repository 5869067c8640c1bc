"""Readings over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.centre import Centre, CentreOf
from cloud.errors import ApiError, not_found, responses
from cloud.people.asker import Asker, Permission, needs
from cloud.registry import repository as registry
from cloud.timeseries import service
from cloud.timeseries.schemas import CheckOut, CurveOut, EngineOut, TierSpan
from cloud.vocabulary import quality_name
from telemetry.analog_types import ANALOG_TYPES
from telemetry.messages import MAX_TIME_MS

router = APIRouter(prefix="/api/v1", tags=["timeseries"])

_Operator = Annotated[Asker, needs(Permission.OPERATE, everywhere=True)]
_Time = Annotated[int, Query(ge=0, le=MAX_TIME_MS, description="Milliseconds UTC.")]


@router.get("/readings", summary="One series over a span of time", responses=responses(404))
def readings(
    centre: CentreOf,
    asker: Annotated[Asker, needs(Permission.VIEW)],
    gateway: Annotated[str, Query(max_length=64)],
    part: Annotated[str, Query(max_length=96)],
    analog_type: Annotated[int, Query(ge=0, le=255)],
    start: _Time,
    end: _Time,
    points: Annotated[int, Query(ge=1, le=5000, description="At most so many buckets.")] = 500,
) -> CurveOut:
    """Samples from `start` to before `end`, as minimum, mean and maximum of buckets of equal length."""
    if end <= start:
        raise ApiError(
            422,
            "empty-span",
            "结束时间必须晚于开始时间。",
            "`end` must be later than `start`.",
            "query.end",
        )
    if not asker.everything:
        with centre.database.read() as session:
            if not registry.is_seen(session, asker, gateway):
                raise not_found("网关", "gateway", "query.gateway")
    try:
        pieces, buckets = service.read_curve(centre, gateway, part, analog_type, start, end, points)
    except Exception as fault:
        raise away(centre, fault) from fault
    known = ANALOG_TYPES.get(analog_type)
    return CurveOut(
        analog_type=analog_type,
        unit=known.unit if known is not None else "",
        tiers=[TierSpan(tier=piece.tier.value, start=piece.start, end=piece.end) for piece in pieces],
        points=[
            (bucket.ts, bucket.minimum, bucket.mean, bucket.maximum, quality_name(bucket.quality))
            for bucket in buckets
        ],
    )


@router.get("/timeseries", summary="The engine of the readings", responses=responses(403))
def engine(centre: CentreOf, asker: _Operator) -> EngineOut:
    """What it is, what it takes, how far its jobs have come, what waits for it."""
    try:
        return service.engine(centre)
    except Exception as fault:
        raise away(centre, fault) from fault


@router.get(
    "/timeseries/check", summary="What the engine was given against what it has", responses=responses(403)
)
def check(centre: CentreOf, asker: _Operator, limit: Annotated[int, Query(ge=1, le=500)] = 100) -> CheckOut:
    """Sums over the hours of the gateways that are counted, and the hours that fall short."""
    with centre.database.read() as session:
        return service.check(session, limit)


def away(centre: Centre, fault: Exception) -> Exception:
    """503 in our words where the engine is away; any other fault as it came."""
    if not centre.series.unavailable(fault):
        return fault
    return ApiError(
        503,
        "engine-away",
        "读数库暂时无法访问,数据已保存在平台日志中,请稍后重试。",
        "The engine of the readings is away. What comes in is kept meanwhile; try again later.",
    )
