"""The after-action report (战评报告) on paper: what was reported, decided, sent, seen, and what it was.

Chinese first, English beneath. Everything comes from the incident's own records; nothing is left out.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cloud.alarms.causes import CAUSES
from cloud.dispatch.deciding.words import minutes
from cloud.dispatch.incidents.schemas import EntryOut, IncidentDetail, OrderOut, ReportOut
from cloud.duty.days import words_s
from cloud.vocabulary import LabelOut
from runtime.paper.fonts import FOLDERS
from runtime.paper.pages import Column, Document, Row, clipped

_NONE: Final = "无 none"
_OUTCOMES: Final = {
    "real": "真实 real",
    "false": "误报 false alarm",
    "test": "测试 test",
    "unknown": "不明 unknown",
}
_REPORTS: Final = (
    Column("时间", "time", 2),
    Column("来源", "source", 2),
    Column("地点与内容", "place and words", 6),
    Column("并案原因", "why here", 3),
)
_ORDERS: Final = (
    Column("力量", "unit", 3),
    Column("命令", "order", 2),
    Column("预计", "reckoned", 2),
    Column("到场", "arrived", 2),
    Column("结束", "end", 2),
    Column("理由", "why", 6),
)
_TIMELINE: Final = (
    Column("时间", "time", 2),
    Column("事项", "what", 2),
    Column("内容", "words", 8),
    Column("人员", "by", 2),
)


def printed(incident: IncidentDetail, folders: Sequence[Path] = FOLDERS) -> bytes:
    """The report as a PDF file, in a font of these folders."""
    name = f"灾情 {incident.id}"
    document = Document(
        f"战评报告 {name}", f"{name}　{clipped(incident.place, 40)}　战评报告 after-action report"
    )
    document.title("灭火救援战评报告", "After-action report")
    document.facts(_facts(incident), 2)
    document.heading("一、自动决策", "What the centre decided by itself")
    for words in incident.reasons:
        document.paragraph(f"{words.zh} {words.en}")
    if not incident.reasons:
        document.paragraph(_NONE)
    _table(document, "二、接报", "Reports", _REPORTS, [_report(each) for each in incident.history])
    orders = sorted([*incident.past_orders, *incident.orders], key=lambda order: order.id)
    _table(document, "三、调派", "Orders", _ORDERS, [_order(each) for each in orders])
    roles = [
        Row((each.role_name.zh, each.name, f"{_time(each.since)} – {_time(each.until)}"))
        for each in incident.roles
    ]
    columns = (Column("职责", "role", 3), Column("人员", "name", 3), Column("时间", "time", 4))
    _table(document, "四、职责", "Roles", columns, roles)
    _table(document, "五、过程记录", "Timeline", _TIMELINE, [_entry(each) for each in incident.timeline])
    document.signatures((("现场指挥员", "incident commander"), ("调度员", "dispatcher")))
    held = io.BytesIO()
    document.save(held, folders)
    return held.getvalue()


def _facts(incident: IncidentDetail) -> list[tuple[str, str, str]]:
    cause = CAUSES[incident.cause] if incident.cause is not None else None
    answers = ", ".join(f"{key}={value}" for key, value in incident.answers.items())
    return [
        ("类型", "type", f"{incident.type_name.zh} {incident.type_name.en}"),
        ("等级", "grade", f"{incident.grade_name.zh} {incident.grade_name.en}"),
        ("地点", "place", f"{incident.place} {incident.floor}".strip()),
        ("区划", "area", incident.area),
        ("立案", "opened", _time(incident.opened_at)),
        ("首次调派", "first order", _after(incident.opened_at, incident.first_order_at)),
        ("首车到场", "first arrival", _after(incident.opened_at, incident.first_arrival_at)),
        ("结案", "closed", f"{_time(incident.closed_at)} {incident.closed_by or ''}".strip()),
        ("结论", "what it was", _OUTCOMES.get(incident.outcome or "", "—")),
        ("原因", "cause", f"{cause.zh} {cause.en}" if cause is not None else "—"),
        ("询问", "answers", answers or "—"),
        ("受理", "held by", incident.held_by or "—"),
    ]


def _table(document: Document, zh: str, en: str, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    document.heading(zh, en)
    if rows:
        document.table(columns, rows)
    else:
        document.paragraph(_NONE)


def _report(each: ReportOut) -> Row:
    who = " ".join(part for part in (each.caller, each.phone) if part)
    what = " ".join(part for part in (each.place, each.floor, each.text) if part)
    taken_back = "(已撤回 withdrawn)" if each.withdrawn else ""
    source = " ".join(part for part in (each.source_name.zh, who, taken_back) if part)
    return Row((_time(each.at), source, what, _both(each.because)))


def _order(each: OrderOut) -> Row:
    reckoned = minutes(each.arrival_s).zh if each.arrival_s is not None else "—"
    given = f"{_time(each.at)} {'自动 auto' if each.automatic else each.by or ''}"
    ending = " ".join(part for part in (_time(each.ended_at), each.ending or "", each.end_reason) if part)
    return Row((f"{each.unit}({each.station})", given, reckoned, _time(each.arrived_at), ending, each.why.zh))


def _entry(each: EntryOut) -> Row:
    words = each.words.zh if each.words.zh == each.words.en else f"{each.words.zh} {each.words.en}"
    return Row((_time(each.at), f"{each.name.zh} {each.name.en}", words, each.by or ""))


def _both(words: LabelOut | None) -> str:
    return "" if words is None else f"{words.zh} {words.en}"


def _time(at: int | None) -> str:
    return "—" if at is None else words_s(at)


def _after(begun: int, at: int | None) -> str:
    return "—" if at is None else f"{_time(at)}(+{minutes((at - begun) / 1000).zh})"
