"""Scores as they stand, how they came to stand there, what people know of a site, and totals by day."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, Bytes, JsonList, RowId, ShortText, TimeMs, Wide


class RiskScore(Base):
    """The score of one site. A building's `site_id` is its own id, a community's its organisation's."""

    __tablename__ = "risk_score"

    subject: Mapped[str] = mapped_column(String(16), primary_key=True)
    site_id: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    organisation_id: Mapped[Wide]
    building_id: Mapped[Wide | None]
    #: Copies of the organisation's, for scopes and totals.
    area: Mapped[str] = mapped_column(String(6))
    category: Mapped[str] = mapped_column(String(32))
    #: Probabilities of a confirmed fire within 90 and 365 days, with their ranges.
    p90: Mapped[float]
    low90: Mapped[float]
    high90: Mapped[float]
    p365: Mapped[float]
    low365: Mapped[float]
    high365: Mapped[float]
    #: 0..100, higher is safer; and its band, `I` to `IV`.
    safety: Mapped[float]
    band: Mapped[str] = mapped_column(String(4))
    #: The facts that were scored, as float32 in the order of `models.fire_risk.facts.NAMES`.
    facts: Mapped[Bytes]
    #: The index of the newest step: the next one is told when it has moved away from there.
    stepped: Mapped[float]
    #: The index seven days ago, as of last night; None: there was none.
    week_ago: Mapped[float | None]
    #: H3 cell of resolution 9; None: nobody knows where it is.
    cell: Mapped[str | None] = mapped_column(String(16))
    model: Mapped[str] = mapped_column(String(64))
    scored_at: Mapped[TimeMs]

    __table_args__ = (
        Index("ix_risk_score_area", "area", "subject", "band"),
        Index("ix_risk_score_organisation_id", "organisation_id"),
        Index("ix_risk_score_worst", "safety", "subject", "site_id"),
    )


class RiskStep(Base):
    """A score that took the place of another, and what moved it. Rows are only ever added."""

    __tablename__ = "risk_step"

    id: Mapped[RowId]
    subject: Mapped[str] = mapped_column(String(16))
    site_id: Mapped[Wide]
    organisation_id: Mapped[Wide]
    area: Mapped[str] = mapped_column(String(6))
    at: Mapped[TimeMs]
    #: `first`, `event`, `night`, `model` or `traits`.
    cause: Mapped[str] = mapped_column(String(16))
    p90: Mapped[float]
    p365: Mapped[float]
    safety: Mapped[float]
    safety_before: Mapped[float | None]
    band: Mapped[str] = mapped_column(String(4))
    band_before: Mapped[str | None] = mapped_column(String(4))
    model: Mapped[str] = mapped_column(String(64))
    #: The events behind it: `kind`, `id`, `at`.
    moved_by: Mapped[JsonList]
    #: The reasons that changed most: `subject`, `zh`, `en`, `before`, `after` (factors of the odds).
    reasons: Mapped[JsonList]

    __table_args__ = (
        Index("ix_risk_step_site", "subject", "site_id", "id"),
        Index("ix_risk_step_at", "at"),
    )


class SiteTraits(Base):
    """What a person has entered of a site that the registry does not hold; None: not known."""

    __tablename__ = "risk_traits"

    subject: Mapped[str] = mapped_column(String(16), primary_key=True)
    site_id: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"))
    built_year: Mapped[float | None]
    rewired_year: Mapped[float | None]
    households: Mapped[float | None]
    storage_class: Mapped[float | None]
    ebike: Mapped[float | None]
    gas: Mapped[float | None]
    sleeping: Mapped[float | None]
    elderly_share: Mapped[float | None]
    rented_share: Mapped[float | None]
    by: Mapped[ShortText]
    changed_at: Mapped[TimeMs]
    version: Mapped[int] = mapped_column(default=1)


class RiskDay(Base):
    """How the sites of one county stood on a day."""

    __tablename__ = "risk_day"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    area: Mapped[str] = mapped_column(String(6), primary_key=True)
    subject: Mapped[str] = mapped_column(String(16), primary_key=True)
    band: Mapped[str] = mapped_column(String(4), primary_key=True)
    sites: Mapped[int]
    p90: Mapped[float]
    low90: Mapped[float]
    high90: Mapped[float]
    p365: Mapped[float]
    low365: Mapped[float]
    high365: Mapped[float]


class SaidOnce(Base):
    """What was said of a site on the first night of a month, kept until its horizons have passed."""

    __tablename__ = "risk_said"

    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(String(16), primary_key=True)
    site_id: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    area: Mapped[str] = mapped_column(String(6))
    category: Mapped[str] = mapped_column(String(32))
    p90: Mapped[float]
    p365: Mapped[float]
    model: Mapped[str] = mapped_column(String(64))
