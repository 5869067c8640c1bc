"""Where a page of sites goes on: opaque to the client, checked as it comes back. Pure."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import msgspec

from cloud.errors import ApiError


class _Place(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    order: str
    value: float | str
    subject: str
    site_id: int


_decoder = msgspec.json.Decoder(_Place)


def write(place: tuple[Any, ...], order: str) -> str:
    """The text of a place in an order."""
    return base64.urlsafe_b64encode(msgspec.json.encode((order, *place))).decode().rstrip("=")


def read(text: str | None, order: str) -> tuple[Any, ...] | None:
    """The place of a text; None: from the beginning. Raises ApiError 422 where it is none of this order."""
    if text is None:
        return None
    try:
        found = _decoder.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, msgspec.DecodeError, ValueError):
        found = None
    fits = found is not None and found.order == order and isinstance(found.value, str) == (order == "name")
    if found is None or not fits or not 0 < found.site_id < 2**53 or len(found.subject) > 16:
        raise ApiError(
            422,
            "not-a-cursor",
            "翻页标记无效,请从第一页重新查询。",
            "This is no place to go on from. Ask from the first page.",
            "query.after",
        )
    return (found.value, found.subject, found.site_id)
