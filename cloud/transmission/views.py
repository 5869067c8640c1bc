"""Rows of transmission devices as the API shows them."""

from __future__ import annotations

from cloud.transmission.rows import entry_of
from cloud.transmission.schemas import DeviceOut, SpeakerOut
from cloud.transmission.server import TransmissionServer
from cloud.transmission.tables import TransmissionDevice, TransmissionSpeaker
from cloud.vocabulary import LabelOut
from telemetry.gb26875.addresses import DEVICE_HABITS


def device(row: TransmissionDevice, server: TransmissionServer) -> DeviceOut:
    """A registered device."""
    entry = entry_of(row)
    running = server.devices.get(row.id)
    return DeviceOut(
        id=row.id,
        address=row.address.upper(),
        shown_address=entry.shown_address,
        host=row.host,
        gateway=row.gateway,
        area=row.area,
        organisation_id=row.organisation_id,
        building_id=row.building_id,
        name=LabelOut(zh=row.name_zh, en=row.name_en),
        place=LabelOut(zh=row.place_zh, en=row.place_en),
        profile=row.profile,
        edition=entry.habits.edition,
        keep_alive_s=row.keep_alive_s,
        poll_s=row.poll_s,
        enabled=row.enabled,
        last_heard=row.last_heard,
        last_host=row.last_host,
        last_transport=row.last_transport,
        clock_offset_ms=row.clock_offset_ms,
        connected=(running is not None and running.peer is not None) or server.holding.elsewhere(row.holder),
    )


def speaker(row: TransmissionSpeaker, kept: int) -> SpeakerOut:
    """One that spoke and is not registered."""
    raw = bytes.fromhex(row.address)
    return SpeakerOut(
        id=row.id,
        address=row.address.upper(),
        readings={name: habit.read(raw) for name, habit in DEVICE_HABITS.items()},
        host=row.host,
        transport=row.transport,
        first_at=row.first_at,
        last_at=row.last_at,
        frames=row.frames,
        fires=row.fires,
        kept=kept,
        evicted=row.evicted,
    )
