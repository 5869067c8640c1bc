"""Rows of integrations and pushed devices as the API shows them."""

from __future__ import annotations

from cloud.push.desk import PushDesk
from cloud.push.kinds import WAYS, Kind
from cloud.push.mqtt import PushLines
from cloud.push.schemas import BrokerIn, IntegrationOut, PushedOut, SpeakerOut
from cloud.push.tables import PushDevice, PushIntegration, PushSpeaker
from cloud.vocabulary import LabelOut


def integration(row: PushIntegration, desk: PushDesk, lines: PushLines, unread: int = 0) -> IntegrationOut:
    """An integration, without its secret."""
    way = WAYS[Kind(row.kind)]
    return IntegrationOut(
        id=row.id,
        name=row.name,
        kind=Kind(row.kind),
        title=LabelOut(zh=way.zh, en=way.en),
        path="" if way.topics else f"/api/v1/push/{row.name}",
        area=row.area,
        organisation_id=row.organisation_id,
        default_profile=row.default_profile,
        broker=BrokerIn.model_validate(row.settings) if row.settings else None,
        enabled=row.enabled,
        created_at=row.created_at,
        counts=dict(desk.counts.get(row.name, {})),
        last_at=desk.last.get(row.name),
        fault=lines.fault_of(row.id) or row.fault,
        fault_at=row.fault_at,
        unread=row.unread,
        devices_unread=unread,
    )


def device(row: PushDevice, last_heard: int | None = None) -> PushedOut:
    """A pushed device."""
    return PushedOut(
        id=row.id,
        identity=row.identity,
        gateway=row.gateway,
        area=row.area,
        organisation_id=row.organisation_id,
        building_id=row.building_id,
        name=LabelOut(zh=row.name_zh, en=row.name_en),
        place=LabelOut(zh=row.place_zh, en=row.place_en),
        profile=row.profile,
        enabled=row.enabled,
        last_heard=last_heard,
        fault=row.fault,
        fault_at=row.fault_at,
        unread=row.unread,
    )


def speaker(row: PushSpeaker) -> SpeakerOut:
    """A device that nobody has registered."""
    return SpeakerOut.model_validate(row, from_attributes=True)
