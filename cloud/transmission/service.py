"""Registering transmission devices, and what those said that are adopted. Opens and commits nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.direct.speech import Speech
from cloud.enrolment import ownership
from cloud.enrolment.ownership import Home
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees
from cloud.registry.homes import DIRECT
from cloud.registry.tables import Gateway
from cloud.transmission import repetition, repository
from cloud.transmission.roster import Entry, habits_of
from cloud.transmission.schemas import AdoptIn, DeviceChange, DeviceIn
from cloud.transmission.tables import TransmissionDevice, TransmissionFrame, TransmissionSpeaker
from cloud.transmission.translation import may_be_fire, words_of
from device_profiles.loader import ProfileError
from device_profiles.uitd import reading
from device_profiles.uitd.merged import MergedStates
from runtime.logging import get_logger
from telemetry.gb26875 import adu as units
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.addresses import DEVICE_HABITS
from telemetry.gb26875.dialect import DIALECTS

log = get_logger("transmission")


def packed_address(told: DeviceIn) -> bytes:
    """The six bytes of an address as people write it. Raises ApiError."""
    _check_profile(told.profile)
    try:
        return DEVICE_HABITS[habits_of(told.profile).device_address].pack(told.address)
    except ValueError as fault:
        raise ApiError(
            422,
            "bad-address",
            f"装置地址 {told.address} 与配置文件 {told.profile} 的地址写法不符。请更正地址或更换配置文件。",
            f"{fault}; correct it, or choose another profile.",
            "body.address",
        ) from None


def register(
    session: Session, asker: Asker, told: DeviceChange, address: bytes, host: str, now: int, missed: float
) -> TransmissionDevice:
    """Enter a device into the registry, with its virtual gateway. Raises ApiError."""
    _check_profile(told.profile)
    _check_scope(asker, told)
    if repository.device_at(session, address.hex(), host) is not None:
        raise ApiError(
            409,
            "address-taken",
            f"地址 {address.hex().upper()} 已登记。",
            f"The address {address.hex().upper()} is registered already.",
            "body.address",
        )
    gateway = f"uitd-{address.hex()}" + (f"-{_safe(host)}" if host else "")
    if repository.gateway_taken(session, gateway):
        raise ApiError(
            409,
            "gateway-taken",
            f"由该地址和主机得出的网关编号 {gateway} 已被另一装置使用。请核对主机地址。",
            f"Address and host give the gateway id {gateway}, which another device has. Check the host.",
            "body.host",
        )
    home = Home(told.area, told.organisation_id, told.building_id)
    ownership.may_become(session, asker, gateway, home, now, "body.address")
    row = TransmissionDevice(
        address=address.hex(),
        host=host,
        gateway=gateway,
        created_at=now,
        created_by=asker.name,
        version=repository.next_version(session),
        **_fields(told),
    )
    session.add(row)
    session.flush()
    bind_gateway(session, gateway, told, told.keep_alive_s / missed, now)
    audit.record(
        session, asker, "transmission-device.register", f"transmission-device/{row.id}", None, shown(row)
    )
    return row


def adopt(
    session: Session, asker: Asker, speaker: TransmissionSpeaker, told: AdoptIn, now: int, missed: float
) -> TransmissionDevice:
    """Register one that spoke, or go on with one that is registered, as it is. Raises ApiError."""
    host = speaker.host if told.bound_to_host else ""
    held = repository.device_at(session, speaker.address, speaker.host) or repository.device_at(
        session, speaker.address, host
    )
    if held is not None and held.enabled and held.area == told.area:
        return held
    return register(session, asker, told, bytes.fromhex(speaker.address), host, now, missed)


def change(
    session: Session, asker: Asker, number: int, told: DeviceChange, now: int, missed: float
) -> TransmissionDevice:
    """Change a device. Raises ApiError."""
    _check_profile(told.profile)
    row = found(session, asker, number)
    _check_scope(asker, told)
    if row.area != told.area:
        raise ApiError(
            409,
            "area-bound",
            f"装置已归属 {row.area},其数据按该行政区划保存,不能改区。",
            f"The device is bound to {row.area}, under which its data is kept; the area cannot change.",
            "body.area",
        )
    home = Home(told.area, told.organisation_id, told.building_id)
    if home != (row.area, row.organisation_id, row.building_id):
        ownership.check_home(session, home)
    before = shown(row)
    for name, value in _fields(told).items():
        setattr(row, name, value)
    row.version = repository.next_version(session)
    bind_gateway(session, row.gateway, told, told.keep_alive_s / missed, now)
    audit.record(
        session, asker, "transmission-device.change", f"transmission-device/{row.id}", before, shown(row)
    )
    return row


def found(session: Session, asker: Asker, number: int) -> TransmissionDevice:
    """One device in the asker's scope, or ApiError 404."""
    row = repository.device(session, asker, number)
    if row is None:
        raise not_found("用户信息传输装置", "transmission device", f"transmission-devices/{number}")
    return row


