"""How failures of any kind become answers: always JSON, in both languages, with the place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from cloud.database import faults
from cloud.errors import TOO_LARGE, ApiError
from cloud.validation_words import in_chinese
from runtime.logging import get_logger

log = get_logger("http")

_BY_STATUS: dict[int, tuple[str, str, str]] = {
    400: ("bad-request", "无法理解该请求。", "The request is not understood."),
    401: ("login-needed", "请先登录。", "Log in first."),
    403: ("not-permitted", "不允许此操作。", "This is not permitted."),
    404: ("not-found", "没有这个地址。", "There is nothing at this address."),
    405: ("method-not-allowed", "该地址不支持此方法。", "This address does not take this method."),
    413: ("too-large", *TOO_LARGE),
}


def install(app: FastAPI) -> None:
    """Register the answers."""
    app.add_exception_handler(ApiError, _expected)
    app.add_exception_handler(HTTPException, _by_status)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(SQLAlchemyError, _records)
    app.add_exception_handler(Exception, _unexpected)


def _answer(error: ApiError) -> JSONResponse:
    headers = {"retry-after": str(error.retry_after_s)} if error.retry_after_s is not None else None
    return JSONResponse(error.body(), error.status, headers)


async def _expected(_request: Request, fault: Exception) -> JSONResponse:
    assert isinstance(fault, ApiError)  # noqa: S101 - how handlers are registered
    return _answer(fault)


async def _by_status(request: Request, fault: Exception) -> JSONResponse:
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    code, zh, en = _BY_STATUS.get(status, ("refused", "请求被拒绝。", "The request is refused."))
    return _answer(ApiError(status, code, zh, en, request.url.path[:256]))


async def _invalid(_request: Request, fault: Exception) -> JSONResponse:
    errors: Sequence[Any] = fault.errors() if isinstance(fault, RequestValidationError) else ()
    first = errors[0] if errors else {"loc": ("body",), "msg": "invalid"}
    if first.get("type") == "json_invalid":
        return _answer(
            ApiError(400, "bad-json", "请求体不是有效的 JSON。", "The body is not valid JSON.", "body")
        )
    where = ".".join(str(step) for step in first["loc"])[:256]
    return _answer(
        ApiError(
            422,
            "invalid",
            f"参数 {where} 无效:{in_chinese(first)}",
            f"{where} is not valid: {first['msg']}",
            where,
        )
    )


async def _records(request: Request, fault: Exception) -> JSONResponse:
    if faults.unholdable(fault):
        return _answer(
            ApiError(
                422,
                "unholdable",
                "请求中有数据库无法保存的内容,例如空字符(NUL),请删去。",
                "The request has something in it that the records cannot hold, a NUL character for one;"
                " leave it out.",
            )
        )
    if not faults.unavailable(fault):
        return await _unexpected(request, fault)
    log.error("the records are unavailable", path=request.url.path, fault=str(fault))
    return _answer(
        ApiError(
            503,
            "records-unavailable",
            "数据库暂不可用,请稍后重试;详情见 /api/v1/health。",
            "The records are unavailable now. Try again; /api/v1/health says more.",
        )
    )


async def _unexpected(request: Request, fault: Exception) -> JSONResponse:
    log.error("a request failed", path=request.url.path, exc_info=fault)
    return _answer(
        ApiError(
            500,
            "internal",
            "平台内部错误,已记录日志。",
            "An error within the centre; it has been logged.",
            request.url.path[:256],
        )
    )
