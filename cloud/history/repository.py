"""Queries of histories: along an index by time, never beyond what the asker may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from cloud.alarms.state_table import Action
from cloud.alarms.tables import Alarm, TimelineEntry
from cloud.alarms.timeline import Happening
from cloud.events.tables import EventRow
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.registry.service import GATEWAY_PART

Row = TypeVar("Row", EventRow, Alarm)

CLEAR = Happening.CLEAR.value
#: What moves the level of an alarm that is open, as its timeline calls it.
MOVES = (CLEAR, Action.REACTIVATE.value)


class Whose(NamedTuple):
    """Whose history: a part's, a gateway's, or an organisation's. `link`: a part's with its gateway's own."""

    gateway: str | None = None
    part: str | None = None
    organisation: int | None = None
    link: bool = False


class Page(NamedTuple):
    """At most so many of these kinds (none: all), newest first, below `before` by (time, id)."""

    kinds: Collection[str]
    before: tuple[int, int] | None
    limit: int


def events(session: Session, asker: Asker, whose: Whose, start: int, end: int, page: Page) -> list[EventRow]:
    """Events that happened from `start` to before `end`."""
    return _page(session, EventRow, EventRow.at, _events(asker, whose, start, end), page)


def counts(
    session: Session, asker: Asker, whose: Whose, start: int, end: int, width: int
) -> list[tuple[str, int, int]]:
    """(kind, step, how many began in it)."""
    step = (EventRow.at - start) // width
    rows = session.execute(
        select(EventRow.kind, step, func.count())
        .where(*_events(asker, whose, start, end), EventRow.active)
        .group_by(EventRow.kind, step)
    )
    return [(kind, int(at), count) for kind, at, count in rows]


def alarms(session: Session, asker: Asker, whose: Whose, start: int, end: int, page: Page) -> list[Alarm]:
    """Alarms that stood at any time from `start` to before `end`; their time is that of raising."""
    return _page(session, Alarm, Alarm.raised_at, _alarms(asker, whose, start, end), page)


def stood(
    session: Session, asker: Asker, whose: Whose, start: int, end: int, kinds: Collection[str], limit: int
) -> Sequence[Any]:
    """Alarms that stood within the span, a row for each time that one cleared or came back, in their order.

    (id, kind, part, raised, ended or None, action or None, when), at most so many rows.
    """
    moves = and_(TimelineEntry.alarm_id == Alarm.id, TimelineEntry.action.in_(MOVES))
    return session.execute(
        select(
            Alarm.id,
            Alarm.kind,
            Alarm.part,
            Alarm.raised_at,
            _ended(),
            TimelineEntry.action,
            TimelineEntry.at,
        )
        .outerjoin(TimelineEntry, moves)
        .where(*_alarms(asker, whose, start, end), Alarm.kind.in_(sorted(kinds)))
        .order_by(Alarm.id, TimelineEntry.id)
        .limit(limit)
    ).all()


def _page(
    session: Session,
    table: type[Row],
    at: InstrumentedAttribute[int],
    where: list[ColumnElement[bool]],
    page: Page,
) -> list[Row]:
    query = select(table).where(*where)
    if page.kinds:
        query = query.where(table.kind.in_(sorted(page.kinds)))
    if page.before is not None:
        query = query.where(tuple_(at, table.id) < page.before)
    return list(session.scalars(query.order_by(at.desc(), table.id.desc()).limit(page.limit)))


def _ended() -> ColumnElement[int | None]:
    return func.coalesce(Alarm.cleared_at, Alarm.closed_at)


def _events(asker: Asker, whose: Whose, start: int, end: int) -> list[ColumnElement[bool]]:
    return [
        *_of(EventRow, whose),
        EventRow.at >= start,
        EventRow.at < end,
        within(asker, EventRow.area, EventRow.organisation_id),
    ]


def _alarms(asker: Asker, whose: Whose, start: int, end: int) -> list[ColumnElement[bool]]:
    return [
        *_of(Alarm, whose),
        Alarm.raised_at < end,
        or_(_ended().is_(None), _ended() >= start),
        within(asker, Alarm.area, Alarm.organisation_id),
    ]


def _of(table: type[EventRow] | type[Alarm], whose: Whose) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if whose.organisation is not None:
        found.append(table.organisation_id == whose.organisation)
    if whose.gateway is not None:
        found.append(table.gateway == whose.gateway)
    if whose.part is not None:
        parts = {whose.part, GATEWAY_PART.part} if whose.link else {whose.part}
        found.append(table.part.in_(sorted(parts)))
    return found