def bind_gateway(session: Session, gateway: str, told: Any, interval_s: float, now: int) -> None:
    """The registry knows the virtual gateway from the start: where it belongs, how long it may be silent."""
    row = session.get(Gateway, gateway)
    if row is None:
        row = Gateway(
            gateway=gateway,
            area=told.area,
            first_seen=now,
            last_seen=now,
            link="online",
            building_zh="",
            building_en="",
            health_seq=0,
            counts=[],
            buses=[],
            profiles={},
            vitals={},
        )
        session.add(row)
    row.interval_s, row.way = interval_s, DIRECT
    row.organisation_id, row.building_id = told.organisation_id, told.building_id


def replays(
    entry: Entry, frames: Sequence[TransmissionFrame]
) -> Iterator[tuple[TransmissionFrame, Speech | Exception]]:
    """What one's frames said while it was not registered, each at its own time; or why nobody can read it."""
    states = MergedStates()
    parts: set[str] = set()
    for kept in frames:
        try:
            yield kept, _replay(entry, kept, states, parts)
        except Exception as fault:
            log.exception("a kept frame could not be read", gateway=entry.gateway)
            yield kept, fault


def _replay(entry: Entry, kept: TransmissionFrame, states: MergedStates, parts: set[str]) -> Speech:
    dialect = DIALECTS[entry.habits.edition]
    frame = framing.parse(kept.data, dialect)
    unit = units.parse(frame.adu, dialect)
    entries = reading.read(entry.habits, unit, frame=frame, now_ms=kept.at)
    words = words_of(entries, states, entry.name, entry.place, entry.profile, parts)
    key = repetition.key_of(frame, kept.at)
    return Speech(entry.gateway, entry.area, kept.at, words, dedupe=key, urgent=may_be_fire(unit))


def shown(row: TransmissionDevice) -> dict[str, Any]:
    """What the audit log keeps of a device."""
    return {"address": row.address, "host": row.host, "gateway": row.gateway} | {
        name: getattr(row, name) for name in _fields(None)
    }


def _fields(told: DeviceChange | None) -> dict[str, Any]:
    names = ("area", "organisation_id", "building_id", "profile", "keep_alive_s", "poll_s", "enabled")
    found: dict[str, Any] = {name: getattr(told, name, None) for name in names}
    return found | {
        "name_zh": told.name.zh if told else None,
        "name_en": told.name.en if told else None,
        "place_zh": told.place.zh if told else None,
        "place_en": told.place.en if told else None,
    }


def _safe(host: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in host)[:40]


def _check_profile(name: str) -> None:
    try:
        habits_of(name)
    except ProfileError as fault:
        raise ApiError(
            422,
            "bad-profile",
            f"配置文件 {name} 不能用于用户信息传输装置,请使用 gb26875 开头的配置文件。",
            f"{fault}.",
            "body.profile",
        ) from None


def _check_scope(asker: Asker, told: DeviceChange) -> None:
    if not sees(asker, told.area, told.organisation_id):
        raise outside()
