"""Notifier (NFS-640, NFS2-640, NFS-3030, NFS2-3030, NCA-2): lines of the printer port. 80 or 40 columns.

    FIRE ALARM          SMOKE DETECTOR 3F    Z001      10:23:41A WED APR 14, 2027   L01D023
    TROUBL IN SYSTEM    BATTERY                        03:18P 060327 Thu

An event begins with one of the words below; `CLEARED`, `CLEAR`, `CLR` before a word ends what the word began.
Narrow printers break it into several lines: an event ends with the line that carries the time, with the next
word, or when the line falls silent. Points are named `L01D023` (loop 1, detector 23), `2M005` (loop 2, module
5), with `N003` before them on a network; detectors and modules count apart, so addresses read `1D23` and
`2M5`.

Nothing checks the line, nothing is confirmed, and nothing tells whether the panel is still there: a reset at
the panel (SYSTEM RESET) makes it print everything that stands.

    python -m telemetry.notifier_printer 46 49 52 45 ...

Sources: FieldServer FS-8700-90, FS-8700-95 and FS-8700-130 (words; what a reset does).
"""

from __future__ import annotations

import re
from datetime import datetime

from telemetry import command_line, panel_line
from telemetry.errors import FrameError
from telemetry.frame_stream import FrameStream
from telemetry.panel_line import (
    NORMAL,
    RESET,
    FrameReceived,
    FrameRefused,
    LineEvent,
    Meaning,
    Statement,
    operation,
    sets,
)
from telemetry.panel_time import moment

MAX_EVENT_BYTES = 512
#: Words that begin an event. The longest that fits decides.
WORDS: dict[str, Meaning] = {
    "FIRE ALARM": sets("fire alarm", "火警", "fire"),
    "ALARM": sets("fire alarm", "火警", "fire"),
    "SECURITY ALARM": sets("security alarm", "安防报警", "supervisory"),
    "SECURITY": sets("security", "安防报警", "supervisory"),
    "LIFE CRITICAL ALARM": sets("life critical alarm", "生命危急报警", "supervisory"),
    "MEDICAL EMERGENCY": sets("medical emergency", "医疗急救", "supervisory"),
    "CRITICAL PROCESS": sets("critical process", "关键过程报警", "supervisory"),
    "SUPERVISORY": sets("supervisory", "监管", "supervisory"),
    "SUPERV": sets("supervisory", "监管", "supervisory"),
    "TROUBLE": sets("trouble", "故障", "fault"),
    "TROUBL": sets("trouble", "故障", "fault"),
    "FAULT": sets("fault", "故障", "fault"),
    "TROUBL IN SYSTEM": sets("trouble in system", "系统故障", "fault", panel=True),
    "TROUBLE IN SYSTEM": sets("trouble in system", "系统故障", "fault", panel=True),
    "DISABLED": sets("disabled", "屏蔽", "disabled"),
    "DISABL": sets("disabled", "屏蔽", "disabled"),
    "ENABLED": Meaning("enabled", "屏蔽解除", clears=frozenset({"disabled"})),
    "PREALARM": sets("pre-alarm", "预警", "pre-alarm"),
    "PRE-ALARM": sets("pre-alarm", "预警", "pre-alarm"),
    "ACTIVE": sets("active", "动作", "feedback"),
    "ACT": sets("active", "动作", "feedback"),
    "TB": sets("trouble", "故障", "fault"),
    "ON": sets("on", "启动", "started"),
    "OFF": Meaning("off", "停止", clears=frozenset({"started"})),
    "TEST": sets("test", "测试", "test"),
    "SYSTEM NORMAL": NORMAL,
    "SYSTEM RESET": RESET,
    "ACKNOWLEDGED": operation("acknowledged at the panel", "控制器已确认"),
    "ACKNOWLEDGE": operation("acknowledged at the panel", "控制器已确认"),
    "ACKED": operation("acknowledged at the panel", "控制器已确认"),
    "ACKN": operation("acknowledged at the panel", "控制器已确认"),
    "SIGNAL SILENCE": operation("silence", "消音"),
    "TROUBLE REMINDER": operation("reminder of a trouble", "故障提醒"),
}
_ENDING = ("CLEARED", "CLEAR", "CLR")
_ALL_WORDS = "|".join(re.escape(word) for word in sorted(WORDS, key=len, reverse=True))
_EVENT = re.compile(
    rf"\s*(?:(?P<ends>{'|'.join(_ENDING)})\s+)?(?P<word>{_ALL_WORDS})(?:/\w+)?(?![A-Za-z])[:\s]*",
    re.IGNORECASE,
)
_POINT = re.compile(
    r"(?<![A-Z0-9])(?:N(?P<node>\d{1,3})[\s-]*)?L?(?P<loop>\d{1,2})(?P<kind>[DM])(?P<number>\d{1,3})(?![A-Z0-9])",
    re.IGNORECASE,
)
_WIDE_TIME = re.compile(
    r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?P<half>[AP])\s+[A-Z]{3}\s+(?P<name>[A-Z]{3})\s+(?P<day>\d\d),\s*(?P<year>\d{4})",
    re.IGNORECASE,
)
_NARROW_TIME = re.compile(
    r"(?P<hour>\d\d):(?P<minute>\d\d)(?P<half>[AP])\s+(?P<month>\d\d)/?(?P<day>\d\d)/?(?P<year>\d\d)(?!\d)(?:\s+[A-Z]{3}\b)?",
    re.IGNORECASE,
)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def parse(event: bytes) -> Statement:
    """Read the text of one event. Raises FrameError when there is none."""
    text = " ".join(event.decode("gb18030", "backslashreplace").split())
    text = "".join(character for character in text if character.isprintable())
    if not text:
        raise FrameError("an empty line")
    begun = _EVENT.match(text)
    time, step_s, rest = _time(text)
    if begun is None:
        return Statement(panel_line.unknown(text[:40])._replace(panel=True), code="", words=text[:160])
    meaning = WORDS[begun["word"].upper()]
    if begun["ends"]:
        meaning = meaning._replace(
            en=f"{meaning.en} cleared", zh=f"{meaning.zh}恢复", sets=frozenset(), clears=meaning.sets
        )
    point = _POINT.search(rest)
    address = None
    if point and not meaning.panel:
        node = f"{int(point['node'])}-" if point["node"] else ""
        address = f"{node}{int(point['loop'])}{point['kind'].upper()}{int(point['number'])}"
    return Statement(
        meaning,
        code=begun[0].strip(" :").upper(),
        address=None if meaning.everywhere else address,
        words=" ".join(rest[begun.end() :].split())[:160],
        time=time,
        time_step_s=step_s,
    )


