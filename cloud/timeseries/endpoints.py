"""Readings over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cloud.centre import CentreOf
from cloud.errors import ApiError, responses
from cloud.timeseries.schemas import CurveOut
from cloud.vocabulary import quality_name
from telemetry.analog_types import ANALOG_TYPES
from telemetry.messages import MAX_TIME_MS

router = APIRouter(prefix="/api/v1", tags=["timeseries"])

_Time = Annotated[int, Query(ge=0, le=MAX_TIME_MS, description="Milliseconds UTC.")]


@router.get("/readings", summary="One series over a span of time", responses=responses())
def readings(
    centre: CentreOf,
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
    buckets = centre.series.range(gateway, part, analog_type, start, end, points)
    known = ANALOG_TYPES.get(analog_type)
    return CurveOut(
        analog_type=analog_type,
        unit=known.unit if known is not None else "",
        points=[
            (bucket.ts, bucket.minimum, bucket.mean, bucket.maximum, quality_name(bucket.quality))
            for bucket in buckets
        ],
    )
