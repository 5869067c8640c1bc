"""What can stand on an incident's timeline, and the states of an incident: tables. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from cloud.dispatch.deciding.words import Words


class IncidentState(StrEnum):
    """How far an incident has come."""

    OPEN = "open"
    UNDER_WAY = "under-way"
    CLOSED = "closed"
    MERGED = "merged"


STATE_NAMES: Final[dict[IncidentState, Words]] = {
    IncidentState.OPEN: Words("待调派", "nobody sent yet"),
    IncidentState.UNDER_WAY: Words("处置中", "under way"),
    IncidentState.CLOSED: Words("已结案", "closed"),
    IncidentState.MERGED: Words("已合并", "merged"),
}
STANDING: Final = (IncidentState.OPEN, IncidentState.UNDER_WAY)


class Source(StrEnum):
    """Who reports."""

    ALARM = "alarm"
    CALL = "call"
    DEPARTMENT = "department"
    CITIZEN = "citizen"


SOURCE_NAMES: Final[dict[Source, Words]] = {
    Source.ALARM: Words("物联网报警", "fire alarm"),
    Source.CALL: Words("119 电话", "119 call"),
    Source.DEPARTMENT: Words("联动部门", "another department"),
    Source.CITIZEN: Words("群众上报", "a citizen"),
}


class Happening(StrEnum):
    """One thing that happened."""

    OPEN = "open"
    REPORT = "report"
    MERGE = "merge"
    SPLIT = "split"
    CHANGE = "change"
    ANSWER = "answer"
    GRADE = "grade"
    DECIDE = "decide"
    ASK = "ask"
    STOP = "stop"
    SHORT = "short"
    ORDER = "order"
    REVERSE = "reverse"
    CANCEL = "cancel"
    WITHDRAWN = "withdrawn"
    UNIT = "unit"
    RELEASE = "release"
    ROLE = "role"
    NOTE = "note"
    ATTACHMENT = "attachment"
    HOLD = "hold"
    HAND_OVER = "hand-over"
    READING = "reading"
    ACCEPT = "accept"
    UNACCEPTED = "unaccepted"
    MESSAGE = "message"
    FORCE = "force"
    CLOSE = "close"


HAPPENING_NAMES: Final[dict[Happening, Words]] = {
    Happening.OPEN: Words("立案", "opened"),
    Happening.REPORT: Words("接报", "reported"),
    Happening.MERGE: Words("合并", "merged"),
    Happening.SPLIT: Words("拆分", "split"),
    Happening.CHANGE: Words("修改", "changed"),
    Happening.ANSWER: Words("询问", "asked"),
    Happening.GRADE: Words("升级", "grade raised"),
    Happening.DECIDE: Words("自动决策", "decided by the centre"),
    Happening.ASK: Words("请人工决定", "a person is asked"),
    Happening.STOP: Words("停止自动调派", "automatic orders stopped"),
    Happening.SHORT: Words("力量不足", "too little force"),
    Happening.ORDER: Words("调派", "ordered"),
    Happening.REVERSE: Words("撤销自动调派", "automatic order reversed"),
    Happening.CANCEL: Words("取消调派", "order cancelled"),
    Happening.WITHDRAWN: Words("派警请求撤回", "dispatch request withdrawn"),
    Happening.UNIT: Words("力量动态", "unit"),
    Happening.RELEASE: Words("归队", "released"),
    Happening.ROLE: Words("职责", "role"),
    Happening.NOTE: Words("记录", "note"),
    Happening.ATTACHMENT: Words("附件", "attachment"),
    Happening.HOLD: Words("受理", "taken"),
    Happening.HAND_OVER: Words("交接", "handed over"),
    Happening.READING: Words("读数", "reading"),
    Happening.ACCEPT: Words("受令", "order accepted"),
    Happening.UNACCEPTED: Words("命令未受理", "order not accepted"),
    Happening.MESSAGE: Words("消息", "message"),
    Happening.FORCE: Words("请求增援", "force asked for"),
    Happening.CLOSE: Words("结案", "closed"),
}


class RoleKind(StrEnum):
    """Who is what at an incident."""

    COMMANDER = "commander"
    SAFETY = "safety"
    WATER = "water"
    LIAISON = "liaison"
    KEYHOLDER = "keyholder"
    OTHER = "other"


ROLE_NAMES: Final[dict[RoleKind, Words]] = {
    RoleKind.COMMANDER: Words("现场指挥员", "incident commander"),
    RoleKind.SAFETY: Words("安全员", "safety officer"),
    RoleKind.WATER: Words("供水员", "water officer"),
    RoleKind.LIAISON: Words("联络员", "liaison"),
    RoleKind.KEYHOLDER: Words("持钥匙人", "keyholder"),
    RoleKind.OTHER: Words("其他", "other"),
}
