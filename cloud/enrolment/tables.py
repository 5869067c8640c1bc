"""Enrolment codes, certificates, and gateways that are shut out."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, LongText, RowId, ShortText, TimeMs, Wide


class EnrolmentCode(Base):
    """A one-time code: for which gateway, by whom, until when, and what became of it."""

    __tablename__ = "enrolment_code"

    id: Mapped[RowId]
    #: Keyed digest; the code itself is shown once and never kept.
    digest: Mapped[ShortText] = mapped_column(unique=True)
    area: Mapped[ShortText]
    gateway: Mapped[ShortText]
    organisation_id: Mapped[int | None]
    building_id: Mapped[int | None]
    note: Mapped[LongText] = mapped_column(default="")
    made_by: Mapped[ShortText]
    made_at: Mapped[TimeMs]
    ends_at: Mapped[TimeMs]
    used_at: Mapped[TimeMs | None]
    #: The key that used it: the same key may ask again, another may not.
    key_digest: Mapped[ShortText | None]
    withdrawn_at: Mapped[TimeMs | None]

    __table_args__ = (
        Index("ix_enrolment_code_area_id", "area", "id"),
        Index("ix_enrolment_code_gateway", "gateway"),
        Index("ix_enrolment_code_organisation_id_id", "organisation_id", "id"),
    )


class Certificate(Base):
    """A certificate that was given to a gateway."""

    __tablename__ = "certificate"

    id: Mapped[RowId]
    #: Hex, without leading zeros.
    serial: Mapped[ShortText] = mapped_column(unique=True)
    gateway: Mapped[ShortText]
    area: Mapped[ShortText]
    organisation_id: Mapped[int | None]
    building_id: Mapped[int | None]
    issued_at: Mapped[TimeMs]
    begins_at: Mapped[TimeMs]
    ends_at: Mapped[TimeMs]
    key_digest: Mapped[ShortText]
    #: The certificate, then those between it and the root.
    pem: Mapped[LongText]
    code_id: Mapped[Wide | None]
    #: The certificate that this one renews.
    renews: Mapped[Wide | None]
    #: Since when a newer one of the same gateway stands; the old one is good until its own end.
    followed_at: Mapped[TimeMs | None]
    revoked_at: Mapped[TimeMs | None]
    revoked_by: Mapped[ShortText | None]
    reason: Mapped[LongText] = mapped_column(default="")

    __table_args__ = (
        Index("ix_certificate_gateway_id", "gateway", "id"),
        Index("ix_certificate_area_id", "area", "id"),
        Index("ix_certificate_organisation_id_id", "organisation_id", "id"),
        Index("ix_certificate_ends_at_id", "ends_at", "id"),
        Index("ix_certificate_revoked_at", "revoked_at"),
        # A code brings one certificate, and a key one renewal of another.
        Index("ix_certificate_code_id", "code_id", unique=True),
        Index("ix_certificate_renews_key_digest", "renews", "key_digest", unique=True),
    )


class ShutOut(Base):
    """A gateway whose every certificate and password is refused, until it enrols anew."""

    __tablename__ = "shut_out"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    area: Mapped[ShortText]
    at: Mapped[TimeMs]
    by: Mapped[ShortText]
    reason: Mapped[LongText] = mapped_column(default="")
