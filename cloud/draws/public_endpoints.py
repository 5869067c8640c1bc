"""Published draws for everybody: no login, read only, bounded by address."""

from __future__ import annotations

from pathlib import Path as File
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from cloud.centre import Centre, CentreOf
from cloud.draw_verifier import verify_draw
from cloud.draws import repository, views
from cloud.draws.schemas import PublicDraw, PublicList
from cloud.errors import ApiError, not_found, responses
from cloud.people.asker import anybody
from cloud.people.doorkeeper import address_of
from cloud.people.patience import address_key

#: A document never changes, and anybody may keep it.
_FOR_EVER = "public, max-age=31536000, immutable"
_SOON = "public, max-age=10"


def _patiently(request: Request, centre: CentreOf) -> None:
    if not centre.public_door.take(address_key(address_of(request))):
        raise ApiError(
            429,
            "too-many-requests",
            "请求过多,请稍后再试。",
            "Too many requests from this address. Wait a little.",
            retry_after_s=5,
        )


router = APIRouter(
    prefix="/api/v1/public/draws",
    tags=["public"],
    dependencies=[anybody("what is published is for everybody"), Depends(_patiently)],
)

Number = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", examples=["1501-2026-12"])]


def _file(media: str) -> dict[int | str, dict[str, Any]]:
    return {
        **responses(404),
        200: {"content": {media: {}}, "description": "Byte for byte, for ever the same."},
    }


@router.get("", summary="Published draws 抽查公示", responses=responses())
def draws(
    centre: CentreOf,
    response: Response,
    before: Annotated[int | None, Query(ge=1, le=2**53, description="`frozen_at` of the last one.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> PublicList:
    """The newest first."""
    response.headers["cache-control"] = _SOON
    with centre.database.read() as session:
        rows = repository.published(session, number=None, before=before, limit=limit + 1)
        return PublicList(items=[views.public(one) for one in rows[:limit]], more=len(rows) > limit)


@router.get("/verify_draw.py", summary="The verifier that stands alone", responses=_file("text/x-python"))
def verifier() -> Response:
    """One file; needs Python and nothing else."""
    content = File(verify_draw.__file__).read_bytes()
    head = {"content-disposition": 'attachment; filename="verify_draw.py"', "cache-control": _SOON}
    return Response(content, media_type="text/x-python", headers=head)


@router.get("/{number}", summary="One published draw", responses=responses(404))
def one(centre: CentreOf, response: Response, number: Number) -> PublicDraw:
    """How far it has come, its hashes, its seed."""
    response.headers["cache-control"] = _SOON
    with centre.database.read() as session:
        rows = repository.published(session, number=number, before=None, limit=1)
        if not rows:
            raise not_found("已公示的抽取", "published draw", "path.number")
        return views.public(rows[0])


@router.get(
    "/{number}/commitment.json",
    summary="List, probabilities and commitment, as published before the draw",
    responses=_file("application/json"),
    response_class=Response,
)
def commitment(centre: CentreOf, request: Request, number: Number) -> Response:
    """What `steppewatch draw freeze` writes."""
    return _document(centre, request, number, repository.COMMITMENT)


@router.get(
    "/{number}/record.json",
    summary="The whole record, to verify",
    responses=_file("application/json"),
    response_class=Response,
)
def record(centre: CentreOf, request: Request, number: Number) -> Response:
    """What `steppewatch draw verify` and `verify_draw.py` take."""
    return _document(centre, request, number, repository.RECORD)


def _document(centre: Centre, request: Request, number: str, kind: str) -> Response:
    with centre.database.read() as session:
        held = repository.public_file(session, number, kind)
        if held is None:
            raise not_found("已公示的文件", "published document", "path.number")
        tag, content = f'"{held.sha256}"', held.content
    head = {
        "etag": tag,
        "cache-control": _FOR_EVER,
        "content-disposition": f'attachment; filename="{number}.{kind}.json"',
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=head)
    return Response(content, media_type="application/json", headers=head)
