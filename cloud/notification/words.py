"""What a message says, Chinese first and English. Pure.

1. A test says so first, whatever is cut off after it; an alarm that nobody has verified is never called more.
2. The short form fits the first part of a text message: 70 units of UCS-2 (3GPP TS 23.040, 9.2.3.24; TS
   23.038, 6.2.3). What a message is, how many it speaks of and when are never cut; names give way.
3. Times are the site's own, and say which.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from cloud.notification.moments import MOMENTS, Moment
from telemetry.event_kinds import EVENT_KINDS, EventKind

Language = Literal["zh", "en", "both"]

SHORT_UNITS = 70
_NAME_LIMIT = 200
_TEST = {"zh": "【测试】", "en": "[TEST] "}
_REPEAT = {"zh": "【重发】", "en": "[REPEAT] "}
_TEST_LINE = {
    "zh": "这是一条测试消息,不是真实警情,请勿处置。",
    "en": "This is a test message and no real alarm. Take no action.",
}
_SIGNAL = {"zh": "测试信号,非警情", "en": "test signal, no alarm"}


@dataclass(frozen=True)
class Notice:
    """The facts of a message. Of several alarms the first one gives the place; times are ms UTC."""

    moment: Moment
    kind: str
    at: int
    place_zh: str = ""
    place_en: str = ""
    device_zh: str = ""
    device_en: str = ""
    organisation: str = ""
    address: str = ""
    alarm_id: int | None = None
    #: How many alarms, and of how many organisations, the message speaks of.
    alarms: int = 1
    organisations: int = 1
    test: bool = False
    #: It may have come before: the try that sent it was never written down.
    repeat: bool = False

    def place(self, language: str) -> str:
        """Where it is; either language serves where the other is missing."""
        return _either(self.place_zh, self.place_en, language)

    def device(self, language: str) -> str:
        """What signalled."""
        return _either(self.device_zh, self.device_en, language)


def units(text: str) -> int:
    """The length of a text in UCS-2 units as a phone counts it."""
    return len(text.encode("utf-16-be")) // 2


def what(notice: Notice, language: str) -> str:
    """The kind and the moment: "火警(待核实)"."""
    kind, moment = EVENT_KINDS[EventKind(notice.kind)], MOMENTS[notice.moment]
    if notice.test:
        return {"zh": "测试消息,非真实警情", "en": "test, no real alarm"}[language]
    if notice.kind == EventKind.TEST:
        return _SIGNAL[language]
    if moment.matter:
        return moment.zh if language == "zh" else moment.en
    return f"{kind.zh}({moment.zh})" if language == "zh" else f"{kind.en} ({moment.en})"


def short(notice: Notice, language: str, zone: ZoneInfo, signature: str = "") -> str:
    """One text message of at most 70 units, with the sender's signature (短信签名) where one is asked for."""
    signed = f"【{_line(signature)}】" if signature else ""
    head = signed + _marks(notice, language) + what(notice, language)
    when = " " + datetime.fromtimestamp(notice.at / 1000, zone).strftime("%m-%d %H:%M:%S")
    tails = (_many(notice, language) + when, _many(replace(notice, organisations=1), language) + when)
    tail = next((one for one in tails if units(head + one) <= SHORT_UNITS), tails[-1])
    names = [notice.organisation, notice.place(language), notice.device(language)]
    middle = " ".join(name for name in map(_line, names) if name)
    cut = _cut(middle, SHORT_UNITS - units(head) - units(tail) - 1)
    return f"{head} {cut}{tail}" if cut else f"{head}{tail}"


def subject(notice: Notice, language: str) -> str:
    """One line for a mail's subject or a page's title."""
    where = notice.organisation or notice.place(language)
    line = f"{_marks(notice, language)}{what(notice, language)} {_line(where)}{_many(notice, language)}"
    return line.strip()[:_NAME_LIMIT]


def full(notice: Notice, language: str, zone: ZoneInfo) -> str:
    """The whole message, a fact a line."""
    return "\n".join(f"{name}{value}" for name, value in facts(notice, language, zone))


def facts(notice: Notice, language: str, zone: ZoneInfo) -> list[tuple[str, str]]:
    """The lines of the whole message: a name, which may be empty, and a value."""
    names = _NAMES[language]
    lines = [("", f"{_marks(notice, language)}{what(notice, language)}{_many(notice, language)}")]
    if notice.test:
        lines.append(("", _TEST_LINE[language]))
    if notice.alarms > 1:
        lines.append(("", names["first"]))
    for key, value in (
        ("organisation", notice.organisation),
        ("address", notice.address),
        ("place", notice.place(language)),
        ("device", notice.device(language)),
    ):
        if value:
            lines.append((names[key], _line(value)))
    lines.append((names["time"], clock(notice.at, zone)))
    if notice.alarm_id is not None:
        lines.append((names["number"], str(notice.alarm_id)))
    return lines


def in_languages(language: Language) -> tuple[str, ...]:
    """The languages that a receiver wants, Chinese first."""
    return ("zh", "en") if language == "both" else (language,)


def clock(at: int, zone: ZoneInfo) -> str:
    """A time with its distance from UTC."""
    moment = datetime.fromtimestamp(at / 1000, zone)
    offset = moment.strftime("%z")
    return f"{moment:%Y-%m-%d %H:%M:%S} (UTC{offset[:3]}:{offset[3:5]})"


_NAMES = {
    "zh": {
        "first": "以下为其中首起:",
        "organisation": "单位:",
        "address": "地址:",
        "place": "位置:",
        "device": "设备:",
        "time": "时间:",
        "number": "警情编号:",
    },
    "en": {
        "first": "The first of them:",
        "organisation": "Organisation: ",
        "address": "Address: ",
        "place": "Place: ",
        "device": "Device: ",
        "time": "Time: ",
        "number": "Alarm: ",
    },
}


def _marks(notice: Notice, language: str) -> str:
    return (_TEST[language] if notice.test else "") + (_REPEAT[language] if notice.repeat else "")


def _many(notice: Notice, language: str) -> str:
    if notice.alarms <= 1 or notice.test:
        return ""
    if language == "zh":
        return f" 共{notice.alarms}起" + (f"/{notice.organisations}家" if notice.organisations > 1 else "")
    return f" x{notice.alarms}" + (f"/{notice.organisations} sites" if notice.organisations > 1 else "")


def _either(zh: str, en: str, language: str) -> str:
    return (zh or en) if language == "zh" else (en or zh)


def _line(text: str) -> str:
    """Without line ends and controls: nothing in a name begins a line, a header or a mark of its own."""
    kept = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(kept.replace("【", "[").replace("】", "]").split())[:_NAME_LIMIT]


def _cut(text: str, room: int) -> str:
    if units(text) <= room:
        return text
    kept = ""
    for char in text:
        if units(kept + char) > room - 1:
            break
        kept += char
    return kept + "…" if kept else ""
