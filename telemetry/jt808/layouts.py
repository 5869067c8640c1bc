"""Which fields the body of each message has, by edition, and the walk over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telemetry.errors import FrameError
from telemetry.jt808 import message_ids as ids
from telemetry.jt808.bodies import (
    Authenticate,
    Body,
    Deregister,
    GeneralAnswer,
    Heartbeat,
    LocationAnswer,
    LocationBatch,
    LocationReport,
    MissingPackets,
    QueryLocation,
    Register,
    RegisterAnswer,
    SetParameters,
    Text,
)
from telemetry.jt808.fields import CountedText, Field, Numbers, Whole
from telemetry.jt808.fields import Text as TextForm
from telemetry.jt808.frame import Message
from telemetry.jt808.location import Locations, OneLocation
from telemetry.jt808.parameters import Parameters

Fields = tuple[Field, ...]


def _nothing_wrong(_body: Any) -> str | None:
    return None


@dataclass(frozen=True)
class Layout:
    """A body's class and its fields in each edition; a field an edition lacks keeps its default.

    `fault` says what is wrong with fields that do not fit each other.
    """

    body: type[Any]
    fields_2013: Fields
    fields_2019: Fields
    fault: Callable[[Any], str | None] = _nothing_wrong

    def fields(self, edition: int) -> Fields:
        """Those of an edition, in the order of the wire."""
        return self.fields_2013 if edition == 2013 else self.fields_2019

    def read(self, data: bytes, edition: int) -> Body:
        """The body that fills `data`. Raises FrameError."""
        values: dict[str, Any] = {}
        at = 0
        for field in self.fields(edition):
            values[field.name], at = field.read(data, at)
        if at != len(data):
            raise FrameError(
                f"body byte {at}: {len(data) - at} bytes behind the last field; "
                f"check that the terminal speaks the {edition} edition"
            )
        body: Body = self.body(**values)
        fault = self.fault(body)
        if fault is not None:
            raise FrameError(fault)
        return body

    def pack(self, body: Body, edition: int) -> bytes:
        """The body as it travels. Raises ValueError naming the field."""
        if not isinstance(body, self.body):
            raise ValueError(f"{type(body).__name__} given; this message carries {self.body.__name__}")
        fault = self.fault(body)
        if fault is not None:
            raise ValueError(fault)
        return b"".join(field.pack(getattr(body, field.name)) for field in self.fields(edition))


def _both(body: type[Any], *fields: Field, fault: Callable[[Any], str | None] = _nothing_wrong) -> Layout:
    return Layout(body, fields, fields, fault)


def _count_fault(batch: LocationBatch) -> str | None:
    if batch.total == len(batch.locations):
        return None
    return (
        f"body byte 0: total (数据项个数) says {batch.total} locations, {len(batch.locations)} are there; "
        "send the batch again"
    )


_ANSWERED = Field("answers_serial", "应答流水号", Whole(2))
_PLACE = (Field("province", "省域ID", Whole(2)), Field("city", "市县域ID", Whole(2)))
_PLATE = (Field("plate_colour", "车牌颜色", Whole(1)), Field("plate", "车辆标识", TextForm()))


def _registered(maker: int, model: int, terminal: int) -> Fields:
    names = (("maker", "制造商ID", maker), ("model", "终端型号", model), ("terminal", "终端ID", terminal))
    return (*_PLACE, *(Field(name, zh, TextForm(size)) for name, zh, size in names), *_PLATE)


def _missing(count_size: int) -> Fields:
    return (
        Field("first_serial", "原始消息流水号", Whole(2)),
        Field("numbers", "重传包ID列表", Numbers(count_size)),
    )


_GENERAL_ANSWER = _both(
    GeneralAnswer, _ANSWERED, Field("answers_id", "应答ID", Whole(2)), Field("result", "结果", Whole(1))
)
_MISSING = Layout(MissingPackets, _missing(1), _missing(2))
_LOCATION = Field("location", "位置信息", OneLocation())
_TEXT_FLAG, _TEXT = Field("flag", "标志", Whole(1)), Field("text", "文本信息", TextForm(most=1024))

LAYOUTS: dict[int, Layout] = {
    ids.TERMINAL_ANSWER: _GENERAL_ANSWER,
    ids.PLATFORM_ANSWER: _GENERAL_ANSWER,
    ids.HEARTBEAT: _both(Heartbeat),
    ids.DEREGISTER: _both(Deregister),
    ids.QUERY_LOCATION: _both(QueryLocation),
    ids.TERMINAL_MISSING_PACKETS: _MISSING,
    ids.PLATFORM_MISSING_PACKETS: _MISSING,
    ids.REGISTER: Layout(Register, _registered(5, 20, 7), _registered(11, 30, 30)),
    ids.REGISTER_ANSWER: _both(
        RegisterAnswer, _ANSWERED, Field("result", "结果", Whole(1)), Field("code", "鉴权码", TextForm())
    ),
    ids.AUTHENTICATE: Layout(
        Authenticate,
        (Field("code", "鉴权码", TextForm()),),
        (
            Field("code", "鉴权码内容", CountedText()),
            Field("imei", "终端IMEI", TextForm(15)),
            Field("software", "软件版本号", TextForm()),
        ),
    ),
    ids.LOCATION: _both(LocationReport, _LOCATION),
    ids.LOCATION_ANSWER: _both(LocationAnswer, _ANSWERED, _LOCATION),
    ids.LOCATION_BATCH: _both(
        LocationBatch,
        Field("total", "数据项个数", Whole(2)),
        Field("kind", "位置数据类型", Whole(1)),
        Field("locations", "位置汇报数据项", Locations()),
        fault=_count_fault,
    ),
    ids.SET_PARAMETERS: _both(SetParameters, Field("parameters", "参数项列表", Parameters())),
    ids.TEXT: Layout(Text, (_TEXT_FLAG, _TEXT), (_TEXT_FLAG, Field("kind", "文本类型", Whole(1)), _TEXT)),
}


def read_body(message: Message) -> Body | None:
    """The body as its class. None: it is not listed, encrypted, or only a packet of several.

    Raises FrameError naming the byte of the body, the field and the cure.
    """
    layout = LAYOUTS.get(message.id)
    if layout is None or message.packets or message.encryption:
        return None
    return layout.read(message.body, message.edition)


def pack_body(message_id: int, body: Body, edition: int) -> bytes:
    """The body as it travels. Raises ValueError naming the field."""
    return LAYOUTS[message_id].pack(body, edition)


def compose(message_id: int, phone: str, serial: int, body: Body, *, edition: int = 2013) -> Message:
    """A message with a typed body; one of more than 1023 bytes is yet to be split (`split.packets_of`)."""
    return Message(message_id, phone, serial, pack_body(message_id, body, edition), edition)
