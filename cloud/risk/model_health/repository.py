"""Queries of registered models and of the newest look at each. They concern nobody's place."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from cloud.risk.model_health.tables import RiskHealth, RiskModelRow


def champion_hash(session: Session, subject: str) -> str | None:
    """The SHA-256 of the registered model at work; None: the shipped one is."""
    return session.scalar(
        select(RiskModelRow.sha256).where(RiskModelRow.subject == subject, RiskModelRow.role == "champion")
    )


def content(session: Session, sha256: str) -> bytes:
    """A registered model's file."""
    return session.execute(select(RiskModelRow.content).where(RiskModelRow.sha256 == sha256)).scalar_one()


def all_models(session: Session) -> list[RiskModelRow]:
    """Every registered one without its file, the newest first."""
    query = select(RiskModelRow).options(defer(RiskModelRow.content)).order_by(RiskModelRow.id.desc())
    return list(session.scalars(query))


def by_id(session: Session, number: int) -> RiskModelRow | None:
    """One of them, held."""
    return session.scalars(
        select(RiskModelRow)
        .where(RiskModelRow.id == number)
        .options(defer(RiskModelRow.content))
        .with_for_update()
    ).one_or_none()


def by_hash(session: Session, sha256: str) -> RiskModelRow | None:
    """The one with this content."""
    return session.scalars(
        select(RiskModelRow).where(RiskModelRow.sha256 == sha256).options(defer(RiskModelRow.content))
    ).one_or_none()


def health(session: Session, subject: str) -> RiskHealth | None:
    """The newest look."""
    return session.get(RiskHealth, subject)
