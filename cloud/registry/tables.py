"""Gateways, parts, and the level of every kind of every part."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, JsonObject, LongText, ShortText, TimeMs, Wide


class Gateway(Base):
    """One gateway as far as the centre knows it. The first area it is seen under binds."""

    __tablename__ = "gateway"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    area: Mapped[ShortText]
    building_zh: Mapped[LongText] = mapped_column(default="")
    building_en: Mapped[LongText] = mapped_column(default="")
    first_seen: Mapped[TimeMs]
    last_seen: Mapped[TimeMs]
    #: "online" or "silent".
    link: Mapped[ShortText] = mapped_column(default="online")
    #: How it was heard last: through the "broker", or "direct" (a platform's push, HTTP, its own connection).
    way: Mapped[ShortText] = mapped_column(default="broker", server_default="broker")
    clock_synced: Mapped[bool | None]
    #: Sequence of the newest health message applied; older ones change nothing.
    health_seq: Mapped[Wide] = mapped_column(default=0)
    #: Sequence of the newest inventory whose building was taken.
    inventory_seq: Mapped[Wide] = mapped_column(default=0, server_default="0")
    interval_s: Mapped[float | None]
    version: Mapped[ShortText | None]
    started_at: Mapped[TimeMs | None]
    spool_bytes: Mapped[Wide | None]
    spool_limit_bytes: Mapped[Wide | None]
    rss_bytes: Mapped[Wide | None]
    link_ok: Mapped[bool | None]
    counts: Mapped[JsonList] = mapped_column(default=list)
    buses: Mapped[JsonList] = mapped_column(default=list)
    profiles: Mapped[JsonObject] = mapped_column(default=dict)
    #: What goes on inside the gateway's process, as its health last told it; empty: it does not tell.
    vitals: Mapped[JsonObject] = mapped_column(default=dict)
    #: Whose it is and where it hangs; None: not bound yet.
    organisation_id: Mapped[Wide | None]
    building_id: Mapped[Wide | None]

    __table_args__ = (
        Index("ix_gateway_area_gateway", "area", "gateway"),
        Index("ix_gateway_organisation_id_gateway", "organisation_id", "gateway"),
        Index("ix_gateway_building_id", "building_id"),
        Index("ix_gateway_link_last_seen", "link", "last_seen"),
    )


class Part(Base):
    """One part (部件): what it is, and its level as last told."""

    __tablename__ = "part"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    part: Mapped[ShortText] = mapped_column(primary_key=True)
    system_type: Mapped[int]
    system_address: Mapped[Wide]
    component_type: Mapped[int]
    component_address: Mapped[Wide]
    device_zh: Mapped[LongText]
    device_en: Mapped[LongText]
    place_zh: Mapped[LongText]
    place_en: Mapped[LongText]
    stale_after_s: Mapped[float | None]
    profile: Mapped[ShortText]
    #: Gateway time of the description; an older one never replaces it.
    described_at: Mapped[TimeMs]
    bits: Mapped[int | None]
    #: Sequence in the event stream that `bits` comes from.
    bits_seq: Mapped[Wide] = mapped_column(default=0)
    #: Sequence of the newest snapshot that named the part: its clock for every kind at once.
    snapshot_seq: Mapped[Wide] = mapped_column(default=0)
    #: Believed time of that snapshot.
    snapshot_at: Mapped[TimeMs] = mapped_column(default=0)
    #: A `Quality` number; None: nobody has said.
    quality: Mapped[int | None]
    last_heard: Mapped[TimeMs | None]


class PartKind(Base):
    """The level of one kind of one part, and the sequence that decided it."""

    __tablename__ = "part_kind"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    part: Mapped[ShortText] = mapped_column(primary_key=True)
    kind: Mapped[ShortText] = mapped_column(primary_key=True)
    active: Mapped[bool]
    seq: Mapped[Wide]
    #: Believed time of that observation.
    at: Mapped[TimeMs]
