"""The daily log and what is kept, over HTTP: JSON, PDF, CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from threading import BoundedSemaphore
from typing import Annotated

from fastapi import APIRouter, Path, Response

from cloud.centre import Centre, CentreOf
from cloud.duty import checks_repository, handover_repository, service, told
from cloud.duty.daily_log import daily_log
from cloud.duty.days import DAY_MS, words_s
from cloud.duty.figure_endpoints import CSV, attached
from cloud.duty.log_schemas import DailyLog
from cloud.duty.record_schemas import CheckOut, HandoverOut
from cloud.duty.room_endpoints import Moment, PathId, Viewer, span
from cloud.duty.schemas import Day
from cloud.errors import ApiError, responses
from cloud.imports.templates import csv_text
from cloud.people.asker import Asker

router = APIRouter(prefix="/api/v1/duty", tags=["duty"])

PathDay = Annotated[Day, Path(examples=["2026-01-01"])]
PDF = "application/pdf"
#: Logs that are being printed or wait for it; a busy one takes seconds, and other requests need the threads.
_PRINTING = BoundedSemaphore(4)
#: Lines of one file.
_LINES = 20_000
_PAGE = 500


@router.get("/rooms/{id}/log/{day}", summary="The daily log 值班记录", responses=responses(404))
def shown_log(centre: CentreOf, asker: Viewer, id: PathId, day: PathDay) -> DailyLog:
    """One day from midnight to midnight, Beijing time."""
    return _log(centre, asker, id, day)


@router.get(
    "/rooms/{id}/log/{day}/pdf",
    summary="The daily log on paper",
    responses={**responses(404), 200: {"content": {PDF: {}}, "description": "消防控制室值班记录表."}},
    response_class=Response,
)
def printed_log(centre: CentreOf, asker: Viewer, id: PathId, day: PathDay) -> Response:
    """消防控制室值班记录表: to be signed and kept."""
    if not _PRINTING.acquire(blocking=False):
        raise ApiError(
            503,
            "printing",
            "正在生成其他值班记录,请稍后重试。",
            "Other logs are being printed. Try again in a moment.",
            retry_after_s=3,
        )
    # The PDF writer is large, and most processes print nothing.
    from cloud.duty import paper

    try:
        body = paper.printed(_log(centre, asker, id, day))
    finally:
        _PRINTING.release()
    return attached(body, PDF, f"duty-log-{id}-{day}.pdf")


@router.get(
    "/rooms/{id}/checks.csv",
    summary="Duty checks as CSV",
    responses={**responses(404), 200: {"content": {"text/csv": {}}, "description": "The checks."}},
    response_class=Response,
)
def checks_csv(
    centre: CentreOf, asker: Viewer, id: PathId, start: Moment = None, end: Moment = None
) -> Response:
    """By default of the last 30 days; at most 20,000, newest first."""
    items: list[CheckOut] = []
    before: int | None = None
    with centre.database.read() as session:
        service.found(session, asker, id)
        start_at, end_at = span(start, end, centre.clock.now_ms(), 30 * DAY_MS)
        while len(items) < _LINES:
            rows = checks_repository.page(
                session, asker, room_id=id, state=None, start_at=start_at, end_at=end_at, before=before,
                limit=_PAGE,
            )  # fmt: skip
            items += told.checks(session, rows)
            if len(rows) < _PAGE:
                break
            before = rows[-1].id
    return attached(csv_text(_check_rows(items)), CSV, f"duty-checks-{id}.csv")


@router.get(
    "/rooms/{id}/handovers.csv",
    summary="Hand-overs as CSV",
    responses={**responses(404), 200: {"content": {"text/csv": {}}, "description": "The hand-overs."}},
    response_class=Response,
)
def handovers_csv(
    centre: CentreOf, asker: Viewer, id: PathId, start: Moment = None, end: Moment = None
) -> Response:
    """By default of the last 30 days; at most 20,000, newest first."""
    with centre.database.read() as session:
        service.found(session, asker, id)
        start_at, end_at = span(start, end, centre.clock.now_ms(), 30 * DAY_MS)
        rows = handover_repository.page(session, id, start_at=start_at, end_at=end_at, limit=_LINES)
        items = told.handovers_out(session, rows)
    return attached(csv_text(_handover_rows(items)), CSV, f"duty-handovers-{id}.csv")


def _log(centre: Centre, asker: Asker, id: int, day: date) -> DailyLog:
    with centre.database.read() as session:
        room = service.found(session, asker, id)
        return daily_log(session, room, day, centre.clock.now_ms())


def _check_rows(items: Iterable[CheckOut]) -> Iterable[Sequence[str]]:
    yield (
        "编号 id", "控制室 room", "发起时间 sent at", "发起人 sent by", "自动 automatic", "当班人员 on duty",
        "结果 state", "应答时间 answered at", "应答人 answered by", "方式 via", "迟答时间 late at",
        "迟答人 late by", "备注 note",
    )  # fmt: skip
    for item in items:
        yield (
            str(item.id), item.room, words_s(item.sent_at), item.sent_by, "是 yes" if item.automatic else "",
            "、".join(item.on_duty), item.state, _at(item.answered_at), item.answered_by,
            item.answered_via or "", _at(item.late_at), item.late_by, item.note,
        )  # fmt: skip


def _handover_rows(items: Iterable[HandoverOut]) -> Iterable[Sequence[str]]:
    yield (
        "编号 id", "控制室 room", "交班时间 left at", "交班人 left by", "接班时间 confirmed at",
        "接班人 confirmed by", "状态 state", "备注 remark", "SHA-256",
    )  # fmt: skip
    for item in items:
        yield (
            str(item.id), item.room, words_s(item.left_at), item.left_by, _at(item.confirmed_at),
            item.confirmed_by, item.state, item.remark, item.digest,
        )  # fmt: skip


def _at(moment: int | None) -> str:
    return "" if moment is None else words_s(moment)
