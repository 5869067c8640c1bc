"""Uplink over HTTP, for gateways without MQTT: the same messages and books, the receipt as the answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from cloud.access.examine import Arrival, Refused, examine
from cloud.access.http_intake import NotNow
from cloud.centre import Centre, CentreOf
from cloud.errors import ApiError, responses
from cloud.people.asker import Asker, Permission, anybody
from telemetry import encoding
from telemetry.messages import UPLINK_STREAMS, Stream
from telemetry.topics import Topic

router = APIRouter(prefix="/api/v1", tags=["access"])

_JSON = "application/json"
_MSGPACK = "application/msgpack"
Speaker = Annotated[
    Asker,
    anybody("A gateway shows its own password, a platform its token", as_far_as=Permission.SPEAK),
]
_BODY = {
    "requestBody": {
        "required": True,
        "description": "One message of the contract; its gateway and stream agree with the path.",
        "content": {
            _JSON: {"schema": {"type": "object"}},
            _MSGPACK: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.post(
    "/ingest/{area}/{gateway}/{stream}",
    summary="One message of a gateway, answered once it is committed",
    response_class=Response,
    responses=responses(403, 404, 413, 429)
    | {
        200: {"description": "The receipt.", "content": {_JSON: {"schema": {"type": "object"}}, _MSGPACK: {}}}
    },
    openapi_extra=_BODY,
)
async def ingest(
    request: Request,
    centre: CentreOf,
    asker: Speaker,
    area: Annotated[str, Path(pattern="^[0-9]{6}$")],
    gateway: Annotated[str, Path(pattern="^[A-Za-z0-9_-]{1,64}$")],
    stream: Stream,
) -> Response:
    """The receipt in the form of the body. 422: it breaks the contract and was put away as a dead letter.

    A gateway shows its own user and password at the brokers (HTTP Basic), and speaks for itself; a platform
    shows a token with `speak-for-gateways`, and speaks for the gateways of its areas and organisations.

    503: nothing can be said of it; send the same message again, the books tell repetitions.
    """
    if stream not in UPLINK_STREAMS:
        raise ApiError(
            404,
            "not-found",
            f"{stream.value} 不是上行数据流。",
            f"{stream.value} is not a stream from a gateway.",
            "path.stream",
        )
    place = Topic(area, gateway, stream)
    await centre.speakers.let_in(request, asker, place)
    payload = await request.body()
    refused = await run_in_threadpool(_fault_of, place, payload, centre)
    try:
        receipt = await centre.http_intake.take(place, payload)
    except NotNow as fault:
        raise ApiError(
            503,
            "not-now",
            "平台暂时不能接收,请稍后重发同一条消息。",
            f"Not now: {fault}. Send the same message again later.",
        ) from fault
    if receipt is None or refused is not None:
        where, reason = refused or ("message", "put away as a dead letter; see there why")
        raise ApiError(
            422,
            "refused",
            f"消息不符合契约,已存入死信:{reason}",
            f"Put away as a dead letter: {reason}",
            where,
        )
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() == _MSGPACK:
        return Response(encoding.encode(receipt, "msgpack"), media_type=_MSGPACK)
    return Response(encoding.encode(receipt), media_type=_JSON)


def _fault_of(place: Topic, payload: bytes, centre: Centre) -> tuple[str, str] | None:
    examined = examine(Arrival(str(place), payload, centre.clock.now_ms()))
    return (examined.where, examined.reason) if isinstance(examined, Refused) else None
