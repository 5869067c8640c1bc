"""Queries of what was asked of devices, and of the processes that hold devices and carry it out."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from cloud.database import bulk
from cloud.transmission.tables import TransmissionDevice, TransmissionHolder, TransmissionRequest

WAITING = "waiting"


def requests(
    session: Session, device_id: int, *, before: int | None = None, limit: int = 50
) -> list[TransmissionRequest]:
    """What was asked of a device, newest first."""
    query = select(TransmissionRequest).where(TransmissionRequest.device_id == device_id)
    if before is not None:
        query = query.where(TransmissionRequest.id < before)
    return list(session.scalars(query.order_by(TransmissionRequest.id.desc()).limit(limit)))


def close_all(session: Session, now: int, text: str) -> int:
    """Requests whose answer nobody waits for: the only process there is has begun anew."""
    return _close(session, now, text)


def close_orphans(session: Session, alive: Collection[str], now: int, since: int, text: str) -> int:
    """Requests of processes that live no more, and those that nobody took since that time."""
    holder = TransmissionRequest.holder
    orphaned = and_(holder.is_not(None), holder.not_in(sorted(alive)))
    left = and_(holder.is_(None), TransmissionRequest.asked_at < since)
    return _close(session, now, text, or_(orphaned, left))


def close_untaken(session: Session, number: int, now: int, text: str) -> bool:
    """A request that nobody has taken has failed; False: somebody has."""
    mine = and_(TransmissionRequest.id == number, TransmissionRequest.holder.is_(None))
    return _close(session, now, text, mine) == 1


def untaken(session: Session, limit: int = 200) -> list[TransmissionRequest]:
    """Requests that wait for the process that holds their device, in the order they were asked."""
    return list(
        session.scalars(
            select(TransmissionRequest)
            .where(TransmissionRequest.state == WAITING, TransmissionRequest.holder.is_(None))
            .order_by(TransmissionRequest.id)
            .limit(limit)
        )
    )


def take(session: Session, number: int, holder: str) -> bool:
    """Take a request; False: another was faster, or it is over."""
    done = session.execute(
        update(TransmissionRequest)
        .where(
            TransmissionRequest.id == number,
            TransmissionRequest.state == WAITING,
            TransmissionRequest.holder.is_(None),
        )
        .values(holder=holder)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[object]", done).rowcount == 1


def duty_checks(session: Session, device_id: int) -> list[TransmissionRequest]:
    """The duty checks of a device that wait for its operator."""
    return list(
        session.scalars(
            select(TransmissionRequest).where(
                TransmissionRequest.device_id == device_id,
                TransmissionRequest.state == WAITING,
                TransmissionRequest.kind == "duty-check",
            )
        )
    )


def device_of(session: Session, number: int) -> tuple[str | None, int]:
    """Who holds a device by the records, and when it was heard last as far as that is noted."""
    row = session.execute(
        select(TransmissionDevice.holder, TransmissionDevice.last_heard).where(
            TransmissionDevice.id == number
        )
    ).one_or_none()
    return (row[0], row[1] or 0) if row is not None else (None, 0)


def release(session: Session, holder: str, ids: Collection[int]) -> None:
    """These devices speak to this process no more."""
    session.execute(
        update(TransmissionDevice)
        .where(TransmissionDevice.id.in_(sorted(ids)), TransmissionDevice.holder == holder)
        .values(holder=None)
        .execution_options(synchronize_session=False)
    )


def say_alive(session: Session, holder: str, until: int) -> None:
    """This process lives until then at least."""
    bulk.upsert(session, TransmissionHolder, [{"name": holder, "alive_until": until}])


def alive(session: Session, now: int) -> frozenset[str]:
    """The processes that are believed to live; others are forgotten."""
    session.execute(delete(TransmissionHolder).where(TransmissionHolder.alive_until < now))
    return frozenset(session.scalars(select(TransmissionHolder.name)))


def forget(session: Session, holder: str) -> None:
    """This process ends."""
    session.execute(delete(TransmissionHolder).where(TransmissionHolder.name == holder))


def _close(session: Session, now: int, text: str, *which: ColumnElement[bool]) -> int:
    values: dict[str, Any] = {"state": "failed", "answered_at": now, "text": text}
    done = session.execute(
        update(TransmissionRequest)
        .where(TransmissionRequest.state == WAITING, *which)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[object]", done).rowcount
