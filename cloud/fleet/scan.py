"""One gateway's narrow row from what the registry, the ledger and enrolment say of it. Pure.

What a bus counted since its process started begins at nothing after a restart: a count that went back is
taken as new altogether.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cloud.quality.formulas import Books, Counts, counts_between

HOUR_MS = 3_600_000
DAY_MS = 86_400_000
#: A rate over less than this says nothing.
_LEAST_SPAN_MS = 1_000


@dataclass(frozen=True)
class Seen:
    """What one scan finds of one gateway; rows of `cloud.fleet.inputs`."""

    gateway: Any
    books: Any | None
    points: Any | None
    certificate_ends: int | None


@dataclass(frozen=True)
class Scanned:
    """The new row, and what it adds to quality; None: nothing to count from yet."""

    row: dict[str, Any]
    counts: Counts | None


def scanned(seen: Seen, before: Any | None, now: int, clock_offset_ms: int) -> Scanned:
    """The gateway's row now, given its row of the scan before."""
    source = seen.gateway
    vitals: Mapping[str, Any] = source.vitals or {}
    online = source.link == "online"
    watched, stale = _points(seen.points, online)
    books = _books(source, seen.books)
    errors, timeouts = _bus_sums(source.buses or [])
    span_ms = now - before.scanned_at if before is not None else 0
    row = {
        "gateway": source.gateway,
        "area": source.area,
        "organisation_id": source.organisation_id,
        "building_zh": source.building_zh,
        "building_en": source.building_en,
        "link": source.link if source.link in ("online", "silent") else "never",
        "last_seen": source.last_seen,
        "version": source.version or "",
        "enrolled": seen.certificate_ends is not None,
        "certificate_ends": _certificate_ends(seen.certificate_ends, vitals, source.last_seen),
        "clock_fault": _clock_fault(source.clock_synced, vitals, clock_offset_ms),
        "clock_offset_ms": vitals.get("clock_offset_ms"),
        "spool_bytes": source.spool_bytes or 0,
        "parts": int(seen.points.parts) if seen.points is not None else 0,
        "stale_parts": stale,
        **asdict(books),
        "shed": int(seen.books.shed) if seen.books is not None else 0,
        "bus_errors": errors,
        "bus_timeouts": timeouts,
        "errors_per_h": _rate(before.bus_errors if before else None, errors, span_ms),
        "timeouts_per_h": _rate(before.bus_timeouts if before else None, timeouts, span_ms),
        "scanned_at": now,
    }
    if before is None:
        return Scanned(row, None)
    held = Books(**{name: getattr(before, name) for name in asdict(books)})
    return Scanned(row, counts_between(held, books, watched - stale, watched))


def never_heard(found: Any, now: int) -> dict[str, Any]:
    """The row of a gateway that has a code or a certificate and has said nothing yet."""
    zeros = dict.fromkeys(("spool_bytes", "parts", "stale_parts", "shed", "bus_errors", "bus_timeouts"), 0)
    return {
        "gateway": found.gateway,
        "area": found.area,
        "organisation_id": found.organisation_id,
        "building_zh": "",
        "building_en": "",
        "link": "never",
        "last_seen": None,
        "version": "",
        "enrolled": found.certificate_ends is not None,
        "certificate_ends": found.certificate_ends,
        "clock_fault": "",
        "clock_offset_ms": None,
        **zeros,
        **asdict(Books()),
        "errors_per_h": 0.0,
        "timeouts_per_h": 0.0,
        "scanned_at": now,
    }


def _books(source: Any, books: Any | None) -> Books:
    told = {count["stream"]: count for count in source.counts or []}
    owed = sum(count.get("published", 0) - count.get("spooled", 0) for count in told.values())
    if books is None:
        return Books(owed=max(owed, 0))
    return Books(
        received=int(books.received),
        stored=int(books.stored),
        duplicates=int(books.duplicates),
        quarantined=int(books.quarantined),
        late=int(books.late),
        values_stored=int(books.values_stored),
        values_invalid=int(books.values_invalid),
        owed=max(owed, 0),
    )


def _points(points: Any | None, online: bool) -> tuple[int, int]:
    """Points with a limit of their own, and those beyond it: all of them while the gateway is not heard."""
    if points is None:
        return 0, 0
    watched = int(points.watched)
    return watched, int(points.stale) if online else watched


def _certificate_ends(issued: int | None, vitals: Mapping[str, Any], heard: int | None) -> int | None:
    """By our own books; else by what the gateway last said of the one it holds."""
    if issued is not None:
        return issued
    days = vitals.get("certificate_days")
    return None if days is None or not heard else heard + round(days * DAY_MS)


def _clock_fault(synced: bool | None, vitals: Mapping[str, Any], limit_ms: int) -> str:
    if synced is False:
        return "unsynced"
    offset, error = vitals.get("clock_offset_ms"), vitals.get("clock_offset_error_ms")
    if offset is not None and abs(offset) > limit_ms + (error or 0):
        return "offset"
    return ""


def _bus_sums(buses: list[Mapping[str, Any]]) -> tuple[int, int]:
    return (
        sum(int(bus.get("errors", 0)) for bus in buses),
        sum(int(bus.get("timeouts", 0)) for bus in buses),
    )


def _rate(before: int | None, now: int, span_ms: int) -> float:
    if before is None or span_ms < _LEAST_SPAN_MS:
        return 0.0
    grown = now - before if now >= before else now
    return grown * HOUR_MS / span_ms
