"""The bodies (消息体): one class each, its fields in the order of the wire."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from telemetry.jt808.location import Location


class Result(IntEnum):
    """What a general answer says (结果)."""

    DONE = 0
    FAILED = 1
    WRONG = 2
    UNSUPPORTED = 3
    #: Only the platform: an alarm was handled.
    ALARM_HANDLED = 4


class RegisterResult(IntEnum):
    """What an answer to a registration says."""

    DONE = 0
    VEHICLE_TAKEN = 1
    NO_SUCH_VEHICLE = 2
    TERMINAL_TAKEN = 3
    NO_SUCH_TERMINAL = 4


class GeneralAnswer(NamedTuple):
    """0x0001 and 0x8001, 通用应答. `result`: see `Result`."""

    answers_serial: int
    answers_id: int
    result: int


class Heartbeat(NamedTuple):
    """0x0002, 终端心跳."""


class Deregister(NamedTuple):
    """0x0003, 终端注销."""


class QueryLocation(NamedTuple):
    """0x8201, 位置信息查询."""


class MissingPackets(NamedTuple):
    """0x0005 and 0x8003, 补传分包请求: packets wanted again of the message that begins with that serial."""

    first_serial: int
    numbers: tuple[int, ...]


class Register(NamedTuple):
    """0x0100, 终端注册. Text fields stand without their filling."""

    #: The first two and the next four digits of the administrative code; 0: the platform's own.
    province: int
    city: int
    maker: str
    model: str
    terminal: str
    #: After JT/T 415; 0: not registered, then `plate` is the frame number.
    plate_colour: int
    plate: str


class RegisterAnswer(NamedTuple):
    """0x8100, 终端注册应答: `code` is the authentication code, given on success (`result` 0)."""

    answers_serial: int
    result: int
    code: str = ""


class Authenticate(NamedTuple):
    """0x0102, 终端鉴权. `imei` and `software` exist since 2019."""

    code: str
    imei: str = ""
    software: str = ""


class LocationReport(NamedTuple):
    """0x0200, 位置信息汇报."""

    location: Location


class LocationAnswer(NamedTuple):
    """0x0201, 位置信息查询应答."""

    answers_serial: int
    location: Location


class BatchKind(IntEnum):
    """Why locations come together."""

    NORMAL = 0
    #: Kept while there was no network (盲区补报).
    BLIND_AREA = 1


class LocationBatch(NamedTuple):
    """0x0704, 定位数据批量上传."""

    total: int
    kind: int
    locations: tuple[Location, ...]

    @classmethod
    def of(cls, locations: Sequence[Location], kind: BatchKind = BatchKind.NORMAL) -> LocationBatch:
        """A batch of these."""
        return cls(len(locations), kind, tuple(locations))


class SetParameters(NamedTuple):
    """0x8103, 设置终端参数: id and raw value of each; see `telemetry.jt808.parameters`."""

    parameters: tuple[tuple[int, bytes], ...]


class TextFlag(IntEnum):
    """What becomes of a text, one bit each, as both editions have them."""

    DISPLAY = 1 << 2
    READ_ALOUD = 1 << 3


#: Bits 0 and 1 of the flag are one bit of the 2013 edition and a kind of the 2019 edition.
URGENT = {2013: 0b01, 2019: 0b10}
ORDINARY = {2013: 0b00, 2019: 0b01}


class Text(NamedTuple):
    """0x8300, 文本信息下发. `kind` exists since 2019: 1 notice, 2 service."""

    flag: int
    text: str
    kind: int = 1


Body = (
    GeneralAnswer
    | Heartbeat
    | Deregister
    | QueryLocation
    | MissingPackets
    | Register
    | RegisterAnswer
    | Authenticate
    | LocationReport
    | LocationAnswer
    | LocationBatch
    | SetParameters
    | Text
)
