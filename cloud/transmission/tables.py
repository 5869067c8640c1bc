"""Transmission devices, those not registered and their frames, what was asked of whom, who holds whom."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, Bytes, JsonObject, LongText, RowId, ShortText, TimeMs, Wide


class TransmissionDevice(Base):
    """One registered device. Its address is the six bytes as they travel, in hexadecimal."""

    __tablename__ = "transmission_device"

    id: Mapped[RowId]
    address: Mapped[ShortText]
    #: Of devices that all call themselves by one address (zeros): the host that it speaks from. Empty: any.
    host: Mapped[ShortText] = mapped_column(default="")
    gateway: Mapped[ShortText]
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]
    building_id: Mapped[Wide | None]
    name_zh: Mapped[ShortText] = mapped_column(default="")
    name_en: Mapped[ShortText] = mapped_column(default="")
    place_zh: Mapped[ShortText] = mapped_column(default="")
    place_en: Mapped[ShortText] = mapped_column(default="")
    #: The device profile: edition of the protocol, address habits, bit 0, time zone.
    profile: Mapped[ShortText]
    #: Silent for longer, its link is lost.
    keep_alive_s: Mapped[float]
    #: Its state is read (巡检) as often; None: as the settings say.
    poll_s: Mapped[float | None]
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[TimeMs]
    created_by: Mapped[ShortText]
    #: Rises with every change; what a server has loaded is compared by it.
    version: Mapped[Wide]
    last_heard: Mapped[TimeMs | None]
    last_host: Mapped[ShortText | None]
    last_transport: Mapped[ShortText | None]
    clock_offset_ms: Mapped[float | None]
    #: The process that it speaks to, of those that take devices; None: it speaks to none.
    holder: Mapped[ShortText | None]

    __table_args__ = (
        UniqueConstraint("address", "host"),
        UniqueConstraint("gateway"),
        Index("ix_transmission_device_area", "area", "id"),
        Index("ix_transmission_device_organisation_id", "organisation_id", "id"),
        Index("ix_transmission_device_version", "version"),
    )


class TransmissionSpeaker(Base):
    """A device that spoke and is not registered."""

    __tablename__ = "transmission_speaker"

    id: Mapped[RowId]
    address: Mapped[ShortText]
    host: Mapped[ShortText]
    transport: Mapped[ShortText]
    first_at: Mapped[TimeMs]
    last_at: Mapped[TimeMs]
    #: Uploads that said something, those that may tell of a fire, and those pushed out by the bound.
    frames: Mapped[Wide] = mapped_column(default=0)
    fires: Mapped[Wide] = mapped_column(default=0)
    evicted: Mapped[Wide] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("address", "host"),
        Index("ix_transmission_speaker_last_at", "last_at"),
    )


class TransmissionFrame(Base):
    """A frame of one of them, kept until it is adopted."""

    __tablename__ = "transmission_frame"

    id: Mapped[RowId]
    speaker_id: Mapped[Wide]
    at: Mapped[TimeMs]
    fire: Mapped[bool]
    data: Mapped[Bytes]

    __table_args__ = (Index("ix_transmission_frame_speaker_id", "speaker_id", "id"),)


class TransmissionRequest(Base):
    """What was asked of a device, by whom, and what came of it."""

    __tablename__ = "transmission_request"

    id: Mapped[RowId]
    device_id: Mapped[Wide]
    #: `duty-check`, `clock`, `read-back`.
    kind: Mapped[ShortText]
    arguments: Mapped[JsonObject]
    asked_by: Mapped[ShortText]
    asked_at: Mapped[TimeMs]
    #: `waiting`, `done`, `unanswered`, `failed`.
    state: Mapped[ShortText]
    #: The process that carries it out; None: none has taken it yet.
    holder: Mapped[ShortText | None]
    answered_at: Mapped[TimeMs | None]
    result: Mapped[JsonObject]
    text: Mapped[LongText] = mapped_column(default="")

    __table_args__ = (
        Index("ix_transmission_request_device_id", "device_id", "id"),
        Index("ix_transmission_request_state", "state", "id"),
    )


class TransmissionHolder(Base):
    """A process that takes devices, and until when it is believed to live."""

    __tablename__ = "transmission_holder"

    name: Mapped[ShortText] = mapped_column(primary_key=True)
    alive_until: Mapped[TimeMs]
