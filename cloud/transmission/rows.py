"""Rows of the registry as the server takes them."""

from __future__ import annotations

from cloud.transmission.roster import Entry
from cloud.transmission.tables import TransmissionDevice
from telemetry.messages import Label


def entry_of(row: TransmissionDevice) -> Entry:
    """The entry that a row stands for."""
    return Entry(
        id=row.id,
        address=bytes.fromhex(row.address),
        host=row.host,
        gateway=row.gateway,
        area=row.area,
        profile=row.profile,
        keep_alive_s=row.keep_alive_s,
        poll_s=row.poll_s,
        name=Label(row.name_zh, row.name_en),
        place=Label(row.place_zh, row.place_en),
        enabled=row.enabled,
        version=row.version,
    )
