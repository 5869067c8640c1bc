"""What the bits of states and operations mean: figures 6, 7, 9, 13 and 14.

Bits 0 to 8 of a component's state are the suite's own state bits (`telemetry.event_kinds`). A device in alarm
often leaves bit 0 at 0, which read strictly is *test*: an alarm bit always counts, whatever bit 0 says.
"""

from __future__ import annotations

from typing import NamedTuple


class Bit(NamedTuple):
    """One bit: its name in code, what it says when it is 1 and, where that means something, when it is 0."""

    bit: int
    slug: str
    en: str
    zh: str
    clear_en: str = ""
    clear_zh: str = ""


_NORMAL = Bit(0, "normal", "normal running", "正常运行状态", "test", "测试状态")
_SHARED = (
    _NORMAL,
    Bit(1, "fire", "fire alarm", "火警"),
    Bit(2, "fault", "fault", "故障"),
    Bit(3, "disabled", "disabled", "屏蔽"),
    Bit(4, "supervisory", "supervisory", "监管"),
    Bit(5, "started", "started (open)", "启动(开启)"),
    Bit(6, "feedback", "feedback", "反馈"),
    Bit(7, "delay", "delaying", "延时状态"),
)
COMPONENT_STATE = (*_SHARED, Bit(8, "power-fault", "power fault", "电源故障"))
SYSTEM_STATE = (
    *_SHARED,
    Bit(8, "mains-fault", "main power fault", "主电故障"),
    Bit(9, "battery-fault", "standby power fault", "备电故障"),
    Bit(10, "bus-fault", "bus fault", "总线故障"),
    Bit(11, "manual", "manual mode", "手动状态"),
    Bit(12, "reconfigured", "configuration changed", "配置改变"),
    Bit(13, "reset", "reset", "复位"),
)
UITD_STATE = (
    Bit(0, "normal", "normal monitoring", "正常监视状态", "test", "测试状态"),
    Bit(1, "fire", "fire alarm", "火警"),
    Bit(2, "fault", "fault", "故障"),
    Bit(3, "mains-fault", "main power fault", "主电故障"),
    Bit(4, "battery-fault", "standby power fault", "备电故障"),
    Bit(5, "centre-line-fault", "channel to the centre faulty", "与监控中心通信信道故障"),
    Bit(6, "monitored-line-fault", "monitored line faulty", "监测连接线路故障"),
)
_OPERATIONS = (
    Bit(0, "reset", "reset", "复位"),
    Bit(1, "silence", "silence", "消音"),
    Bit(2, "manual-alarm", "manual alarm", "手动报警"),
    Bit(3, "cleared", "alarm cleared", "警情消除"),
    Bit(4, "self-test", "self-test", "自检"),
)
SYSTEM_OPERATION = (
    *_OPERATIONS,
    Bit(5, "confirm", "confirm", "确认"),
    Bit(6, "test", "test", "测试"),
)
UITD_OPERATION = (
    *_OPERATIONS,
    Bit(5, "duty-answer", "duty-check answer", "查岗应答"),
    Bit(6, "test", "test", "测试"),
)

#: Bits that make bit 0 = 0 an oddity rather than a test.
ALARM_BITS = 0b1_1111_1110


def slugs(table: tuple[Bit, ...], value: int) -> frozenset[str]:
    """The names in code of the bits that are 1."""
    return frozenset(entry.slug for entry in table if value >> entry.bit & 1)


def reserved(table: tuple[Bit, ...], value: int) -> list[int]:
    """The numbers of bits that are 1 although the standard reserves them."""
    known = sum(1 << entry.bit for entry in table)
    return [bit for bit in range(16) if value & ~known & 1 << bit]


def told(table: tuple[Bit, ...], value: int) -> list[dict[str, object]]:
    """What the bits say, for people: every 1, every 0 that has a meaning, reserved ones by number."""
    said: list[dict[str, object]] = []
    for entry in table:
        if value >> entry.bit & 1:
            said.append({"bit": entry.bit, "en": entry.en, "zh": entry.zh})
        elif entry.clear_en:
            said.append({"bit": entry.bit, "en": entry.clear_en, "zh": entry.clear_zh})
    for bit in reserved(table, value):
        said.append({"bit": bit, "en": f"reserved bit {bit}", "zh": f"预留位 {bit}"})
    return said
