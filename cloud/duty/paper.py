"""The daily log on paper: 消防控制室值班记录表, after the form that GB 25506 asks a control room to keep.

Chinese first, English beneath. A section without anything says so, for a blank is no record.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from cloud.alarms.state_table import STATE_NAMES, State
from cloud.duty.days import clock_of, words, words_s
from cloud.duty.log_schemas import DailyLog, LoggedAlarm, LoggedShift, LoggedSystem
from cloud.duty.record_schemas import PANEL_ITEMS, CheckOut, EntryOut, HandoverOut
from cloud.duty.said import OUTCOMES
from cloud.vocabulary import LabelOut
from runtime.paper.fonts import FOLDERS
from runtime.paper.pages import Column, Document, Row, clipped
from telemetry.event_kinds import EVENT_KINDS, EventKind

_T = TypeVar("_T")

#: The system type of fire alarm controllers in GB/T 26875.3.
_ALARM_SYSTEM: Final = 1
_NONE: Final = "无 none"
_NO_ROTA: Final = ("未排班", "no rota")
_NO_DATA: Final = ("无登记设备,当日无信号", "nothing registered, nothing heard")
#: Of a name in the running head.
_HEAD: Final = 40
_CENTRE: Final = "监控中心"
_FOUND: Final = {"normal": "正常 normal", "fault": "故障 fault"}
_ITEMS: Final = {
    "self-test": ("自检", "self-test"),
    "mute": ("消音", "mute"),
    "reset": ("复位", "reset"),
    "mains": ("主电源", "mains"),
    "battery": ("备用电源", "battery"),
}


def printed(log: DailyLog, folders: Sequence[Path] = FOLDERS) -> bytes:
    """The log as a PDF file, in a font of these folders."""
    document = Document(
        f"消防控制室值班记录表 {log.room} {log.day}",
        f"{clipped(log.room, _HEAD)}　{log.day}　消防控制室值班记录表 control room duty log",
    )
    document.title("消防控制室值班记录表", "Fire control room duty log")
    _head(document, log)
    _section(document, "一、值班与交接班", "Duty and hand-over", _SHIFTS, log.shifts, _shift, _NO_ROTA)
    for gap in log.gaps:
        document.paragraph(f"⚠ {gap.text.zh} {gap.text.en}")
    panels = [each for each in log.systems if each.system_type <= _ALARM_SYSTEM]
    others = [each for each in log.systems if each.system_type > _ALARM_SYSTEM]
    _section(
        document, "二、火灾报警控制器运行情况", "Fire alarm controller", _SYSTEMS, panels, _system, _NO_DATA
    )
    _section(
        document,
        "三、其他消防设施运行情况",
        "Other controlled facilities",
        _SYSTEMS,
        others,
        _system,
        _NO_DATA,
    )
    _section(document, "四、报警与处置", "Alarms and what was done", _ALARMS, log.alarms, _alarm)
    _section(document, "五、故障、离线与屏蔽", "Faults, offline, disabled", _ALARMS, log.faults, _alarm)
    if log.alarms_left_out:
        document.paragraph(
            f"另有 {log.alarms_left_out} 条未逐条列出,已计入运行情况。"
            f" {log.alarms_left_out} more are counted above and not listed."
        )
    _section(
        document, "六、火灾报警控制器日检查", "Daily check of the controller", _PANEL_CHECKS,
        log.panel_checks, _panel_check,
    )  # fmt: skip
    _section(document, "七、查岗", "Duty checks", _CHECKS, log.checks, _check)
    _section(document, "八、值班记事", "Notes", _NOTES, log.notes, _note)
    document.signatures((("值班人员", "operators on duty"), ("消防安全管理人", "fire safety manager")))
    file = io.BytesIO()
    document.save(file, folders)
    return file.getvalue()


def _head(document: Document, log: DailyLog) -> None:
    lost = [gateway.gateway for gateway in log.gateways if not gateway.online]
    line = (
        f"{len(log.gateways)} 台 in all,失联 silent {len(lost)}" if log.gateways else "未登记 none registered"
    )
    state = "" if log.complete else ",当日未结束 the day is not over"
    document.facts(
        [
            ("控制室", "room", log.room),
            ("日期", "date", f"{log.day} {log.holiday}".strip()),
            ("单位", "organisation", log.organisation or "—"),
            ("地址", "address", log.address or "—"),
            ("行政区划", "area", f"{log.area.zh} {log.area.en}"),
            ("持证值班人数", "certified needed", f"≥ {log.persons_needed}"),
            ("传输设备", "gateways", line),
            ("生成时间", "printed at", f"{words(log.made_at)}{state}"),
        ]
    )


def _section(
    document: Document,
    zh: str,
    en: str,
    columns: Sequence[Column],
    items: Sequence[_T],
    row: Callable[[_T], Row],
    nothing: tuple[str, str] = ("无", "none"),
) -> None:
    if items:
        document.heading(zh, en)
        document.table(columns, [row(item) for item in items])
    else:
        document.heading(f"{zh}:{nothing[0]}", f"{en}: {nothing[1]}")


_SHIFTS = (
    Column("班次", "shift", 14),
    Column("值班人员", "on duty", 26),
    Column("交班人(签字)", "handed over by", 22),
    Column("接班人(签字)", "taken over by", 22),
    Column("交接情况", "hand-over", 16),
)


def _shift(item: LoggedShift) -> Row:
    shift, over = item.shift, item.handover
    people = "、".join(
        one.name
        + ("(带班)" if one.leader else "")
        + ("" if one.certified else "(无有效证书)")
        + (f"(替 {one.stands_in_for})" if one.stands_in_for else "")
        for one in shift.people
    )
    span = f"{shift.name} {shift.team}\n{words(shift.start_at)[5:]} – {words(shift.end_at)[5:]}"
    if over is None:
        return Row((span, people or _NONE, "—", "—", "未办理 not made"), "warn")
    taken = _signed(over.confirmed_by, over.confirmed_at) if over.confirmed_at is not None else "—"
    state, tint = (
        ("已确认 confirmed", "good") if over.state == "confirmed" else ("未确认 not confirmed", "warn")
    )
    return Row(
        (span, people or _NONE, _signed(over.left_by, over.left_at), taken, _sealed(state, over)), tint
    )


def _signed(name: str, at: int) -> str:
    return f"{name}\n{words_s(at)[5:]}"


def _sealed(state: str, over: HandoverOut) -> str:
    remark = f"\n{over.remark}" if over.remark else ""
    return f"{state}\nSHA-256 {over.digest[:12]}…{remark}"


_SYSTEMS = (
    Column("系统", "system", 20),
    Column("点数", "points", 7),
    Column("火警", "fires", 7),
    Column("其中误报", "of those false", 8),
    Column("联动/反馈", "linkage", 8),
    Column("监管", "supervisory", 8),
    Column("故障", "faults", 7),
    Column("屏蔽", "disabled", 7),
    Column("测试", "tests", 7),
    Column("日终状态", "at the end of the day", 21),
)


def _system(item: LoggedSystem) -> Row:
    known = "—" if item.points is None else str(item.points)
    counts = (
        item.fires,
        item.false_alarms,
        item.linkage,
        item.supervisory,
        item.faults,
        item.disabled,
        item.tests,
    )
    state, tint = _state(item)
    return Row((f"{item.label.zh}\n{item.label.en}", known, *(str(count) for count in counts), state), tint)


def _state(item: LoggedSystem) -> tuple[str, str]:
    active = item.standing - item.standing_faults - item.standing_disabled
    told = [
        f"{zh} {en} {count}"
        for zh, en, count in (
            ("报警", "alarms", active),
            ("故障", "faults", item.standing_faults),
            ("屏蔽", "disabled", item.standing_disabled),
        )
        if count
    ]
    if not told:
        return "正常 normal", "good"
    return "\n".join(told), "bad" if active else "warn"


_ALARMS = (
    Column("编号", "no.", 6),
    Column("时间", "time", 9),
    Column("类别", "kind", 11),
    Column("部位", "place", 23),
    Column("设备", "device", 14),
    Column("原因与处理", "cause and handling", 37),
)


def _alarm(item: LoggedAlarm) -> Row:
    name = EVENT_KINDS[EventKind(item.kind)] if item.kind in set(EventKind) else None
    kind = f"{name.zh} {name.en}" if name is not None else item.kind
    state = f"{STATE_NAMES[State(item.state)][0]} {item.state}" if item.state in set(State) else item.state
    found = OUTCOMES.get(item.outcome or "")
    outcome = f";{found.zh} {found.en}" if found is not None else ""
    steps = [
        f"{clock_of(step.at)} {step.by or _CENTRE} {step.label.zh} {step.said.zh}".strip()
        for step in item.steps
    ]
    if item.cleared_at is not None:
        steps.append(f"{clock_of(item.cleared_at)} 复位 cleared")
    tint = "bad" if item.outcome == "real" else ("good" if item.state == "closed" else "warn")
    return Row(
        (str(item.id), words_s(item.at)[11:], kind, _label(item.place) or item.part, _label(item.device),
         "; ".join([f"{state}{outcome}", *steps])),
        tint,
    )  # fmt: skip


def _label(label: LabelOut) -> str:
    return label.zh or label.en


_PANEL_CHECKS = (
    Column("时间", "time", 10),
    Column("检查人", "by", 14),
    *(Column(*_ITEMS[item], 11) for item in PANEL_ITEMS),
    Column("故障及处理", "faults and handling", 21),
)


def _panel_check(item: EntryOut) -> Row:
    found = [_FOUND.get(item.items.get(name, ""), "—") for name in PANEL_ITEMS]
    tint = "warn" if "fault" in item.items.values() else "good"
    return Row((clock_of(item.at), item.by, *found, item.text or "—"), tint)


_CHECKS = (
    Column("时间", "sent at", 10),
    Column("发起", "sent by", 18),
    Column("当班人员", "on duty", 24),
    Column("结果", "result", 14),
    Column("应答人", "answered by", 18),
    Column("用时", "after", 10),
)


def _check(item: CheckOut) -> Row:
    on = "、".join(item.on_duty) or _NONE
    if item.state == "answered" and item.answered_at is not None:
        after = f"{(item.answered_at - item.sent_at) / 1000:.0f} s"
        told, tint = ("已应答 answered", item.answered_by, after), "good"
    elif item.state == "waiting":
        told, tint = ("待应答 waiting", "—", "—"), "warn"
    else:
        late = f"迟答 late {clock_of(item.late_at)}" if item.late_at is not None else "—"
        told, tint = ("未应答 unanswered", item.late_by or "—", late), "bad"
    return Row((words_s(item.sent_at)[11:], item.sent_by, on, *told), tint)


_NOTES = (Column("时间", "time", 10), Column("记录人", "by", 16), Column("内容", "note", 74))


def _note(item: EntryOut) -> Row:
    return Row((clock_of(item.at), item.by, item.text))
