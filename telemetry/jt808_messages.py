"""The bodies of JT/T 808 messages: answers, registration, authentication, location."""

from __future__ import annotations

import struct
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from telemetry.errors import FrameError

_ENCODING = "gbk"
#: Terminals write China Standard Time.
CHINA = timezone(timedelta(hours=8))


class GeneralAnswer(NamedTuple):
    """0x0001 and 0x8001, 通用应答: `result` 0 done, 1 failed, 2 wrong, 3 not supported."""

    answers_serial: int
    answers_id: int
    result: int


class Heartbeat(NamedTuple):
    """0x0002, 终端心跳."""


class Register(NamedTuple):
    """0x0100, 终端注册. Text fields stand without their filling."""

    province: int
    city: int
    maker: str
    model: str
    terminal: str
    plate_colour: int
    plate: str


class RegisterAnswer(NamedTuple):
    """0x8100, 终端注册应答: `code` is the authentication code, given on success (`result` 0)."""

    answers_serial: int
    result: int
    code: str


class Authenticate(NamedTuple):
    """0x0102, 终端鉴权. `imei` and `software` exist since 2019."""

    code: str
    imei: str = ""
    software: str = ""


class Location(NamedTuple):
    """0x0200, 位置信息汇报. South and west are negative degrees. `at`: None when it is no time."""

    alarms: int
    status: int
    latitude_deg: float
    longitude_deg: float
    altitude_m: int
    speed_kmh: float
    direction_deg: int
    at: datetime | None
    items: tuple[tuple[int, bytes], ...] = ()

    @property
    def fixed(self) -> bool:
        """Whether the position can be believed."""
        return bool(self.status & _FIXED)


Body = GeneralAnswer | Heartbeat | Register | RegisterAnswer | Authenticate | Location

_ANSWER = struct.Struct(">HHB")
_LOCATION = struct.Struct(">IIIIHHH6s")
_FIXED, _SOUTH, _WEST = 1 << 1, 1 << 2, 1 << 3
#: For each edition: widths of maker, model and terminal id in a registration.
_REGISTER_WIDTHS = {2013: (5, 20, 7), 2019: (11, 30, 30)}
_IMEI_BYTES = 15

ALARM_BITS = {
    0: ("emergency", "紧急报警"),
    1: ("overspeed", "超速报警"),
    2: ("fatigue", "疲劳驾驶"),
    3: ("danger warning", "危险预警"),
    4: ("GNSS fault", "GNSS 模块故障"),
    5: ("antenna open", "GNSS 天线未接"),
    6: ("antenna short", "GNSS 天线短路"),
    7: ("main power low", "主电源欠压"),
    8: ("main power off", "主电源掉电"),
    9: ("display fault", "显示器故障"),
    10: ("TTS fault", "TTS 模块故障"),
    11: ("camera fault", "摄像头故障"),
    12: ("IC-card fault", "IC 卡模块故障"),
    20: ("area in or out", "进出区域"),
    21: ("route in or out", "进出路线"),
    22: ("section time", "路段行驶时间"),
    29: ("collision", "碰撞"),
    30: ("rollover", "侧翻"),
    31: ("illegal door", "非法开门"),
}
STATUS_BITS = {
    0: ("ACC on", "ACC 开"),
    1: ("fixed", "定位"),
    2: ("south", "南纬"),
    3: ("west", "西经"),
    4: ("out of service", "停运"),
    5: ("position encrypted", "经纬度加密"),
    10: ("fuel cut", "油路断开"),
    11: ("circuit cut", "电路断开"),
    12: ("door locked", "车门加锁"),
    18: ("GPS", "GPS"),
    19: ("BeiDou", "北斗"),
    20: ("GLONASS", "GLONASS"),
    21: ("Galileo", "Galileo"),
}
LOADS = {0: ("empty", "空车"), 1: ("half", "半载"), 3: ("full", "满载")}
#: Location items whose value is a number: name, factor, unit.
ITEMS = {0x01: ("mileage", 0.1, "km"), 0x02: ("fuel", 0.1, "L")}


def read_body(message_id: int, data: bytes, edition: int) -> Body | None:
    """The body as its type; None for a message that is not listed. Raises FrameError on a wrong size."""
    try:
        if message_id in (0x0001, 0x8001):
            return GeneralAnswer(*_ANSWER.unpack(data))
        if message_id == 0x0002:
            return Heartbeat() if not data else None
        if message_id == 0x0100:
            return _read_register(data, edition)
        if message_id == 0x8100:
            serial, result = struct.unpack_from(">HB", data)
            return RegisterAnswer(serial, result, _text(data[3:]))
        if message_id == 0x0102:
            return _read_authenticate(data, edition)
        if message_id == 0x0200:
            return _read_location(data)
    except struct.error as fault:
        raise FrameError(f"body of {message_id:04X} has {len(data)} bytes: {fault}") from fault
    return None


def pack_body(body: Body, edition: int) -> bytes:
    """The body as it travels. Raises ValueError on a field that does not fit."""
    try:
        if isinstance(body, GeneralAnswer):
            return _ANSWER.pack(*body)
        if isinstance(body, Heartbeat):
            return b""
        if isinstance(body, Register):
            return _pack_register(body, edition)
        if isinstance(body, RegisterAnswer):
            return struct.pack(">HB", body.answers_serial, body.result) + body.code.encode(_ENCODING)
        if isinstance(body, Authenticate):
            return _pack_authenticate(body, edition)
        return _pack_location(body)
    except struct.error as fault:
        raise ValueError(f"{body!r}: {fault}") from fault


