"""What the night's run writes down and lets go of, for every site at once."""

from __future__ import annotations

from sqlalchemy import case, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from cloud.risk.scores.overview_repository import SUMS
from cloud.risk.scores.tables import RiskDay, RiskScore, RiskStep, SaidOnce


def look_back(session: Session, since: int) -> None:
    """Write down where every index stood then: before its first step since."""
    first = (
        select(RiskStep.safety_before)
        .where(
            RiskStep.subject == RiskScore.subject, RiskStep.site_id == RiskScore.site_id, RiskStep.at > since
        )
        .order_by(RiskStep.id)
        .limit(1)
    )
    moved = select(RiskStep.id).where(
        RiskStep.subject == RiskScore.subject, RiskStep.site_id == RiskScore.site_id, RiskStep.at > since
    )
    session.execute(
        update(RiskScore)
        .values(week_ago=case((moved.exists(), first.scalar_subquery()), else_=RiskScore.stepped))
        .execution_options(synchronize_session=False)
    )


def write_day(session: Session, day: str) -> None:
    """How every county stands, as this day's figures."""
    session.execute(delete(RiskDay).where(RiskDay.day == day))
    columns = [RiskScore.area, RiskScore.subject, RiskScore.band]
    rows = select(
        literal(day), *columns, func.count(), *(func.sum(getattr(RiskScore, name)) for name in SUMS)
    ).group_by(*columns)
    session.execute(insert(RiskDay).from_select(["day", "area", "subject", "band", "sites", *SUMS], rows))


def write_said(session: Session, day: int) -> None:
    """Keep what is said of every site on this day (its number), once."""
    if session.scalar(select(SaidOnce.day).where(SaidOnce.day == day).limit(1)) is not None:
        return
    names = ["subject", "site_id", "area", "category", "p90", "p365", "model"]
    rows = select(literal(day), *(getattr(RiskScore, name) for name in names))
    session.execute(insert(SaidOnce).from_select(["day", *names], rows))


def last_said(session: Session) -> int | None:
    """The newest day on which it was kept."""
    return session.scalar(select(func.max(SaidOnce.day)))


def forget_said(session: Session, before: int) -> None:
    """Forget what was said before a day."""
    session.execute(delete(SaidOnce).where(SaidOnce.day < before))


def forget_gone(session: Session, now: int) -> int:
    """Let go of scores that the newest run over everything, begun at `now`, did not make."""
    gone = session.execute(delete(RiskScore).where(RiskScore.scored_at < now).returning(RiskScore.site_id))
    return len(gone.all())
