"""Rows of the journal as the API shows them."""

from __future__ import annotations

from cloud.access.packing import UnknownForm, unpack
from cloud.access.tables import JournalRow
from cloud.set_aside.schemas import BatchOut

_SHOWN = 20


def batch(row: JournalRow) -> BatchOut:
    """One row, and whose readings it holds as far as it can be read."""
    try:
        held = unpack(row.columns)
    except UnknownForm:
        held = None
    gateways = sorted({home.gateway for home in held.homes}) if held is not None else []
    span = (int(held.ts.min()), int(held.ts.max())) if held is not None and len(held) else (None, None)
    return BatchOut(
        id=row.id,
        at=row.at,
        values=row.rows,
        size=row.size,
        reason=row.fault or "",
        gateways=gateways[:_SHOWN],
        gateways_total=len(gateways),
        areas=sorted({home.area for home in held.homes}) if held is not None else [],
        first_ts=span[0],
        last_ts=span[1],
        readable=held is not None,
    )
