"""The links of organisations, their own limits, and when the centre heard nobody."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, ShortText, TimeMs, Wide


class OrganisationLink(Base):
    """An organisation of which nobody is heard; it has no row while anybody is."""

    __tablename__ = "organisation_link"

    organisation_id: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    area: Mapped[ShortText]
    silent_since: Mapped[TimeMs]
    gateways: Mapped[int]

    __table_args__ = (Index("ix_organisation_link_area", "area", "silent_since"),)


class OrganisationLimit(Base):
    """How long an organisation may be silent, where that has been said for itself."""

    __tablename__ = "organisation_limit"

    organisation_id: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    silent_after_s: Mapped[int]


class DeafSpan(Base):
    """A time in which gateways of a scope could not be heard; nobody is blamed for that time.

    Near ones are made one where there are too many: then `deaf_ms`, of all that the span covers, is what was
    deaf.
    """

    __tablename__ = "deaf_span"

    #: Everybody, who comes through the broker, who comes directly, or an area: `cloud.supervision.scopes`.
    scope: Mapped[ShortText] = mapped_column(primary_key=True)
    began: Mapped[TimeMs] = mapped_column(primary_key=True, autoincrement=False)
    ended: Mapped[TimeMs]
    deaf_ms: Mapped[Wide]

    __table_args__ = (Index("ix_deaf_span_scope_ended", "scope", "ended"),)
