"""Pictures and documents kept as they came: known by their content, given out to be saved, never run."""

from __future__ import annotations

from typing import Any, Final, Protocol
from urllib.parse import quote

from fastapi import Request, Response

from cloud.errors import ApiError

#: The largest file, bytes.
MOST_BYTES: Final = 8 << 20
#: What may be kept, by what the file begins with: nothing that a browser would run.
MEDIA: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png", b"%PDF-": "application/pdf"}
#: Describes the body of an upload.
BODY: Final[dict[str, Any]] = {
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


async def taken_in(request: Request) -> tuple[str, bytes]:
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
