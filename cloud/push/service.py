"""Setting up integrations, registering their devices. Opens and commits nothing."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.orm import Session

from cloud import networks
from cloud.audit import service as audit
from cloud.enrolment import ownership
from cloud.enrolment.ownership import Home
from cloud.errors import ApiError, not_found
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees
from cloud.push import repository, secrets
from cloud.push.kinds import WAYS, Kind
from cloud.push.reading import Readers
from cloud.push.schemas import IntegrationChange, IntegrationIn, PushedChange
from cloud.push.secrets import SecretFolder
from cloud.push.settings import ALLOWED, PushSettings
from cloud.push.tables import PushDevice, PushIntegration, PushSpeaker
from cloud.transmission.service import bind_gateway
from device_profiles.loader import ProfileError

#: Kinds whose secret is computed or logged in with, not only compared.
_USED = (Kind.ONENET, Kind.CHIRPSTACK_MQTT, Kind.TTS_MQTT)
_LONGEST_INTERVAL_S = 86_400.0
_DEFAULT_INTERVAL_S = 86_400.0


def create(
    session: Session,
    asker: Asker,
    told: IntegrationIn,
    folder: SecretFolder,
    readers: Readers,
    settings: PushSettings,
    now: int,
) -> tuple[PushIntegration, str]:
    """Set an integration up; returns it with its secret, which is told this once. Raises ApiError."""
    _check(asker, told, readers)
    _check_broker(told.kind, told, settings)
    if repository.integration(session, told.name) is not None:
        raise ApiError(
            409, "name-taken", f"名称 {told.name} 已使用。", f"The name {told.name} is taken.", "body.name"
        )
    if told.key is not None and told.kind is not Kind.ONENET:
        raise ApiError(
            422, "no-key", "仅 OneNET 使用加密密钥。", "Only OneNET encrypts with a key.", "body.key"
        )
    secret = told.secret or secrets.fresh()
    used = told.kind in _USED
    row = PushIntegration(
        name=told.name,
        kind=told.kind.value,
        secret_sha256=None if used else secrets.hashed(secret),
        secret_file=folder.write(f"{told.name}.secret", secret) if used else None,
        key_file=folder.write(f"{told.name}.key", told.key) if told.key is not None else None,
        created_at=now,
        created_by=asker.name,
        version=repository.next_version(session),
        **_fields(told),
    )
    session.add(row)
    session.flush()
    audit.record(session, asker, "push-integration.create", f"push-integration/{row.id}", None, shown(row))
    return row, secret


def change(
    session: Session,
    asker: Asker,
    number: int,
    told: IntegrationChange,
    readers: Readers,
    settings: PushSettings,
) -> PushIntegration:
    """Change an integration. Raises ApiError."""
    row = found(session, asker, number)
    _check(asker, told, readers)
    _check_broker(Kind(row.kind), told, settings)
    before = shown(row)
    for name, value in _fields(told).items():
        setattr(row, name, value)
    row.version = repository.next_version(session)
    audit.record(session, asker, "push-integration.change", f"push-integration/{row.id}", before, shown(row))
    return row


def renew_secret(
    session: Session, asker: Asker, number: int, folder: SecretFolder
) -> tuple[PushIntegration, str]:
    """Give an integration a new secret; the old one ends at once. Raises ApiError."""
    row = found(session, asker, number)
    secret = secrets.fresh()
    if row.secret_file is not None:
        folder.write(row.secret_file, secret)
    else:
        row.secret_sha256 = secrets.hashed(secret)
    row.version = repository.next_version(session)
    audit.record(session, asker, "push-integration.renew", f"push-integration/{row.id}", None, shown(row))
    return row, secret


def found(session: Session, asker: Asker, number: int) -> PushIntegration:
    """One integration in the asker's scope, or ApiError 404."""
    row = repository.integration_of(session, asker, number)
    if row is None:
        raise not_found("平台接入", "integration", "path.number")
    return row


def register(
    session: Session,
    asker: Asker,
    integration: PushIntegration,
    identity: str,
    told: PushedChange,
    readers: Readers,
    now: int,
) -> PushDevice:
    """Register a device behind an integration, with its virtual gateway. Raises ApiError."""
    profile = told.profile or integration.default_profile
    stale_after_s = _checked_profile(profile, readers)
    if not sees(asker, told.area, told.organisation_id):
        raise outside()
    identity = normal(Kind(integration.kind), identity)
    if repository.device_at(session, integration.id, identity) is not None:
        raise ApiError(
            409,
            "identity-taken",
            f"设备 {identity} 已登记。",
            f"The device {identity} is registered already.",
            "body.identity",
        )
    gateway = _gateway_of(session, integration, identity)
    home = Home(told.area, told.organisation_id, told.building_id)
    ownership.may_become(session, asker, gateway, home, now, "body.identity")
    row = PushDevice(
        integration_id=integration.id,
        identity=identity,
        gateway=gateway,
        created_at=now,
        created_by=asker.name,
        version=1,
        **_device_fields(told, profile),
    )
    session.add(row)
    session.flush()
    bind_gateway(session, gateway, told, _interval(stale_after_s), now)
    audit.record(session, asker, "push-device.register", f"push-device/{row.id}", None, shown_device(row))
    return row


