"""Queries of the watch: what is due, and what is known about it. A few for a whole batch, none for one alarm.

The watch waits for nobody: rows that somebody else holds are left for its next look.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, text, update
from sqlalchemy.orm import Session

from cloud.alarm_watch.ringing import Ringing
from cloud.alarm_watch.tables import AlarmStep
from cloud.alarms.state_table import UNVERIFIED, Level, Outcome, State
from cloud.alarms.tables import DUE, DUE_FIRE, Alarm, TimelineEntry
from cloud.alarms.timeline import Happening
from cloud.database import bulk, counters
from cloud.database.among import among
from cloud.events.tables import EventRow
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.registry.tables import Gateway
from telemetry.event_kinds import FIRE_CLASS, EventKind

Key = tuple[str, str]
_NUMBER = "alarm-step"
_DAY_MS = 86_400_000
#: Of one batch's sites at most so many alarms are looked at as evidence, the earliest first.
_RANG = 4_000
_FIRE = sorted(kind.value for kind in FIRE_CLASS)


class Site(NamedTuple):
    """Where a gateway stands: its building where it has one, else it is a site of its own."""

    gateway: str
    building_id: int | None
    category: str | None
    use: str | None

    @property
    def key(self) -> int | str:
        """What the gateways of one site share."""
        return self.gateway if self.building_id is None else self.building_id


def any_due(session: Session, now: int) -> bool:
    """Whether an alarm is due."""
    return session.scalar(select(Alarm.id).where(text(DUE.text), Alarm.due_at <= now).limit(1)) is not None


def due_ids(session: Session, now: int, limit: int) -> list[int]:
    """Which alarms are due, fire class first; nothing is locked."""
    query = select(Alarm.id).where(text(DUE.text), Alarm.due_at <= now)
    return list(session.scalars(query.order_by(Alarm.kind.not_in(_FIRE), Alarm.due_at).limit(limit)))


def due_one(session: Session, now: int, alarm_id: int) -> list[Alarm]:
    """That alarm, locked, if it is due still."""
    return _locked(session, Alarm.id == alarm_id, text(DUE.text), Alarm.due_at <= now, limit=1)


def put_off(session: Session, alarm_id: int, until: int) -> None:
    """Look at it later."""
    session.execute(update(Alarm).where(Alarm.id == alarm_id).values(due_at=until))


def due(session: Session, now: int, limit: int) -> list[Alarm]:
    """Alarms that are due, fire class first, locked."""
    found = _locked(session, text(DUE_FIRE.text), Alarm.due_at <= now, limit=limit)
    if len(found) < limit:
        rest = (text(DUE.text), Alarm.due_at <= now, Alarm.kind.not_in(_FIRE))
        found += _locked(session, *rest, limit=limit - len(found))
    return found


def open_fires(session: Session, gateways: Collection[str], but: Collection[int], limit: int) -> list[Alarm]:
    """Unverified alarms of the fire class of these gateways, the earliest first, locked."""
    return _locked(
        session,
        among(session, Alarm.gateway, set(gateways)),
        Alarm.kind.in_(_FIRE),
        Alarm.state.in_(UNVERIFIED),
        Alarm.id.not_in(but),
        limit=limit,
        by=Alarm.id,
    )


def _locked(
    session: Session, *where: ColumnElement[bool] | object, limit: int, by: object = Alarm.due_at
) -> list[Alarm]:
    query = select(Alarm).where(*where).order_by(by).limit(limit)  # type: ignore[arg-type]
    return list(session.scalars(query.with_for_update(skip_locked=True)))


def sites(session: Session, gateways: Collection[str]) -> dict[str, Site]:
    """Where these gateways stand."""
    rows = session.execute(
        select(Gateway.gateway, Gateway.building_id, Organisation.category, Building.use)
        .join(Organisation, Organisation.id == Gateway.organisation_id, isouter=True)
        .join(Building, Building.id == Gateway.building_id, isouter=True)
        .where(among(session, Gateway.gateway, set(gateways)))
    )
    return {row[0]: Site(*row) for row in rows}


def neighbours(session: Session, buildings: Collection[int]) -> dict[str, int]:
    """The gateways of these buildings."""
    if not buildings:
        return {}
    rows = session.execute(
        select(Gateway.gateway, Gateway.building_id).where(
            among(session, Gateway.building_id, set(buildings))
        )
    )
    return {gateway: building for gateway, building in rows if building is not None}


def rang(session: Session, gateways: Collection[str], since: int, until: int) -> list[Ringing]:
    """What rang there in that time, but for what was verified as no fire."""
    columns = (Alarm.id, Alarm.gateway, Alarm.part, Alarm.kind, Alarm.component_type)
    rows = session.execute(
        select(*columns, Alarm.place_zh, Alarm.place_en, Alarm.rung_at)
        .where(
            among(session, Alarm.gateway, set(gateways)),
            Alarm.rung_at.between(since, until),
            func.coalesce(Alarm.outcome, "").not_in((Outcome.FALSE, Outcome.TEST)),
        )
        # Where more rang than can be read, it is the latest that counts.
        .order_by(Alarm.rung_at.desc(), Alarm.id.desc())
        .limit(_RANG)
    )
    return [
        Ringing(id, gateway, part, EventKind(kind), component, zh or en, at)
        for id, gateway, part, kind, component, zh, en, at in rows
    ][::-1]


def faulty(session: Session, keys: Collection[Key]) -> set[Key]:
    """Of these parts those with a fault that is active."""
    rows = session.execute(
        select(Alarm.gateway, Alarm.part).where(
            *_of(session, keys),
            Alarm.kind == EventKind.FAULT,
            Alarm.state != State.CLOSED,
            Alarm.level == Level.ACTIVE,
        )
    )
    return {(gateway, part) for gateway, part in rows}


def lately_false(session: Session, keys: Collection[Key], now: int) -> set[Key]:
    """Of these parts those with a closed alarm that was verified as false within a day."""
    rows = session.execute(
        select(Alarm.gateway, Alarm.part)
        .where(
            *_of(session, keys),
            Alarm.outcome == Outcome.FALSE,
            Alarm.state == State.CLOSED,
            Alarm.verified_at > now - _DAY_MS,
        )
        .distinct()
    )
    return {(gateway, part) for gateway, part in rows}


def told(session: Session, ids: Collection[int]) -> list[tuple[int, int, str]]:
    """What people and cameras have said about these alarms, in order: (alarm, when, fact)."""
    rows = session.execute(
        select(TimelineEntry.alarm_id, TimelineEntry.at, TimelineEntry.detail)
        .where(among(session, TimelineEntry.alarm_id, set(ids)), TimelineEntry.action == Happening.EVIDENCE)
        .order_by(TimelineEntry.id)
    )
    return [(alarm, at, str(detail.get("fact"))) for alarm, at, detail in rows if detail]


def activations(session: Session, keys: Collection[Key], since: int) -> dict[tuple[str, str, str], list[int]]:
    """The believed times at which these parts became active, by kind, of events taken in since then."""
    rows = session.execute(
        select(EventRow.gateway, EventRow.part, EventRow.kind, EventRow.at).where(
            among(session, EventRow.gateway, {gateway for gateway, _ in keys}),
            among(session, EventRow.part, {part for _, part in keys}),
            EventRow.ts_cloud >= since,
            EventRow.active.is_(True),
        )
    )
    found: dict[tuple[str, str, str], list[int]] = {}
    for gateway, part, kind, at in rows:
        found.setdefault((gateway, part, kind), []).append(at)
    return found


def _of(session: Session, keys: Collection[Key]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Conditions that hold for these parts, and perhaps for others: who asks looks the keys up."""
    return (
        among(session, Alarm.gateway, {gateway for gateway, _ in keys}),
        among(session, Alarm.part, {part for _, part in keys}),
    )


def add_steps(session: Session, rows: list[dict[str, object]]) -> None:
    """Write steps down, numbered in the order of the commits."""
    if not rows:
        return
    last = counters.advance(session, _NUMBER, len(rows))
    first = last - len(rows) + 1
    bulk.insert(session, AlarmStep, [{"number": first + place, **row} for place, row in enumerate(rows)])


def steps_after(session: Session, asker: Asker, number: int, limit: int) -> list[AlarmStep]:
    """Steps behind a number, in order."""
    return list(
        session.scalars(
            select(AlarmStep)
            .where(AlarmStep.number > number, within(asker, AlarmStep.area, AlarmStep.organisation_id))
            .order_by(AlarmStep.number)
            .limit(limit)
        )
    )


def keys_of(alarms: Iterable[Alarm]) -> set[Key]:
    """Their parts."""
    return {(alarm.gateway, alarm.part) for alarm in alarms}
