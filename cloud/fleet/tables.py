"""Figures that are rolled up from the records. Nothing here is an authority: all of it can be made anew."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, LongText, ShortText, TimeMs, Wide

#: Columns of organisations by which a list is ordered.
ORDERED: Final = (
    "gateways",
    "silent",
    "never",
    "clock_faults",
    "spool_bytes",
    "stale_parts",
    "quarantined",
    "shed",
    "completeness_share",
    "freshness_share",
    "timeliness_share",
    "validity_share",
    "uniqueness_share",
)
#: Stands for "nobody knows" where the least share comes first: above every share, in millionths.
UNKNOWN_SHARE: Final = 2_000_000


class FleetArea(Base):
    """The newest figures of one area: the region (`15`), a league (`1501`) or a county (`150102`)."""

    __tablename__ = "fleet_area"

    area: Mapped[ShortText] = mapped_column(primary_key=True)
    at: Mapped[TimeMs]
    gateways: Mapped[int]
    enrolled: Mapped[int]
    online: Mapped[int]
    silent: Mapped[int]
    never: Mapped[int]
    #: Gateways that belong to no organisation yet.
    unbound: Mapped[int]
    #: Organisations in the registry, and those of them that were ever heard.
    organisations: Mapped[int]
    organisations_heard: Mapped[int]
    clock_faults: Mapped[int]
    certificates_ending: Mapped[int]
    dead_letters: Mapped[int]
    spool_bytes: Mapped[Wide]
    messages_per_s: Mapped[float]
    values_per_s: Mapped[float]
    #: Of the history: what was quarantined and shed in the last day, and the lag of the last hour, in bins.
    quarantined_day: Mapped[Wide]
    shed_day: Mapped[Wide]
    lag: Mapped[JsonList]
    #: Totals of the ledger, from which the next minute's differences are taken.
    received: Mapped[Wide]
    values_stored: Mapped[Wide]
    quarantined: Mapped[Wide]
    shed: Mapped[Wide]


class FleetHistory(Base):
    """The figures of one area over one step of time. A step's row grows while it lasts."""

    __tablename__ = "fleet_history"

    area: Mapped[ShortText] = mapped_column(primary_key=True)
    step_s: Mapped[int] = mapped_column(primary_key=True)
    #: When the step began.
    at: Mapped[Wide] = mapped_column(primary_key=True)
    #: How much of the step has been looked at.
    covered_ms: Mapped[Wide]
    #: Gateways ever heard, and those of them online, as the step was last looked at.
    gateways: Mapped[int]
    online: Mapped[int]
    #: Differences of the ledger within the step.
    received: Mapped[Wide]
    values_stored: Mapped[Wide]
    quarantined: Mapped[Wide]
    shed: Mapped[Wide]
    #: How many events took how long (`cloud.fleet.lag`).
    lag: Mapped[JsonList]

    __table_args__ = (Index("ix_fleet_history_step_s_at", "step_s", "at"),)


class FleetVersion(Base):
    """How many gateways of a county run which version; an empty version: never told."""

    __tablename__ = "fleet_version"

    area: Mapped[ShortText] = mapped_column(primary_key=True)
    version: Mapped[ShortText] = mapped_column(primary_key=True)
    gateways: Mapped[int]


class FleetGateway(Base):
    """One gateway, in a narrow row that lists are made of, with the totals as last scanned."""

    __tablename__ = "fleet_gateway"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]
    building_zh: Mapped[LongText]
    building_en: Mapped[LongText]
    #: `online`, `silent` or `never`.
    link: Mapped[ShortText]
    last_seen: Mapped[TimeMs | None]
    version: Mapped[ShortText]
    enrolled: Mapped[bool]
    certificate_ends: Mapped[TimeMs | None]
    #: Why its clock is not believed: `unsynced` or `offset`; empty: it is.
    clock_fault: Mapped[ShortText]
    clock_offset_ms: Mapped[float | None]
    spool_bytes: Mapped[Wide]
    parts: Mapped[int]
    stale_parts: Mapped[int]
    #: Totals since the gateway's first message, and of its buses since its process started.
    received: Mapped[Wide]
    stored: Mapped[Wide]
    duplicates: Mapped[Wide]
    quarantined: Mapped[Wide]
    shed: Mapped[Wide]
    late: Mapped[Wide]
    values_stored: Mapped[Wide]
    values_invalid: Mapped[Wide]
    owed: Mapped[Wide]
    bus_errors: Mapped[Wide]
    bus_timeouts: Mapped[Wide]
    #: Per hour, between the last two scans.
    errors_per_h: Mapped[float]
    timeouts_per_h: Mapped[float]
    scanned_at: Mapped[TimeMs]

    __table_args__ = (
        Index("ix_fleet_gateway_area", "area", "gateway"),
        Index("ix_fleet_gateway_organisation_id", "organisation_id", "gateway"),
        Index("ix_fleet_gateway_link", "link", "gateway"),
        Index("ix_fleet_gateway_version", "version", "gateway"),
        Index("ix_fleet_gateway_certificate_ends", "certificate_ends"),
        Index("ix_fleet_gateway_clock_fault", "clock_fault", "gateway"),
    )


class FleetOrganisation(Base):
    """One organisation: its gateways, its losses, and the quality of its data in the last 24 hours.

    Each share of quality is kept as its two counts; `*_share` is one over the other in millionths, and
    `UNKNOWN_SHARE` where nothing was to be counted. Every column that a list is ordered by has its index.
    """

    __tablename__ = "fleet_organisation"

    organisation_id: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    area: Mapped[ShortText]
    gateways: Mapped[int]
    online: Mapped[int]
    silent: Mapped[int]
    never: Mapped[int]
    clock_faults: Mapped[int]
    certificate_ends: Mapped[TimeMs | None]
    spool_bytes: Mapped[Wide]
    parts: Mapped[int]
    stale_parts: Mapped[int]
    quarantined: Mapped[Wide]
    shed: Mapped[Wide]
    held: Mapped[Wide]
    owed: Mapped[Wide]
    fresh: Mapped[Wide]
    watched: Mapped[Wide]
    punctual: Mapped[Wide]
    timed: Mapped[Wide]
    valid: Mapped[Wide]
    examined: Mapped[Wide]
    unique_messages: Mapped[Wide]
    received: Mapped[Wide]
    completeness_share: Mapped[int]
    freshness_share: Mapped[int]
    timeliness_share: Mapped[int]
    validity_share: Mapped[int]
    uniqueness_share: Mapped[int]
    at: Mapped[TimeMs]

    __table_args__ = (
        Index("ix_fleet_organisation_area", "area", "organisation_id"),
        *(Index(f"ix_fleet_organisation_{name}", name, "organisation_id") for name in ORDERED),
    )


class PartEvents(Base):
    """How many events, and faults among them, one part has sent on one day (Beijing time)."""

    __tablename__ = "part_events"

    #: The day's first moment.
    day: Mapped[Wide] = mapped_column(primary_key=True)
    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    part: Mapped[ShortText] = mapped_column(primary_key=True)
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]
    events: Mapped[int]
    faults: Mapped[int]

    __table_args__ = (
        Index("ix_part_events_events", "day", "events"),
        Index("ix_part_events_faults", "day", "faults"),
        Index("ix_part_events_area", "day", "area"),
    )
