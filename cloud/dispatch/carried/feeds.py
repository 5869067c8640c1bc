"""Adapters: what radios, drones and body cameras say of their places, in the form their systems say it. Pure.

The port is `Adapter`: bytes of one request in, places out; a line that says nothing is told with its
number and why, and holds up no other. A new system is one more adapter in `ADAPTERS`.

* `pdt-radio`: text, a line a radio, `<number> <RMC sentence>`, as gateways of PDT networks hand NMEA 0183 on:
  `15010301 $GNRMC,080301.00,A,4048.6000,N,11137.2000,E,12.0,90.0,301126,,,A*hh`. The checksum must hold.
* `drone`: JSON, one object or a list, with the integers of MAVLink's GLOBAL_POSITION_INT and the pilot's
  clock:
  `{"drone": "uav-1", "time_unix_usec": …, "lat": 408100000, "lon": 1116200000, "alt": 1120000, "vx": 0,
  "vy": 0}`.
* `body-camera`: XML, the notification MobilePosition of GB/T 28181-2022 A.2.5, in UTF-8 or GB 18030.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Final, NamedTuple, Protocol
from xml.etree import ElementTree

import msgspec

from cloud.dispatch.carried.gb28181 import is_code
from cloud.dispatch.deciding.words import Words
from telemetry.checksums import xor8

#: Places of one request at most.
MOST: Final = 500
_KNOT_KMH: Final = 1.852
_CHINA: Final = timezone(timedelta(hours=8))


class CarriedKind(StrEnum):
    """What is carried."""

    PDT_RADIO = "pdt-radio"
    DRONE = "drone"
    BODY_CAMERA = "body-camera"


CARRIED_NAMES: Final[dict[CarriedKind, Words]] = {
    CarriedKind.PDT_RADIO: Words("PDT 对讲机", "PDT radio"),
    CarriedKind.DRONE: Words("无人机", "drone"),
    CarriedKind.BODY_CAMERA: Words("单兵图传", "body camera"),
}
#: Whose place is its unit's place; a drone flies away from its own.
STAYS_WITH_UNIT: Final = frozenset({CarriedKind.PDT_RADIO, CarriedKind.BODY_CAMERA})


class Heard(NamedTuple):
    """One place: the device's number, degrees (WGS 84), km/h, metres above the sea, ms UTC."""

    number: str
    latitude: float
    longitude: float
    speed_kmh: float
    altitude_m: float | None
    at: int


class Refused(NamedTuple):
    """What could not be read: the line or item from 1, and why."""

    at: int
    why: str


@dataclass(frozen=True)
class Read:
    """What one request said."""

    heard: list[Heard]
    refused: list[Refused]


class Adapter(Protocol):
    """Reads what one system sends. Never raises for what it is sent."""

    def __call__(self, body: bytes) -> Read:
        """Places, and what could not be read."""
        ...


class _Bad(Exception):
    """Why one line says nothing."""


def _lines(items: list[str], one: Callable[[str], Heard]) -> Read:
    heard: list[Heard] = []
    refused: list[Refused] = []
    for at, item in enumerate(items, 1):
        try:
            if at > MOST:
                raise _Bad(f"more than {MOST} in one request")
            heard.append(_possible(one(item)))
        except _Bad as bad:
            refused.append(Refused(at, str(bad)))
    return Read(heard, refused[:MOST])


def _possible(told: Heard) -> Heard:
    if not (-90 <= told.latitude <= 90 and -180 <= told.longitude <= 180 and 0 <= told.speed_kmh <= 1000):
        raise _Bad("the place or the speed is not possible")
    if not 1 <= len(told.number) <= 64:
        raise _Bad("the number has 1 to 64 characters")
    return told


_RMC: Final = re.compile(r"\$(G[NPBL]RMC,([^*]{10,100}))\*([0-9A-Fa-f]{2})")


