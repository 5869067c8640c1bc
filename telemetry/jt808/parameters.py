"""Terminal parameters (终端参数) that the centre sets: when to report, where to, who the vehicle is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from telemetry.errors import FrameError
from telemetry.jt808.fields import Form, Text, Whole

#: How long the report interval of a terminal may be, and its heartbeat's.
MAX_INTERVAL_S = 86_400
_SECONDS = Whole(4, "s", least=1, most=MAX_INTERVAL_S)
_METRES = Whole(4, "m", least=1, most=100_000)


class Parameter(NamedTuple):
    """A parameter's name in the code and in the standard, and its form."""

    name: str
    zh: str
    form: Form


HEARTBEAT_INTERVAL, STRATEGY, EMERGENCY_INTERVAL, INTERVAL = 0x0001, 0x0020, 0x0028, 0x0029
PARAMETERS: dict[int, Parameter] = {
    HEARTBEAT_INTERVAL: Parameter("heartbeat_interval", "终端心跳发送间隔", _SECONDS),
    0x0002: Parameter("answer_timeout", "TCP 消息应答超时时间", _SECONDS),
    0x0003: Parameter("resends", "TCP 消息重传次数", Whole(4, most=255)),
    0x0013: Parameter("server", "主服务器地址", Text()),
    0x0018: Parameter("server_port", "服务器 TCP 端口", Whole(4, least=1, most=65_535)),
    STRATEGY: Parameter("report_strategy", "位置汇报策略", Whole(4, most=2)),
    0x0021: Parameter("report_plan", "位置汇报方案", Whole(4, most=1)),
    0x0022: Parameter("interval_without_driver", "驾驶员未登录汇报时间间隔", _SECONDS),
    0x0027: Parameter("interval_asleep", "休眠时汇报时间间隔", _SECONDS),
    EMERGENCY_INTERVAL: Parameter("interval_in_emergency", "紧急报警时汇报时间间隔", _SECONDS),
    INTERVAL: Parameter("interval", "缺省时间汇报间隔", _SECONDS),
    0x002C: Parameter("distance", "缺省距离汇报间隔", _METRES),
    0x0055: Parameter("max_speed", "最高速度", Whole(4, "km/h", most=1_000)),
    0x0083: Parameter("plate", "机动车号牌", Text()),
    0x0084: Parameter("plate_colour", "号牌颜色", Whole(1)),
}


def packed(number: int, value: Any) -> tuple[int, bytes]:
    """A listed parameter with its value. Raises ValueError naming it."""
    known = PARAMETERS[number]
    try:
        return number, known.form.pack(value)
    except ValueError as fault:
        raise ValueError(f"{known.name} ({known.zh}): {fault}") from None


def value_of(number: int, raw: bytes) -> Any:
    """What a listed parameter holds; None for one that is not listed or does not fit its form."""
    known = PARAMETERS.get(number)
    if known is None:
        return None
    try:
        value, behind = known.form.read(raw, 0)
    except FrameError:
        return None
    return value if behind == len(raw) else None


@dataclass(frozen=True)
class Parameters:
    """Id 4, length 1, value of each, behind their count of one byte."""

    def read(self, data: bytes, at: int) -> tuple[tuple[tuple[int, bytes], ...], int]:
        """Id and value of each, as they came."""
        if at >= len(data):
            raise FrameError("needs 1 byte, 0 are there; send the message again")
        found: list[tuple[int, bytes]] = []
        count, at = data[at], at + 1
        for place in range(count):
            behind = at + 5 + data[at + 4] if at + 5 <= len(data) else len(data) + 1
            if behind > len(data):
                raise FrameError(
                    f"parameter {place + 1} of {count} runs past the end at body byte {at}; "
                    "correct the count or that parameter's length"
                )
            found.append((int.from_bytes(data[at : at + 4], "big"), data[at + 5 : behind]))
            at = behind
        return tuple(found), at

    def pack(self, value: tuple[tuple[int, bytes], ...]) -> bytes:
        """The parameters behind their count."""
        if len(value) > 0xFF:
            raise ValueError(f"{len(value)} parameters; at most 255 in one message")
        wrong = [number for number, raw in value if not 0 <= number <= 0xFFFF_FFFF or len(raw) > 0xFF]
        if wrong:
            raise ValueError(f"parameter {wrong[0]}: ids to 4294967295, values of at most 255 bytes")
        each = (number.to_bytes(4, "big") + bytes((len(raw),)) + raw for number, raw in value)
        return bytes((len(value),)) + b"".join(each)
