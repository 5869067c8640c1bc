"""What goes wrong for a caller of the API, said in both languages, with the place and a code to act on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field

from cloud.refusal import Refusal

#: In Chinese and English; how much an address takes is its own.
TOO_LARGE = ("请求体超过该地址的上限。", "The body is larger than this address takes.")


class ErrorDetail(BaseModel):
    """What was wrong, where, and what to do."""

    code: str = Field(description="Stable; programs decide by it.", examples=["alarm-moved"])
    message_zh: str = Field(examples=["警情已被他人更新,请刷新后重试。"])
    message_en: str = Field(examples=["The alarm has moved on. Reload it and decide again."])
    where: str | None = Field(
        default=None, description="Field, parameter or path.", examples=["body.version"]
    )


class ErrorBody(BaseModel):
    """Every answer of status 400 and above."""

    error: ErrorDetail


class ApiError(Exception):
    """An expected failure with its status and its words."""

    def __init__(
        self,
        status: int,
        code: str,
        zh: str,
        en: str,
        where: str | None = None,
        *,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(en)
        self.status = status
        #: Whole seconds after which trying again makes sense, for the header that says so.
        self.retry_after_s = math.ceil(retry_after_s) if retry_after_s is not None else None
        self.detail = ErrorDetail(code=code, message_zh=zh, message_en=en, where=where)

    def body(self) -> dict[str, Any]:
        """The answer's JSON."""
        return ErrorBody(error=self.detail).model_dump()


def not_found(what_zh: str, what_en: str, where: str) -> ApiError:
    """404: no such thing."""
    return ApiError(404, "not-found", f"没有这个{what_zh}。", f"There is no such {what_en}.", where)


_DESCRIPTIONS: Mapping[int, str] = {
    400: "The request is not understood: wrong host, or a body that is not JSON.",
    401: "Nobody is logged in, or the token is not valid.",
    403: "Not within the asker's duties, or the request came from another site's page.",
    404: "No such thing.",
    409: "Not possible in the present state, or the object has moved on.",
    410: "The cursor lies before the log's beginning; the answer says from where to go on.",
    413: "The body is too large.",
    415: "The body is not declared as JSON.",
    422: "A parameter or field is not valid; `where` names it.",
    429: "Too many requests or failed logins; the header `Retry-After` says how long to wait.",
    503: "The centre cannot do this now; try again.",
}


#: Written out: as a model it would be built anew for every answer of every endpoint, which takes long.
_BODY = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorBody"}}}


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error answers of an endpoint, for the API description. Those of every endpoint always belong."""
    told: dict[int | str, dict[str, Any]] = {
        status: {"description": _DESCRIPTIONS[status], "content": _BODY}
        for status in sorted({401, 403, 422, 429, 503, *statuses})
    }
    return {400: {"model": ErrorBody, "description": _DESCRIPTIONS[400]}} | told


def refused(refusal: Refusal, where: str | None = None) -> ApiError:
    """409: a table of states does not allow it now; 422: not with what came with it, and the field."""
    status = 409 if refusal.where is None else 422
    return ApiError(status, refusal.code, refusal.zh, refusal.en, where or refusal.where)