def _time(text: str) -> tuple[datetime | None, int, str]:
    """The printed time, to how many seconds it is true, and the text without it."""
    said = _WIDE_TIME.search(text)
    step_s = 1
    if said is None:
        said, step_s = _NARROW_TIME.search(text), 60
    if said is None:
        return None, step_s, text
    part = said.groupdict()
    name = str(part.get("name") or "").upper()
    month = _MONTHS.index(name) + 1 if name in _MONTHS else int(part.get("month") or 0)
    hour = int(part["hour"]) % 12 + (12 if part["half"].upper() == "P" else 0)
    year, day, minute, second = (int(part.get(name) or 0) for name in ("year", "day", "minute", "second"))
    at = moment(year, month, day, hour, minute, second)
    return at, step_s, text[: said.start()] + " " + text[said.end() :]


class Receiver(FrameStream):
    """Reads the printer's line."""

    max_bytes = MAX_EVENT_BYTES
    padding = frozenset(b"\r\n\x00\x0c \t")

    def cut(self, data: bytes, final: bool) -> tuple[int, LineEvent | None]:
        """Cut one event: its first line and those that go on with it."""
        ends = [found.end() for found in re.finditer(rb"[\r\n\x0c]+", data)]
        begun = 0
        for end in ends:
            line = data[begun:end].decode("latin-1")
            if begun and _EVENT.match(line):
                return self._event(data[:begun])
            if _WIDE_TIME.search(data[:end].decode("latin-1").replace("\r", " ").replace("\n", " ")):
                return self._event(data[:end])
            if _NARROW_TIME.search(line):
                return self._event(data[:end])
            begun = end
        return self._event(data) if final else (0, None)

    def _event(self, raw: bytes) -> tuple[int, LineEvent | None]:
        try:
            return len(raw), FrameReceived((parse(raw),), raw.rstrip())
        except FrameError as fault:
            return len(raw), FrameRefused(str(fault), raw.rstrip())


def describe(event: bytes) -> dict[str, object]:
    """What one event says, or several in a row, as plain data. Raises FrameError when there is none."""
    line = Receiver()
    heard = [*line.feed(event), *line.quiet()]
    said = tuple(part for each in heard if isinstance(each, FrameReceived) for part in each.statements)
    if len(said) < 2 or not all(part.meaning and part.meaning.known for part in said):
        said = (parse(event),)
    return panel_line.described_all("Notifier printer", said)


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.notifier_printer", describe))
