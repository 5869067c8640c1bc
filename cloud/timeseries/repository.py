"""Queries on the books beside the engine. Nothing here commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from cloud.access.tables import Ledger
from cloud.database.upsert import insert
from cloud.registry.tables import Gateway
from cloud.timeseries.tables import DiskFigure, Downsampling, LateHour, WrittenHour
from telemetry.messages import Stream

_ROW = "readings"
#: Rows of one statement: both databases bound the parameters of one.
_AT_ONCE = 500

Hour = tuple[str, int]


class Checked(NamedTuple):
    """The sums of the hours that have been checked, and of those still to be."""

    hours: int
    written: int
    found: int
    short_hours: int
    missing: int
    waiting_hours: int


def progress(session: Session) -> Downsampling | None:
    """How far downsampling has come; None before its first run."""
    return session.get(Downsampling, _ROW)


def claimed_until(session: Session) -> int | None:
    """Up to when hours are downsampled or being so."""
    return session.scalar(select(Downsampling.claimed_until).where(Downsampling.name == _ROW))


def begin(session: Session, at: int) -> Downsampling:
    """Start downsampling at a time."""
    row = Downsampling(name=_ROW, done_until=at, claimed_until=at, attempts=0)
    session.add(row)
    session.flush()
    return row


def note_late(session: Session, hours: Sequence[Hour], now: int) -> None:
    """These hours got samples after they had been downsampled."""
    for first in range(0, len(hours), _AT_ONCE):
        rows = [
            {"gateway": gateway, "hour": hour, "noted_at": now, "revision": 0}
            for gateway, hour in hours[first : first + _AT_ONCE]
        ]
        statement = insert(session, LateHour).values(rows)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[LateHour.gateway, LateHour.hour], set_={"noted_at": now}
            )
        )


def late_hours(session: Session, limit: int) -> list[int]:
    """Hours that wait to be made anew, the oldest first."""
    query = select(LateHour.hour).where(LateHour.noted_at.is_not(None)).distinct()
    return list(session.scalars(query.order_by(LateHour.hour).limit(limit)))


def count_late(session: Session) -> int:
    """How many hours of gateways wait to be made anew."""
    return session.scalar(select(func.count()).where(LateHour.noted_at.is_not(None))) or 0


def late_gateways(session: Session, hour: int, limit: int) -> list[LateHour]:
    """Gateways whose hour waits to be made anew."""
    query = select(LateHour).where(LateHour.hour == hour, LateHour.noted_at.is_not(None))
    return list(session.scalars(query.order_by(LateHour.gateway).limit(limit)))


def late_done(session: Session, gateway: str, hour: int, noted_at: int) -> None:
    """The hour is made anew, unless more came meanwhile."""
    session.execute(
        update(LateHour)
        .where(LateHour.gateway == gateway, LateHour.hour == hour, LateHour.noted_at == noted_at)
        .values(noted_at=None)
        .execution_options(synchronize_session=False)
    )


def add_written(session: Session, counts: Mapping[Hour, int], now: int) -> None:
    """Raise the counts of these hours; they are to be checked again."""
    hours = sorted(counts)
    for first in range(0, len(hours), _AT_ONCE):
        rows = [
            {"gateway": gateway, "hour": hour, "written": counts[gateway, hour], "noted_at": now}
            for gateway, hour in hours[first : first + _AT_ONCE]
        ]
        statement = insert(session, WrittenHour).values(rows)
        session.execute(
            statement.on_conflict_do_update(
                index_elements=[WrittenHour.gateway, WrittenHour.hour],
                set_={
                    "written": WrittenHour.written + statement.excluded.written,
                    "noted_at": now,
                    "checked_at": None,
                },
            )
        )


def to_check(session: Session, hour_before: int, noted_before: int, limit: int) -> list[WrittenHour]:
    """Hours that are over and quiet, and not checked yet."""
    query = select(WrittenHour).where(
        WrittenHour.checked_at.is_(None),
        WrittenHour.hour < hour_before,
        WrittenHour.noted_at < noted_before,
    )
    return list(session.scalars(query.order_by(WrittenHour.hour, WrittenHour.gateway).limit(limit)))


def checked(session: Session, row: WrittenHour, found: int, now: int) -> bool:
    """Write down what the engine has of an hour; False when more was written meanwhile."""
    done = session.execute(
        update(WrittenHour)
        .where(
            WrittenHour.gateway == row.gateway,
            WrittenHour.hour == row.hour,
            WrittenHour.written == row.written,
        )
        .values(found=found, checked_at=now)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount == 1


def check_sums(session: Session) -> Checked:
    """What checking has found so far."""
    short = WrittenHour.written - WrittenHour.found
    row = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(WrittenHour.written), 0),
            func.coalesce(func.sum(WrittenHour.found), 0),
        ).where(WrittenHour.checked_at.is_not(None))
    ).one()
    missing = session.execute(
        select(func.count(), func.coalesce(func.sum(short), 0)).where(
            WrittenHour.checked_at.is_not(None), short > 0
        )
    ).one()
    waiting = session.scalar(select(func.count()).where(WrittenHour.checked_at.is_(None))) or 0
    hours, written, found, short_hours, lost = (int(number or 0) for number in (*row, *missing))
    return Checked(hours, written, found, short_hours, lost, waiting)


def short_hours(session: Session, limit: int) -> list[WrittenHour]:
    """Hours of which the engine has less than it was given, the newest first."""
    query = select(WrittenHour).where(
        WrittenHour.checked_at.is_not(None), WrittenHour.written > WrittenHour.found
    )
    return list(session.scalars(query.order_by(WrittenHour.hour.desc(), WrittenHour.gateway).limit(limit)))


def trim(session: Session, table: type[LateHour | WrittenHour], before: int) -> int:
    """Drop the books of hours before a time; returns how many."""
    done = session.execute(
        delete(table).where(table.hour < before).execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount


def put_figures(session: Session, at: int, figures: Mapping[str, int], series: int) -> None:
    """Keep what each tier takes on disk now."""
    for tier, size in figures.items():
        session.merge(DiskFigure(at=at, tier=tier, bytes=size, series=series))


def figures_since(session: Session, since: int) -> list[DiskFigure]:
    """What the tiers took since a time, oldest first."""
    query = select(DiskFigure).where(DiskFigure.at >= since).order_by(DiskFigure.at, DiskFigure.tier)
    return list(session.scalars(query.limit(20_000)))


def trim_figures(session: Session, before: int) -> int:
    """Drop figures older than a time."""
    done = session.execute(
        delete(DiskFigure).where(DiskFigure.at < before).execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount


def values_by_organisation(session: Session, limit: int) -> tuple[int, list[tuple[int, int]]]:
    """Values ever stored, and those of the organisations that have stored the most."""
    total = session.scalar(select(func.coalesce(func.sum(Ledger.values_stored), 0))) or 0
    amount = func.sum(Ledger.values_stored)
    rows = session.execute(
        select(Gateway.organisation_id, amount)
        .join(Ledger, Ledger.gateway == Gateway.gateway)
        .where(Gateway.organisation_id.is_not(None), Ledger.stream == Stream.READING.value)
        .group_by(Gateway.organisation_id)
        .order_by(amount.desc(), Gateway.organisation_id)
        .limit(limit)
    )
    return int(total), [(int(organisation or 0), int(values)) for organisation, values in rows]
