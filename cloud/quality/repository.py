"""Queries over the counts of quality."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cloud.database.upsert import insert
from cloud.quality.formulas import NAMES, Counts
from cloud.quality.tables import QualityCount


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add counts to the steps they fall into."""
    if not rows:
        return
    statement = insert(session, QualityCount)
    merged = statement.on_conflict_do_update(
        index_elements=["step_s", "gateway", "at"],
        set_={name: getattr(QualityCount, name) + statement.excluded[name] for name in NAMES}
        | {"area": statement.excluded.area, "organisation_id": statement.excluded.organisation_id},
    )
    session.execute(merged, list(rows))


def forget(session: Session, step_s: int, before: int) -> None:
    """Delete the steps that began before a time."""
    session.execute(delete(QualityCount).where(QualityCount.step_s == step_s, QualityCount.at < before))


def _summed() -> list[Any]:
    return [func.coalesce(func.sum(getattr(QualityCount, name)), 0) for name in NAMES]


def _counts(values: Sequence[Any]) -> Counts:
    return Counts(*(int(value) for value in values))


def of_organisations(session: Session, ids: Collection[int], step_s: int, since: int) -> dict[int, Counts]:
    """What the steps since a time add up to, for each of these organisations."""
    rows = session.execute(
        select(QualityCount.organisation_id, *_summed())
        .where(
            QualityCount.organisation_id.in_(sorted(ids)),
            QualityCount.step_s == step_s,
            QualityCount.at >= since,
        )
        .group_by(QualityCount.organisation_id)
    )
    return {row[0]: _counts(row[1:]) for row in rows}


def series(session: Session, organisation_id: int, step_s: int, since: int) -> list[tuple[int, Counts]]:
    """The steps of one organisation since a time, oldest first."""
    rows = session.execute(
        select(QualityCount.at, *_summed())
        .where(
            QualityCount.organisation_id == organisation_id,
            QualityCount.step_s == step_s,
            QualityCount.at >= since,
        )
        .group_by(QualityCount.at)
        .order_by(QualityCount.at)
    )
    return [(row[0], _counts(row[1:])) for row in rows]


def by_gateway(
    session: Session, organisation_id: int, step_s: int, since: int, limit: int
) -> list[tuple[str, Counts]]:
    """What the steps since a time add up to, for each gateway of one organisation."""
    rows = session.execute(
        select(QualityCount.gateway, *_summed())
        .where(
            QualityCount.organisation_id == organisation_id,
            QualityCount.step_s == step_s,
            QualityCount.at >= since,
        )
        .group_by(QualityCount.gateway)
        .order_by(QualityCount.gateway)
        .limit(limit)
    )
    return [(row[0], _counts(row[1:])) for row in rows]


def of_gateway(session: Session, gateway: str, step_s: int, since: int) -> list[tuple[int, Counts]]:
    """The steps of one gateway since a time, oldest first."""
    rows = session.execute(
        select(QualityCount.at, *(getattr(QualityCount, name) for name in NAMES))
        .where(QualityCount.gateway == gateway, QualityCount.step_s == step_s, QualityCount.at >= since)
        .order_by(QualityCount.at)
    )
    return [(row[0], _counts(row[1:])) for row in rows]