def _read_register(data: bytes, edition: int) -> Register:
    widths = _REGISTER_WIDTHS[edition]
    layout = struct.Struct(f">HH{widths[0]}s{widths[1]}s{widths[2]}sB")
    province, city, maker, model, terminal, colour = layout.unpack_from(data)
    return Register(
        province, city, _text(maker), _text(model), _text(terminal), colour, _text(data[layout.size :])
    )


def _pack_register(body: Register, edition: int) -> bytes:
    fields = []
    for value, width in zip((body.maker, body.model, body.terminal), _REGISTER_WIDTHS[edition], strict=True):
        raw = value.encode(_ENCODING)
        if len(raw) > width:
            raise ValueError(f"{value!r}: {len(raw)} bytes; the field has {width}")
        fields.append(raw.ljust(width, b"\0"))
    head = struct.pack(">HH", body.province, body.city)
    return head + b"".join(fields) + struct.pack(">B", body.plate_colour) + body.plate.encode(_ENCODING)


def _read_authenticate(data: bytes, edition: int) -> Authenticate:
    if edition == 2013:
        return Authenticate(_text(data))
    length = data[0] if data else 0
    if len(data) < 1 + length + _IMEI_BYTES:
        raise FrameError(
            f"body of 0102: {len(data)} bytes; a code of {length} needs {1 + length + _IMEI_BYTES}"
        )
    imei_end = 1 + length + _IMEI_BYTES
    return Authenticate(
        _text(data[1 : 1 + length]), _text(data[1 + length : imei_end]), _text(data[imei_end:])
    )


def _pack_authenticate(body: Authenticate, edition: int) -> bytes:
    code = body.code.encode(_ENCODING)
    if edition == 2013:
        return code
    imei = body.imei.encode("ascii")
    if len(imei) > _IMEI_BYTES:
        raise ValueError(f"imei {body.imei!r}: at most {_IMEI_BYTES} characters")
    return (
        struct.pack(">B", len(code)) + code + imei.ljust(_IMEI_BYTES, b"\0") + body.software.encode(_ENCODING)
    )


def _read_location(data: bytes) -> Location:
    alarms, status, latitude, longitude, altitude, speed, direction, at = _LOCATION.unpack_from(data)
    items = []
    place = _LOCATION.size
    while place < len(data):
        if place + 2 > len(data) or place + 2 + data[place + 1] > len(data):
            raise FrameError(f"body of 0200, byte {place}: an item runs past the end")
        behind = place + 2 + data[place + 1]
        items.append((data[place], data[place + 2 : behind]))
        place = behind
    return Location(
        alarms,
        status,
        round(latitude / 1e6, 6) * (-1 if status & _SOUTH else 1),
        round(longitude / 1e6, 6) * (-1 if status & _WEST else 1),
        altitude,
        round(speed / 10, 1),
        direction,
        _time(at),
        tuple(items),
    )


def _pack_location(body: Location) -> bytes:
    if body.at is None:
        time = bytes(6)
    else:
        local = body.at.astimezone(CHINA)
        if not 2000 <= local.year <= 2099:
            raise ValueError(f"year {local.year}: the time holds 2000 to 2099")
        time = bytes.fromhex(f"{local:%y%m%d%H%M%S}")
    sign = (_SOUTH if body.latitude_deg < 0 else 0) | (_WEST if body.longitude_deg < 0 else 0)
    head = _LOCATION.pack(
        body.alarms,
        body.status & ~(_SOUTH | _WEST) | sign,
        round(abs(body.latitude_deg) * 1e6),
        round(abs(body.longitude_deg) * 1e6),
        body.altitude_m,
        round(body.speed_kmh * 10),
        body.direction_deg,
        time,
    )
    return head + b"".join(struct.pack(">BB", item, len(value)) + value for item, value in body.items)


def _time(raw: bytes) -> datetime | None:
    digits = raw.hex()
    if not digits.isdecimal():
        return None
    year, month, day, hour, minute, second = (int(digits[at : at + 2]) for at in range(0, 12, 2))
    try:
        return datetime(2000 + year, month, day, hour, minute, second, tzinfo=CHINA)
    except ValueError:
        return None


def _text(raw: bytes) -> str:
    return raw.strip(b"\0 ").decode(_ENCODING, "backslashreplace")


def describe_body(body: Body) -> dict[str, object]:
    """The body as plain data, bits in words."""
    if not isinstance(body, Location):
        return dict(body._asdict())
    load = body.status >> 8 & 0b11
    return {
        **body._asdict(),
        "at": body.at.isoformat() if body.at else None,
        "fixed": body.fixed,
        "alarms": _bits(ALARM_BITS, body.alarms),
        "status": _bits(STATUS_BITS, body.status & ~(0b11 << 8)),
        "load": {
            "code": load,
            "en": LOADS.get(load, ("reserved", ""))[0],
            "zh": LOADS.get(load, ("", "预留"))[1],
        },
        "items": [_item(item, value) for item, value in body.items],
    }


def _bits(names: dict[int, tuple[str, str]], value: int) -> dict[str, object]:
    on = [bit for bit in range(32) if value >> bit & 1]
    unknown = [(f"bit {bit}", f"位 {bit}") for bit in on]
    said = [names.get(bit, other) for bit, other in zip(on, unknown, strict=True)]
    return {"value": value, "bits": [{"en": en, "zh": zh} for en, zh in said]}


def _item(item: int, value: bytes) -> dict[str, object]:
    said: dict[str, object] = {"id": item, "hex": value.hex(" ").upper()}
    if item in ITEMS:
        name, factor, unit = ITEMS[item]
        raw = int.from_bytes(value, "big")
        said |= {"name": name, "raw": raw, "value": round(raw * factor, 3), "unit": unit}
    return said