def _rmc(line: str) -> Heard:
    number, _, sentence = line.strip().partition(" ")
    found = _RMC.fullmatch(sentence.strip()) if sentence.isascii() else None
    if found is None:
        raise _Bad("not `<number> $GNRMC,…*hh`")
    if xor8(found[1].encode()) != int(found[3], 16):
        raise _Bad("the checksum does not hold")
    fields = found[2].split(",")
    if len(fields) < 9 or fields[1] != "A":
        raise _Bad("no fix (status is not A)")
    try:
        moment = datetime.strptime(fields[8] + fields[0][:6], "%d%m%y%H%M%S").replace(tzinfo=UTC)
        return Heard(
            number,
            _degrees(fields[2], fields[3], "S"),
            _degrees(fields[4], fields[5], "W"),
            float(fields[6] or 0) * _KNOT_KMH,
            None,
            round(moment.timestamp() * 1000),
        )
    except (ValueError, OverflowError):
        raise _Bad("a field is no number") from None


def _degrees(text: str, side: str, minus: str) -> float:
    whole, minutes = text.split(".")[0][:-2], float(text) % 100
    value = int(whole) + minutes / 60
    return -value if side == minus else value


def read_pdt(body: bytes) -> Read:
    """Lines of NMEA 0183 behind the radio's number."""
    lines = [line for line in body.decode("utf-8", "replace").splitlines() if line.strip()]
    return _lines(lines, _rmc)


class _Drone(msgspec.Struct):
    drone: str
    time_unix_usec: int
    lat: int
    lon: int
    alt: int = 0
    vx: int = 0
    vy: int = 0


_drones = msgspec.json.Decoder(_Drone | list[_Drone])


def read_drone(body: bytes) -> Read:
    """MAVLink's GLOBAL_POSITION_INT as JSON: degrees times 10⁷, millimetres, cm/s."""
    try:
        told = _drones.decode(body)
    except msgspec.DecodeError as bad:
        return Read([], [Refused(1, str(bad)[:200])])
    items = told if isinstance(told, list) else [told]
    read = _lines([str(at) for at in range(len(items))], lambda at: _flown(items[int(at)]))
    return read


def _flown(told: _Drone) -> Heard:
    if abs(told.vx) > 100_000 or abs(told.vy) > 100_000:
        raise _Bad("the speed is not possible")
    speed = (told.vx**2 + told.vy**2) ** 0.5 * 0.036
    return Heard(
        told.drone, told.lat / 1e7, told.lon / 1e7, speed, told.alt / 1000, told.time_unix_usec // 1000
    )


def read_body_camera(body: bytes) -> Read:
    """MobilePosition of GB/T 28181; a document type is refused, for it could name entities."""
    try:
        if b"<!" in body:
            raise _Bad("a document type or a comment is not taken")
        text = _decoded(body)
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))  # noqa: S314 no document type gets here
        return Read([_possible(_moved(root))], [])
    except (_Bad, ElementTree.ParseError, UnicodeDecodeError, LookupError) as bad:
        return Read([], [Refused(1, str(bad)[:200])])


def _decoded(body: bytes) -> str:
    gb = re.search(rb"encoding=[\"']gb", body[:100], re.IGNORECASE)
    return body.decode("gb18030" if gb else "utf-8")


def _moved(root: ElementTree.Element) -> Heard:
    if root.tag != "Notify" or root.findtext("CmdType") != "MobilePosition":
        raise _Bad("not a MobilePosition notification")
    code = (root.findtext("DeviceID") or "").strip()
    if not is_code(code):
        raise _Bad("DeviceID is no code of GB/T 28181 (twenty digits)")
    try:
        moment = datetime.fromisoformat((root.findtext("Time") or "").strip())
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=_CHINA)
        altitude = root.findtext("Altitude")
        return Heard(
            code,
            float(root.findtext("Latitude") or ""),
            float(root.findtext("Longitude") or ""),
            float(root.findtext("Speed") or 0),
            float(altitude) if altitude else None,
            round(moment.timestamp() * 1000),
        )
    except (ValueError, OverflowError):
        raise _Bad("Time, Longitude or Latitude cannot be read") from None


ADAPTERS: Final[Mapping[CarriedKind, Adapter]] = {
    CarriedKind.PDT_RADIO: read_pdt,
    CarriedKind.DRONE: read_drone,
    CarriedKind.BODY_CAMERA: read_body_camera,
}
