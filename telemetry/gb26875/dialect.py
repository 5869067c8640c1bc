"""Which edition of part 3 a peer speaks: that of 2011 is in force, a later one is one more entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from telemetry.gb26875.type_flags import TYPE_FLAGS, TypeFlag
from telemetry.terms import Term, TermTable


class Command(IntEnum):
    """The command byte (命令字节), table 2."""

    CONTROL = 1
    SEND = 2
    CONFIRM = 3
    REQUEST = 4
    RESPONSE = 5
    DENY = 6


COMMANDS = TermTable(
    "command byte 命令字节",
    (
        Term(1, "control", "控制命令"),
        Term(2, "send data", "发送数据"),
        Term(3, "confirm", "确认"),
        Term(4, "request", "请求"),
        Term(5, "response", "应答"),
        Term(6, "deny", "否认"),
    ),
)
#: From here on a command byte is the user's own (用户自行定义); below, what the table lacks is a check error.
FIRST_USER_COMMAND = 128


@dataclass(frozen=True, slots=True)
class Dialect:
    """One edition: its markers, limits and tables."""

    name: str
    start: bytes
    end: bytes
    main_version: int
    max_adu_bytes: int
    commands: TermTable
    types: Mapping[int, TypeFlag]

    def knows_command(self, command: int) -> bool:
        """Whether the command byte may stand in a frame."""
        return command in self.commands or command >= FIRST_USER_COMMAND


EDITION_2011 = Dialect(
    name="GB/T 26875.3-2011",
    start=b"@@",
    end=b"##",
    main_version=1,
    max_adu_bytes=1024,
    commands=COMMANDS,
    types=TYPE_FLAGS,
)
DIALECTS = {"2011": EDITION_2011}
