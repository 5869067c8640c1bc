"""The walk test on paper: a CSV with every point, and a PDF to sign that names the CSV by its SHA-256.

Times are shown in the gateway's local time with its offset. The PDF lists what was not heard first.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable
from datetime import datetime

from edge_agent.walk_test import sheet as walk_test
from edge_agent.walk_test.sheet import Heard, Point, Result, Sheet
from runtime.paper.fonts import ReportFont
from runtime.paper.pages import Column, Document, Row
from telemetry.component_types import COMPONENT_TYPES

RESULTS = {
    Result.HEARD: ("听到", "heard", "good"),
    Result.FAULT_ONLY: ("仅故障", "fault only", "warn"),
    Result.MISSING: ("未听到", "not heard", "bad"),
}
_HEADINGS = (
    "序号 no.",
    "部件 part",
    "控制器 panel",
    "设备 device",
    "device (en)",
    "部件类型 component type",
    "楼层 floor",
    "位置 place",
    "place (en)",
    "结果 result",
    "首次听到 first heard",
    "最近听到 last heard",
    "次数 times",
    "内容 what",
    "原文 text",
    "备注 note",
)
_COLUMNS = (
    Column("序号", "no.", 4),
    Column("部件", "part", 13),
    Column("设备", "device", 15),
    Column("位置", "place", 18),
    Column("结果", "result", 11),
    Column("听到时间", "heard at", 11),
    Column("听到什么", "what was heard", 18),
    Column("备注", "note", 13),
)
_SIGNERS = (
    ("测试人员", "tester"),
    ("建设或使用单位代表", "owner's representative"),
    ("监理或验收人员", "supervisor"),
)

Shown = Callable[[int], str]


def local_time(ts_ms: int) -> str:
    """Milliseconds UTC in this machine's zone; the gateway's word for "never" is 0."""
    if not ts_ms:
        return "时间未知 / time unknown"
    return datetime.fromtimestamp(ts_ms / 1000).astimezone().strftime("%Y-%m-%d %H:%M:%S %z")


def csv_bytes(sheet: Sheet, shown: Shown = local_time) -> bytes:
    """Every point as UTF-8 with a byte-order mark, so that spreadsheets show the Chinese."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADINGS)
    for number, point in enumerate(_in_order(sheet), 1):
        writer.writerow(_harmless(_line(sheet, number, point, shown)))
    for number, (part, heard) in enumerate(sorted(sheet.strays.items()), len(sheet.points) + 1):
        told = ["表外 stray", *_told(heard, shown)]
        writer.writerow(
            _harmless([str(number), part, "", "", "", "", "", "", "", *told, sheet.notes.get(part, "")])
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def fingerprint(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write_pdf(sheet: Sheet, path: str, csv_name: str, digest: str, shown: Shown = local_time) -> ReportFont:
    """Write the report to sign; gives the font that was taken. Raises OSError."""
    building = " / ".join(text for text in (sheet.building.zh, sheet.building.en) if text) or sheet.gateway
    rows = {point.part: _row(sheet, number, point, shown) for number, point in enumerate(_in_order(sheet), 1)}
    missing = [rows[point.part] for point in _in_order(sheet) if sheet.result(point) is not Result.HEARD]
    strays = [
        Row((part, kinds, at, heard.text, sheet.notes.get(part, "")), "warn")
        for part, heard in sorted(sheet.strays.items())
        for at, _, _, kinds, _ in [_told(heard, shown)]
    ]
    facts = _facts(sheet, building, csv_name, digest, shown)
    document = Document(
        f"现场巡测报告 {building}", f"草原哨 Steppewatch　现场巡测报告　{building}　SHA-256 {digest[:16]}…"
    )
    document.title("火灾自动报警系统现场巡测报告", "Walk test report of the fire alarm system")
    document.facts(facts)
    _summary(document, sheet)
    if missing:
        document.heading(f"未通过的部件 {len(missing)} 个", f"{len(missing)} points not proven")
        document.table(_COLUMNS, missing)
    for group in walk_test.by_floor(sheet):
        members = [point for point in _in_order(sheet) if point.floor.zh == group.zh]
        document.heading(
            f"{group.zh}　{group.heard} / {group.total}", f"{group.en}: {group.heard} of {group.total} heard"
        )
        document.table(_COLUMNS, [rows[point.part] for point in members])
    if strays:
        document.heading("不在表中的部件,请核对地址", "heard, but not on the sheet: check the addresses")
        document.table(_STRAY_COLUMNS, strays)
    if sheet.remarks:
        document.heading("说明", "remarks")
        for remark in sheet.remarks:
            document.paragraph(remark)
    document.signatures(_SIGNERS)
    return document.save(path)


_STRAY_COLUMNS = (
    Column("部件", "part", 18),
    Column("听到什么", "what was heard", 20),
    Column("听到时间", "heard at", 16),
    Column("原文", "text", 30),
    Column("备注", "note", 16),
)
_SUMMARY_COLUMNS = (
    Column("楼层", "floor", 20),
    Column("部件总数", "points", 12),
    Column("听到", "heard", 12),
    Column("未通过", "not proven", 12),
    Column("比例", "share", 12),
)


def _facts(
    sheet: Sheet, building: str, csv_name: str, digest: str, shown: Shown
) -> list[tuple[str, str, str]]:
    told = walk_test.counts(sheet)
    total = len(sheet.points)
    clock = "已同步 / synchronised" if sheet.clock_synced else "未同步,时间仅供参考 / not synchronised"
    gaps = (
        f"{sheet.interruptions} 次中断,{sheet.missed} 条未能收到 / "
        f"{sheet.interruptions} interruptions, {sheet.missed} events missed"
        if sheet.missed or sheet.interruptions
        else "无 / none"
    )
    return [
        ("建筑", "building", building),
        ("网关", "gateway", f"{sheet.gateway}　{sheet.version}".strip()),
        ("开始", "began", shown(sheet.started_at)),
        ("结束", "ended", shown(sheet.ended_at) if sheet.ended_at else "未结束 / not ended"),
        ("测试人员", "tester", sheet.who or "—"),
        ("时钟", "clock", clock),
        (
            "结果",
            "result",
            f"{told[Result.HEARD]} / {total} 听到 heard,{told[Result.FAULT_ONLY]} 仅故障 fault only,"
            f"{told[Result.MISSING]} 未听到 not heard",
        ),
        ("监听中断", "gaps", gaps),
        ("数据文件", "data", csv_name),
        ("指纹 SHA-256", "of the data", digest),
    ]


def _summary(document: Document, sheet: Sheet) -> None:
    groups = walk_test.by_floor(sheet)
    if len(groups) < 2:
        return
    document.heading("概况", "summary")
    rows = [
        Row(
            (
                f"{group.zh} {group.en}",
                str(group.total),
                str(group.heard),
                str(group.total - group.heard),
                f"{100 * group.heard // group.total} %",
            ),
            "warn" if group.missing else "good",
        )
        for group in groups
    ]
    document.table(_SUMMARY_COLUMNS, rows)


def _in_order(sheet: Sheet) -> list[Point]:
    return sorted(sheet.points, key=lambda point: (point.floor, point.panel, point.part))


def _told(heard: Heard | None, shown: Shown) -> list[str]:
    if heard is None:
        return ["", "", "0", "", ""]
    return [
        shown(heard.first),
        shown(heard.last),
        str(heard.times),
        walk_test.kinds_in_words(heard.kinds),
        heard.text,
    ]


def _line(sheet: Sheet, number: int, point: Point, shown: Shown) -> list[str]:
    zh, en, _ = RESULTS[sheet.result(point)]
    kind = COMPONENT_TYPES.name(point.component_type)
    return [
        str(number),
        point.part,
        point.panel,
        point.device.zh,
        point.device.en,
        f"{kind.zh} {kind.en}",
        point.floor.zh,
        point.place.zh,
        point.place.en,
        f"{zh} {en}",
        *_told(sheet.told(point), shown),
        sheet.notes.get(point.part, ""),
    ]


def _row(sheet: Sheet, number: int, point: Point, shown: Shown) -> Row:
    zh, en, tint = RESULTS[sheet.result(point)]
    heard = sheet.told(point)
    first = _told(heard, shown)[0]
    return Row(
        (
            str(number),
            point.part,
            point.device.zh or point.device.en,
            point.place.zh or point.place.en,
            f"{zh} {en}",
            first[5:19] if heard and heard.first else first,
            walk_test.in_words(heard) if heard else "",
            sheet.notes.get(point.part, ""),
        ),
        tint,
    )


def _harmless(cells: Iterable[str]) -> list[str]:
    """A text that a spreadsheet would run as a formula is shown as text."""
    return [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells]
