"""The type flags (类型标志) of table 3: what each carries, which way, and how many objects in a frame."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from telemetry.gb26875 import bodies
from telemetry.gb26875.layout import Layout
from telemetry.terms import Term


class Direction(StrEnum):
    """Which way a type goes: to the centre, or from it."""

    UP = "up"
    DOWN = "down"


class TypeFlag(NamedTuple):
    """One type: code, names, direction, layout of an object, and the most objects in a frame."""

    code: int
    en: str
    zh: str
    direction: Direction
    layout: Layout
    max_count: int


_UP, _DOWN = Direction.UP, Direction.DOWN
_READ_SYSTEM = Layout(bodies.ReadSystem, "BB")
_READ_COMPONENT = Layout(bodies.ReadComponent, "BB4s")
_READ_UITD = Layout(bodies.ReadUitd, "B")

_TABLE = (
    TypeFlag(
        1,
        "upload facility system state",
        "上传建筑消防设施系统状态",
        _UP,
        Layout(bodies.SystemState, "BBH", timed=True),
        102,
    ),
    TypeFlag(
        2,
        "upload component run state",
        "上传建筑消防设施部件运行状态",
        _UP,
        Layout(bodies.ComponentState, "BBB4sH31s", timed=True),
        22,
    ),
    TypeFlag(
        3,
        "upload component analog value",
        "上传建筑消防设施部件模拟量值",
        _UP,
        Layout(bodies.AnalogValue, "BBB4sBh", timed=True),
        63,
    ),
    TypeFlag(
        4,
        "upload facility operation record",
        "上传建筑消防设施操作信息",
        _UP,
        Layout(bodies.SystemOperation, "BBBB", timed=True),
        102,
    ),
    TypeFlag(
        5,
        "upload facility software version",
        "上传建筑消防设施软件版本",
        _UP,
        Layout(bodies.SystemVersion, "BBBB"),
        1,
    ),
    TypeFlag(
        6,
        "upload facility system configuration",
        "上传建筑消防设施系统配置情况",
        _UP,
        Layout(bodies.SystemConfiguration, "BB", texted=True),
        3,
    ),
    TypeFlag(
        7,
        "upload component configuration",
        "上传建筑消防设施部件配置情况",
        _UP,
        Layout(bodies.ComponentConfiguration, "BBB4s31s"),
        26,
    ),
    TypeFlag(
        8,
        "upload facility system time",
        "上传建筑消防设施系统时间",
        _UP,
        Layout(bodies.SystemTime, "BB", timed=True),
        1,
    ),
    TypeFlag(
        21,
        "upload UITD run state",
        "上传用户信息传输装置运行状态",
        _UP,
        Layout(bodies.UitdState, "B", timed=True),
        1,
    ),
    TypeFlag(
        24,
        "upload UITD operation record",
        "上传用户信息传输装置操作信息",
        _UP,
        Layout(bodies.UitdOperation, "BB", timed=True),
        127,
    ),
    TypeFlag(
        25,
        "upload UITD software version",
        "上传用户信息传输装置软件版本",
        _UP,
        Layout(bodies.UitdVersion, "BB"),
        1,
    ),
    TypeFlag(
        26,
        "upload UITD configuration",
        "上传用户信息传输装置配置情况",
        _UP,
        Layout(bodies.UitdConfiguration, "", texted=True),
        1,
    ),
    TypeFlag(
        28,
        "upload UITD system time",
        "上传用户信息传输装置系统时间",
        _UP,
        Layout(bodies.UitdTime, "", timed=True),
        1,
    ),
    TypeFlag(61, "read facility system state", "读建筑消防设施系统状态", _DOWN, _READ_SYSTEM, 102),
    TypeFlag(62, "read component run state", "读建筑消防设施部件运行状态", _DOWN, _READ_COMPONENT, 22),
    TypeFlag(63, "read component analog value", "读建筑消防设施部件模拟量值", _DOWN, _READ_COMPONENT, 63),
    TypeFlag(
        64,
        "read facility operation records",
        "读建筑消防设施操作信息",
        _DOWN,
        Layout(bodies.ReadSystemRecords, "BBB", timed=True),
        1,
    ),
    TypeFlag(65, "read facility software version", "读建筑消防设施软件版本", _DOWN, _READ_SYSTEM, 1),
    TypeFlag(66, "read facility system configuration", "读建筑消防设施系统配置情况", _DOWN, _READ_SYSTEM, 3),
    TypeFlag(67, "read component configuration", "读建筑消防设施部件配置情况", _DOWN, _READ_COMPONENT, 26),
    TypeFlag(68, "read facility system time", "读建筑消防设施系统时间", _DOWN, _READ_SYSTEM, 1),
    TypeFlag(81, "read UITD run state", "读用户信息传输装置运行状态", _DOWN, _READ_UITD, 1),
    TypeFlag(
        84,
        "read UITD operation records",
        "读用户信息传输装置操作信息记录",
        _DOWN,
        Layout(bodies.ReadUitdRecords, "B", timed=True),
        1,
    ),
    TypeFlag(85, "read UITD software version", "读用户信息传输装置软件版本", _DOWN, _READ_UITD, 1),
    TypeFlag(86, "read UITD configuration", "读用户信息传输装置配置情况", _DOWN, _READ_UITD, 1),
    TypeFlag(88, "read UITD system time", "读用户信息传输装置系统时间", _DOWN, _READ_UITD, 1),
    TypeFlag(89, "initialise UITD", "初始化用户信息传输装置", _DOWN, _READ_UITD, 1),
    TypeFlag(
        90,
        "synchronise UITD clock",
        "同步用户信息传输装置时钟",
        _DOWN,
        Layout(bodies.SetUitdClock, "", timed=True),
        1,
    ),
    TypeFlag(91, "duty check", "查岗命令", _DOWN, Layout(bodies.DutyCheck, "B"), 1),
)

TYPE_FLAGS = {entry.code: entry for entry in _TABLE}

INITIALISE, SET_CLOCK, DUTY_CHECK = 89, 90, 91
#: The types that a centre sends with command 1; every other downlink type is a query.
CONTROL_TYPES = frozenset({INITIALISE, SET_CLOCK, DUTY_CHECK})
_ANSWER_DISTANCE = 60


def answer_type(query: int) -> int:
    """The type of the response to a query: 61 is answered by 1, 88 by 28."""
    return query - _ANSWER_DISTANCE


def name_of(code: int) -> Term:
    """The type's names; one the table lacks is named by its range."""
    known = TYPE_FLAGS.get(code)
    if known is not None:
        return Term(code, known.en, known.zh)
    if 128 <= code <= 254:
        return Term(code, f"user-defined {code}", f"用户自定义 {code}")
    return Term(code, f"reserved {code}", f"预留 {code}")
