"""Pictures and documents kept as they came: known by their content, given out to be saved, never run.

What keeps them (an incident, a plan) says whose they are; how they come in and go out is the same everywhere.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from typing import Annotated, Any, Final, Protocol, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from cloud.database.engine import Database
from cloud.database.tried import tried
from cloud.errors import ApiError
from cloud.uploads import upload_route

#: What a file is called, in the address of its upload.
FileName = Annotated[str, Query(min_length=1, max_length=128, pattern=r"^[^\x00/\\]*$")]
Result = TypeVar("Result")

#: The largest file, bytes.
MOST_BYTES: Final = 8 << 20
#: What may be kept, by what the file begins with: nothing that a browser would run.
MEDIA: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png", b"%PDF-": "application/pdf"}
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()},
    }
}


class Kept(Protocol):
    """A row that holds a file."""

    name: Any
    media: Any
    content: Any


def add_upload(
    router: APIRouter, path: str, endpoint: Callable[..., Any], summary: str, answers: dict[int | str, Any]
) -> None:
    """An address that takes a file as the body of a POST."""
    router.add_api_route(
        path,
        endpoint,
        methods=["POST"],
        status_code=201,
        summary=summary,
        responses=answers,
        openapi_extra=_BODY,
        route_class_override=upload_route(lambda _: MOST_BYTES),
    )


async def kept(request: Request, database: Database, keep: Callable[[Session, str, bytes], Result]) -> Result:
    """What `keep` makes of the kind and the content of the body, committed. Raises ApiError."""
    media, content = await _taken_in(request)
    return await asyncio.to_thread(tried, database, lambda session: keep(session, media, content))


def columns(name: str, media: str, content: bytes, by: str, now: int) -> dict[str, Any]:
    """What every table of files holds of one."""
    digest = hashlib.sha256(content).hexdigest()
    return {"name": name, "media": media, "content": content, "sha256": digest, "at": now, "by": by}


async def _taken_in(request: Request) -> tuple[str, bytes]:
    """The kind and the content of the body. Raises ApiError: too large, or none of what may be kept."""
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > MOST_BYTES:
            raise ApiError(413, "too-large", "附件不得超过 8 MB。", "8 MB at most.", "body")
    media = next((media for begin, media in MEDIA.items() if content.startswith(begin)), None)
    told = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media is None or told != media:
        raise ApiError(
            415, "bad-attachment", "仅支持 JPEG、PNG、PDF。", "Only JPEG, PNG or PDF are kept.", "body"
        )
    return media, bytes(content)


def given_out(row: Kept) -> Response:
    """The file as it was kept."""
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(row.name)}",
        "x-content-type-options": "nosniff",
    }
    return Response(row.content, media_type=row.media, headers=headers)
