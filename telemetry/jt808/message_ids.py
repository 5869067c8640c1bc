"""Message ids (消息ID) with their names in both languages."""

from __future__ import annotations

from typing import Final

from telemetry.terms import Term, TermTable

TERMINAL_ANSWER: Final = 0x0001
HEARTBEAT: Final = 0x0002
DEREGISTER: Final = 0x0003
TERMINAL_MISSING_PACKETS: Final = 0x0005
REGISTER: Final = 0x0100
AUTHENTICATE: Final = 0x0102
LOCATION: Final = 0x0200
LOCATION_ANSWER: Final = 0x0201
LOCATION_BATCH: Final = 0x0704
PLATFORM_ANSWER: Final = 0x8001
PLATFORM_MISSING_PACKETS: Final = 0x8003
REGISTER_ANSWER: Final = 0x8100
SET_PARAMETERS: Final = 0x8103
QUERY_LOCATION: Final = 0x8201
TEXT: Final = 0x8300

MESSAGES = TermTable(
    "message id 消息ID",
    (
        Term(TERMINAL_ANSWER, "terminal general answer", "终端通用应答"),
        Term(HEARTBEAT, "heartbeat", "终端心跳"),
        Term(DEREGISTER, "deregister", "终端注销"),
        Term(TERMINAL_MISSING_PACKETS, "terminal asks for missing packets", "终端补传分包请求"),
        Term(REGISTER, "register", "终端注册"),
        Term(AUTHENTICATE, "authenticate", "终端鉴权"),
        Term(LOCATION, "location report", "位置信息汇报"),
        Term(LOCATION_ANSWER, "location answer", "位置信息查询应答"),
        Term(LOCATION_BATCH, "location batch", "定位数据批量上传"),
        Term(PLATFORM_ANSWER, "platform general answer", "平台通用应答"),
        Term(PLATFORM_MISSING_PACKETS, "platform asks for missing packets", "服务器补传分包请求"),
        Term(REGISTER_ANSWER, "register answer", "终端注册应答"),
        Term(SET_PARAMETERS, "set parameters", "设置终端参数"),
        Term(QUERY_LOCATION, "query location", "位置信息查询"),
        Term(TEXT, "text", "文本信息下发"),
    ),
)


def name_of(message_id: int) -> Term:
    """The term of an id; for one the table lacks, one that keeps the number."""
    unknown = Term(message_id, f"unknown {message_id:04X}", f"未知 {message_id:04X}")
    return MESSAGES.get(message_id, unknown)
