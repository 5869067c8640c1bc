"""Integrations with pushing platforms, their devices, and devices that nobody has registered yet."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, Bytes, JsonObject, LongText, RowId, ShortText, TimeMs, Wide


class PushIntegration(Base):
    """One platform that pushes: which kind, how it proves itself, whom its devices belong to."""

    __tablename__ = "push_integration"

    id: Mapped[RowId]
    name: Mapped[ShortText]
    kind: Mapped[ShortText]
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]
    #: The profile of a device that is adopted without naming one.
    default_profile: Mapped[ShortText] = mapped_column(default="")
    #: SHA-256 of a secret that is only compared; None where the secret itself is needed, or none is.
    secret_sha256: Mapped[ShortText | None]
    #: Name of a file in the folder of secrets: one that signatures are computed with.
    secret_file: Mapped[ShortText | None]
    #: Likewise: the key that bodies are encrypted with.
    key_file: Mapped[ShortText | None]
    #: Of the MQTT kinds: where the broker is, and which topics.
    settings: Mapped[JsonObject] = mapped_column(default=dict)
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[TimeMs]
    created_by: Mapped[ShortText]
    version: Mapped[Wide]
    #: Why its last push could not be read, since when that is so, and how many came since; None: it could.
    fault: Mapped[LongText | None]
    fault_at: Mapped[TimeMs | None]
    unread: Mapped[Wide] = mapped_column(default=0, server_default="0")

    __table_args__ = (UniqueConstraint("name"), Index("ix_push_integration_area", "area", "id"))


class PushDevice(Base):
    """One device behind an integration, by IMEI, DevEUI, or the platform's own name of it."""

    __tablename__ = "push_device"

    id: Mapped[RowId]
    integration_id: Mapped[Wide]
    identity: Mapped[ShortText]
    gateway: Mapped[ShortText]
    area: Mapped[ShortText]
    organisation_id: Mapped[Wide | None]
    building_id: Mapped[Wide | None]
    name_zh: Mapped[ShortText] = mapped_column(default="")
    name_en: Mapped[ShortText] = mapped_column(default="")
    place_zh: Mapped[ShortText] = mapped_column(default="")
    place_en: Mapped[ShortText] = mapped_column(default="")
    profile: Mapped[ShortText]
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[TimeMs]
    created_by: Mapped[ShortText]
    version: Mapped[Wide]
    #: Why its last push could not be read, since when that is so, and how many came since; None: it could.
    fault: Mapped[LongText | None]
    fault_at: Mapped[TimeMs | None]
    unread: Mapped[Wide] = mapped_column(default=0, server_default="0")
    #: When it first told anything under its present profile: that proves the profile. None: it has not yet.
    told_at: Mapped[TimeMs | None]

    __table_args__ = (
        UniqueConstraint("integration_id", "identity"),
        UniqueConstraint("gateway"),
        Index("ix_push_device_area", "area", "id"),
        Index("ix_push_device_organisation_id", "organisation_id", "id"),
    )


class PushSpeaker(Base):
    """A device that an integration pushed for and that is not registered."""

    __tablename__ = "push_speaker"

    id: Mapped[RowId]
    integration_id: Mapped[Wide]
    identity: Mapped[ShortText]
    first_at: Mapped[TimeMs]
    last_at: Mapped[TimeMs]
    pushes: Mapped[Wide] = mapped_column(default=0)
    evicted: Mapped[Wide] = mapped_column(default=0)

    __table_args__ = (
        UniqueConstraint("integration_id", "identity"),
        Index("ix_push_speaker_last_at", "last_at"),
    )


class PushPayload(Base):
    """What was pushed for one of them, kept until it is adopted."""

    __tablename__ = "push_payload"

    id: Mapped[RowId]
    speaker_id: Mapped[Wide]
    at: Mapped[TimeMs]
    suffix: Mapped[ShortText]
    dedupe: Mapped[ShortText]
    data: Mapped[Bytes]

    __table_args__ = (
        Index("ix_push_payload_speaker_id", "speaker_id", "id"),
        UniqueConstraint("speaker_id", "dedupe"),
    )
