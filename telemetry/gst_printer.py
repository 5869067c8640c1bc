"""GST (海湾) printers: what GST100, GST200 and GST9000 panels print, read at the printer's port.

GST200 and GST9000 print, in GBK, one record after another:

    ESC '6' YY/MM/DD  HH:MM LF  LLL-DDD LF  ESC '9' status LF  place LF  kind of device LF LF

The status (首位火警, 火警, 故障, 屏蔽, 系统复位…) is read with the profile's patterns; place and device are
words for people. GST100 prints with glyphs of its own, one byte each, behind a row of asterisks:

    ***…* CR  MM 8D DD 8E  HH:MM CR LF  status CR  L-DDD CR LF  space device CR

The glyphs that captures name are in `STATUS_GLYPHS` and `DEVICE_GLYPHS`; others stay visible as `<8F>`.

A printer line carries no check and is not confirmed. Nothing tells whether the panel is still there.

    python -m telemetry.gst_printer 1B 36 30 38 ...

Sources: http://vgte.net/zjwx/230.html (GST9000 records); captures of a GST100
(https://github.com/georgewzy/KS_old_gateway, doc/SP-W32PS-100).
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
    Device,
    FrameReceived,
    FrameRefused,
    LineEvent,
    Meaning,
    Statement,
    ends,
    operation,
    sets,
)
from telemetry.panel_time import moment

ESC, STAR = 0x1B, 0x2A
MAX_RECORD_BYTES = 512
_BEGIN = b"\x1b6"
_STARS = re.compile(rb"\*{4,}")
_GLYPHS = re.compile(
    rb"\*{4,}\r(?P<date>[^\r]{1,24})\r\n(?P<status>[^\r])\r"
    rb"(?P<address>[^\r]{1,12})\r\n[ ](?P<device>[^\r])\r",
    re.DOTALL,
)
_DATE = re.compile(
    r"(?:(?P<year>\d\d)[/-])?(?P<month>\d\d)[/-](?P<day>\d\d)\s+(?P<hour>\d\d):(?P<minute>\d\d)"
)
_ADDRESS = re.compile(r"(?<!\d)(?P<loop>\d{1,3})-(?P<device>\d{1,3})(?!\d)")

STATUS_GLYPHS: dict[int, Meaning] = {
    0x11: sets("fire", "火警", "fire"),
    0x16: sets("fault", "故障", "fault"),
    0x1D: RESET,
    0x80: sets("detector dirty", "报脏", "fault"),
}
DEVICE_GLYPHS = {
    0x23: ("smoke detector", "感烟探测器"),
    0x2C: ("mains", "主电"),
    0x36: ("water flow indicator", "水流指示器"),
}
#: The status of the whole panel's reset, printed without an address.
_RESET = re.compile("(?:系统|控制器)?复位")
#: What the usual words of a status mean; the first that is found decides. Others are the profile's to read.
_USUAL = (
    (re.compile("复位"), RESET),
    (re.compile("系统正常"), NORMAL),
    (re.compile("停[动止]"), ends("stopped", "停动", "started", "feedback")),
    (re.compile("火警|首警"), sets("fire", "火警", "fire")),
    (re.compile("预警"), sets("pre-alarm", "预警", "pre-alarm")),
    (re.compile("主电|备电|电源"), sets("power fault", "电源故障", "power-fault")),
    (re.compile("故障|报脏"), sets("fault", "故障", "fault")),
    (re.compile("屏蔽|隔离|释放"), sets("isolated", "屏蔽", "disabled")),
    (re.compile("监管"), sets("supervision", "监管", "supervisory")),
    (re.compile("反馈|动作|回答"), sets("feedback", "反馈", "feedback")),
    (re.compile("启动|请求"), sets("started", "启动", "started")),
    (re.compile("测试|自检"), sets("test", "测试", "test")),
    (re.compile("消音"), operation("silence", "消音")),
)
_OVER = re.compile("恢复|解除|撤[销消]|取消|消[失除]|排除|释放")
_MAINS = 0x2C
_MAINS_FAULT = sets("mains fault", "主电故障", "power-fault", panel=True)


def parse(record: bytes) -> Statement:
    """Read one record of either kind. Raises FrameError when it is none."""
    if record.startswith(_BEGIN):
        return _words(record)
    glyphs = _GLYPHS.fullmatch(record)
    if glyphs is None:
        raise FrameError(f"a record begins with ESC '6' or a row of asterisks, not {record[:4].hex(' ')!r}")
    return _glyphs(glyphs)


def _words(record: bytes) -> Statement:
    head, mark, tail = record[2:].partition(b"\x1b9")
    if not mark:
        raise FrameError("no status (ESC '9') in the record")
    lines = [line.strip() for line in tail.decode("gb18030", "backslashreplace").split("\n")]
    lines = ["".join(c for c in line if c.isprintable()) for line in lines if line]
    if not lines:
        raise FrameError("the status of the record is empty")
    printed = head.decode("ascii", "replace")
    place = _ADDRESS.search(printed.partition("\n")[2])
    return Statement(
        RESET if place is None and _RESET.fullmatch(lines[0]) else None,
        code=lines[0],
        address=f"{int(place['loop'])}-{int(place['device'])}" if place else None,
        words=" ".join(lines),
        time=_time(printed),
        time_step_s=60,
    )


def usual(status: str) -> Meaning | None:
    """What a status says in the usual words; None for others."""
    meaning = next((said for words, said in _USUAL if words.search(status)), None)
    if meaning is None or not meaning.sets or not _OVER.search(status):
        return meaning
    return meaning._replace(sets=frozenset(), clears=meaning.sets)


def _glyphs(record: re.Match[bytes]) -> Statement:
    status, device = record["status"][0], record["device"][0]
    address = _ADDRESS.search(record["address"].decode("ascii", "replace"))
    meaning = STATUS_GLYPHS.get(status) or panel_line.unknown(f"<{status:02X}>")
    if address is None and "fault" in meaning.sets and device == _MAINS:
        meaning = _MAINS_FAULT
    date = record["date"].replace(b"\x8d", "月".encode()).replace(b"\x8e", "日".encode())
    return Statement(
        meaning,
        code=f"<{status:02X}>",
        address=f"{int(address['loop'])}-{int(address['device'])}" if address else None,
        device=Device(device, *DEVICE_GLYPHS.get(device, (f"<{device:02X}>", f"<{device:02X}>"))),
        evidence={"printed_time": date.decode("utf-8", "backslashreplace")},
    )


def _time(text: str) -> datetime | None:
    """The printed time; None when the record prints no year."""
    said = _DATE.search(text)
    if said is None or said["year"] is None:
        return None
    return moment(*(int(said[name]) for name in ("year", "month", "day", "hour", "minute")))


class Receiver(FrameStream):
    """Reads the printer's line."""

    max_bytes = MAX_RECORD_BYTES
    first_bytes = frozenset({ESC, STAR})

    def cut(self, data: bytes, final: bool) -> tuple[int, LineEvent | None]:
        """Cut one record."""
        return self._stars(data, final) if data[0] == STAR else self._escape(data, final)

    def _escape(self, data: bytes, final: bool) -> tuple[int, LineEvent | None]:
        if len(data) < len(_BEGIN):
            return 0, None
        if not data.startswith(_BEGIN):
            return 1, None
        status = data.find(b"\x1b9", 2)
        ended = data.find(b"\n\n", status) if status != -1 else -1
        again = data.find(_BEGIN, 2)
        if ended != -1 and (again == -1 or ended < again):
            return self._record(data[: ended + 2], data[: ended + 2])
        if again != -1:
            return self._record(data[:again], data[:again])
        return self._record(data, data) if final else (0, None)

    def _stars(self, data: bytes, final: bool) -> tuple[int, LineEvent | None]:
        row = _STARS.match(data)
        if row is None:
            return (0, None) if len(data) < 4 and not final and set(data) == {STAR} else (1, None)
        found = _GLYPHS.match(data)
        if found is not None:
            return self._record(data[: found.end()], data[: found.end()])
        again = _STARS.search(data, row.end()) or re.search(re.escape(_BEGIN), data[row.end() :])
        if again is None and not final and data.count(b"\r") < 5:
            return 0, None
        return row.end(), FrameRefused("a row of asterisks, and no record behind it", data[:64])

    def _record(self, record: bytes, raw: bytes) -> tuple[int, LineEvent | None]:
        try:
            return len(raw), FrameReceived((parse(record),), raw)
        except FrameError as fault:
            return len(raw), FrameRefused(str(fault), raw[:64])


def describe(record: bytes) -> dict[str, object]:
    """What a record says, as plain data, its words read as usual. Raises FrameError on one that is none."""
    said = parse(record)
    entry = panel_line.described("GST printer", said)
    meaning = usual(said.code) if said.meaning is None else None
    if meaning is not None and meaning.kind is not None:
        entry |= {"kind": meaning.kind.value, "active": meaning.active}
    return entry


if __name__ == "__main__":
    raise SystemExit(command_line.run("telemetry.gst_printer", describe))