def adopt(
    session: Session,
    asker: Asker,
    integration: PushIntegration,
    identity: str,
    told: PushedChange,
    readers: Readers,
    now: int,
) -> PushDevice:
    """Register one that was pushed for, or go on with one that is registered, as it is. Raises ApiError."""
    held = repository.device_at(session, integration.id, normal(Kind(integration.kind), identity))
    if held is not None and held.enabled and held.area == told.area:
        if not sees(asker, held.area, held.organisation_id):
            raise outside()
        return held
    return register(session, asker, integration, identity, told, readers, now)


def change_device(
    session: Session,
    asker: Asker,
    integration: PushIntegration,
    number: int,
    told: PushedChange,
    readers: Readers,
    now: int,
) -> PushDevice:
    """Change a device. Raises ApiError."""
    row = repository.device(session, asker, integration.id, number)
    if row is None:
        raise not_found("设备", "device", "path.device")
    profile = told.profile or integration.default_profile
    stale_after_s = _checked_profile(profile, readers)
    if not sees(asker, told.area, told.organisation_id):
        raise outside()
    if row.area != told.area:
        raise ApiError(
            409,
            "area-bound",
            f"设备已归属 {row.area},其数据按该行政区划保存,不能改区。",
            f"The device is bound to {row.area}, under which its data is kept; the area cannot change.",
            "body.area",
        )
    home = Home(told.area, told.organisation_id, told.building_id)
    if home != (row.area, row.organisation_id, row.building_id):
        ownership.check_home(session, home)
    before = shown_device(row)
    if row.profile != profile:
        row.told_at = None
    for name, value in _device_fields(told, profile).items():
        setattr(row, name, value)
    row.version += 1
    bind_gateway(session, row.gateway, told, _interval(stale_after_s), now)
    audit.record(session, asker, "push-device.change", f"push-device/{row.id}", before, shown_device(row))
    return row


def speaker(session: Session, integration_id: int, number: int) -> PushSpeaker:
    """One that nobody has registered, or ApiError 404."""
    row = repository.speaker(session, integration_id, number)
    if row is None:
        raise not_found("未登记设备", "unregistered device", "path.speaker")
    return row


def normal(kind: Kind, identity: str) -> str:
    """An identity in the one form in which it is compared: DevEUIs in small letters."""
    name = identity.strip()
    return name.lower() if WAYS[kind].gateway == "lora" else name


def shown(row: PushIntegration) -> dict[str, Any]:
    """What the audit log keeps of an integration."""
    names = ("name", "kind", "area", "organisation_id", "default_profile", "enabled", "settings", "version")
    return {name: getattr(row, name) for name in names}


def shown_device(row: PushDevice) -> dict[str, Any]:
    """What the audit log keeps of a device."""
    names = ("identity", "gateway", "area", "organisation_id", "building_id", "profile", "enabled")
    return {name: getattr(row, name) for name in names}


def _fields(told: IntegrationChange) -> dict[str, Any]:
    return {
        "area": told.area,
        "organisation_id": told.organisation_id,
        "default_profile": told.default_profile,
        "settings": told.broker.model_dump() if told.broker is not None else {},
        "enabled": told.enabled,
    }


def _device_fields(told: PushedChange, profile: str) -> dict[str, Any]:
    return {
        "area": told.area,
        "organisation_id": told.organisation_id,
        "building_id": told.building_id,
        "name_zh": told.name.zh,
        "name_en": told.name.en,
        "place_zh": told.place.zh,
        "place_en": told.place.en,
        "profile": profile,
        "enabled": told.enabled,
    }


def _check(asker: Asker, told: IntegrationChange, readers: Readers) -> None:
    if told.default_profile:
        _checked_profile(told.default_profile, readers, "body.default_profile")
    if not sees(asker, told.area, told.organisation_id):
        raise outside()


def _check_broker(kind: Kind, told: IntegrationChange, settings: PushSettings) -> None:
    if bool(WAYS[kind].topics) != (told.broker is not None):
        raise ApiError(
            422,
            "broker",
            "MQTT 类接入须填写 broker,HTTP 类不填。",
            "An MQTT kind needs `broker`; an HTTP kind has none.",
            "body.broker",
        )
    if told.broker is None:
        return
    try:
        networks.check(told.broker.host, settings.allow_networks, ALLOWED)
    except networks.Unreachable as fault:
        raise ApiError(422, "unreachable", fault.zh, fault.en, "body.broker.host") from None


def _checked_profile(name: str, readers: Readers, where: str = "body.profile") -> float | None:
    try:
        return readers.profile(name).stale_after_s
    except ProfileError as fault:
        raise ApiError(
            422, "bad-profile", f"配置文件 {name} 不能用于推送设备。", f"{fault}.", where
        ) from None


def _gateway_of(session: Session, integration: PushIntegration, identity: str) -> str:
    """`nb-860000000000001`; one that another integration has gets this one's number behind it."""
    name = re.sub(r"[^A-Za-z0-9_-]", "-", identity)[:40]
    gateway = f"{WAYS[Kind(integration.kind)].gateway}-{name}"
    if repository.gateway_taken(session, gateway):
        gateway = f"{gateway}-{integration.id}"
    return gateway


def _interval(stale_after_s: float | None) -> float:
    return min(stale_after_s / 3, _LONGEST_INTERVAL_S) if stale_after_s else _DEFAULT_INTERVAL_S
