"""Queries of webhooks and deliveries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from cloud.database.upsert import insert
from cloud.people.asker import Asker
from cloud.people.scope import covers
from cloud.webhooks.tables import Delivery, Webhook

WAITING, DELIVERED, DEAD = "waiting", "delivered", "dead"
STATES = (WAITING, DELIVERED, DEAD)


def webhooks(session: Session, asker: Asker) -> list[Webhook]:
    """The webhooks that lie within the asker's scope, by id."""
    rows = session.scalars(select(Webhook).order_by(Webhook.id))
    return [row for row in rows if covers(asker, row.areas, row.organisations)]


def webhook(session: Session, asker: Asker, id: int, *, for_update: bool = False) -> Webhook | None:
    """One webhook; None where there is none, or none that the asker sees."""
    row = session.get(Webhook, id, with_for_update=for_update or None)
    return row if row is not None and covers(asker, row.areas, row.organisations) else None


def count(session: Session) -> int:
    """How many webhooks there are."""
    return session.scalar(select(func.count()).select_from(Webhook)) or 0


def with_work(session: Session, newest: Mapping[str, int], now: int) -> list[int]:
    """The ids of webhooks that are on and do not stand at the newest change of every class (by the names of
    their columns), or have something to send.
    """
    due = select(Delivery.id).where(Delivery.webhook_id == Webhook.id, *_due(now)).exists()
    behind = (getattr(Webhook, name) != place for name, place in newest.items())
    query = select(Webhook.id).where(Webhook.enabled, or_(*behind, due))
    return list(session.scalars(query.order_by(Webhook.id)))


def take_in_hand(session: Session, id: int) -> Webhook | None:
    """The row, locked; None while another process has it, or when it is off."""
    query = select(Webhook).where(Webhook.id == id, Webhook.enabled).with_for_update(skip_locked=True)
    return session.scalars(query).one_or_none()


def by_id(session: Session, id: int) -> Webhook | None:
    """One webhook, whoever asks: for the sender."""
    return session.get(Webhook, id)


def waiting(session: Session, webhook_id: int) -> Counter[int]:
    """How many deliveries of a webhook wait, by their class."""
    rows = session.execute(
        select(Delivery.rank, func.count())
        .where(Delivery.webhook_id == webhook_id, Delivery.state == WAITING)
        .group_by(Delivery.rank)
    )
    return Counter({rank: number for rank, number in rows})


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write deliveries down; one that is there already stays as it is."""
    if rows:
        session.execute(
            insert(session, Delivery).on_conflict_do_nothing(index_elements=["webhook_id", "message_id"]),
            [dict(row) for row in rows],
        )


def due(session: Session, webhook_id: int, now: int, limit: int) -> list[Delivery]:
    """The next due deliveries of a webhook, fire class first; locked, and nobody has them in hand."""
    query = (
        select(Delivery)
        .where(Delivery.webhook_id == webhook_id, *_due(now))
        .order_by(Delivery.rank, Delivery.next_at, Delivery.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(query))


def delivery(session: Session, id: int, *, for_update: bool = False) -> Delivery | None:
    """One delivery."""
    return session.get(Delivery, id, with_for_update=for_update or None)


def deliveries(
    session: Session,
    webhook_ids: Sequence[int],
    *,
    state: str | None,
    before: int | None,
    limit: int,
) -> list[Delivery]:
    """The newest deliveries of these webhooks below `before`, newest first."""
    query = select(Delivery).where(Delivery.webhook_id.in_(webhook_ids)).order_by(Delivery.id.desc())
    if state is not None:
        query = query.where(Delivery.state == state)
    if before is not None:
        query = query.where(Delivery.id < before)
    return list(session.scalars(query.limit(limit)))


def counts(session: Session, webhook_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Deliveries of these webhooks by state."""
    rows = session.execute(
        select(Delivery.webhook_id, Delivery.state, func.count())
        .where(Delivery.webhook_id.in_(webhook_ids))
        .group_by(Delivery.webhook_id, Delivery.state)
    )
    found: dict[int, dict[str, int]] = {id: dict.fromkeys(STATES, 0) for id in webhook_ids}
    for id, state, number in rows:
        found[id][state] = number
    return found


def revive(session: Session, webhook_id: int, now: int, only: int | None = None) -> int:
    """Put dead deliveries of a webhook back into the queue, or one of them; returns how many."""
    chosen: list[ColumnElement[bool]] = [Delivery.webhook_id == webhook_id, Delivery.state == DEAD]
    if only is not None:
        chosen.append(Delivery.id == only)
    done = session.execute(
        update(Delivery)
        .where(*chosen)
        .values(state=WAITING, tries=0, next_at=now, claimed_until=0, ended_at=None)
        .returning(Delivery.id)
    )
    return len(done.all())


def remove(session: Session, id: int) -> None:
    """Remove a webhook with everything it was to be told."""
    session.execute(delete(Delivery).where(Delivery.webhook_id == id))
    session.execute(delete(Webhook).where(Webhook.id == id))


def trim(session: Session, delivered_before: int, dead_before: int) -> int:
    """Forget what was delivered, or died, before these times; returns how many."""
    done = session.execute(
        delete(Delivery)
        .where(
            or_(
                (Delivery.state == DELIVERED) & (Delivery.ended_at < delivered_before),
                (Delivery.state == DEAD) & (Delivery.ended_at < dead_before),
            )
        )
        .returning(Delivery.id)
    )
    return len(done.all())


def _due(now: int) -> tuple[ColumnElement[bool], ...]:
    return Delivery.state == WAITING, Delivery.next_at <= now, Delivery.claimed_until <= now
