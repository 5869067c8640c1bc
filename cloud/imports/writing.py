"""A piece of checked rows into the records: new rows in bulk, changed ones by their key. Never commits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from cloud.areas.tables import Township
from cloud.dispatch.forces.tables import ForceUnit
from cloud.imports import inspection_rows, origins
from cloud.imports.lookups import Lookups
from cloud.imports.record_kinds import KINDS, Kind
from cloud.imports.sheets import Row
from cloud.live import changes
from cloud.organisations import indexing, repository, service
from cloud.organisations.commissioning import State
from cloud.organisations.tables import (
    Commissioning,
    CommissioningStep,
    GatewayPlace,
    Organisation,
    Point,
)
from cloud.registry.tables import Gateway


class Written(NamedTuple):
    """What became of the rows of a piece."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def plus(self, other: Written) -> Written:
        """Both together."""
        return Written(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def write(
    session: Session, kind: str, rows: Sequence[Row], found: Lookups, by: str, now: int, run: int
) -> Written:
    """Write the rows of one kind, whose references are all found. `run`: the import that brings them."""
    if kind == "townships":
        return _townships(session, rows)
    if kind in inspection_rows.KINDS:
        owners, buildings = found.organisations, found.buildings
        counts, told = inspection_rows.write(
            session, kind, rows, owners, buildings, found.records, by=by, now=now, run=run
        )
        origins.keep(session, kind, told, run=run, by=by, now=now)
        return Written(*counts)
    how = KINDS[kind]
    new: list[dict[str, Any]] = []
    rows_of_new: list[Row] = []
    rows_of_changed: list[Row] = []
    changed: list[Any] = []
    moved: list[Organisation] = []
    unchanged = 0
    for row in rows:
        values = _values(how, row, found)
        there = how.there(row, found)
        if there is not None and how.keeps:
            values = {
                name: value for name, value in values.items() if row.values.get(name, value) is not None
            }
        if there is None:
            since = {} if how.since is None else {how.since: now}
            new.append(_complete(how, values) | since | {"version": 1, "changed_at": now})
            rows_of_new.append(row)
        elif any(getattr(there, name) != value for name, value in values.items()):
            if how.table is Organisation and there.area != values["area"]:
                moved.append(there)
            if how.since and how.since_of in values and getattr(there, how.since_of) != values[how.since_of]:
                setattr(there, how.since, now)
            for name, value in values.items():
                setattr(there, name, value)
            there.version += 1
            there.changed_at = now
            changed.append(there)
            rows_of_changed.append(row)
        else:
            unchanged += 1
    session.flush()
    made = _insert(session, how.table, new)
    touched = [*made, *changed]
    brought = zip([*rows_of_new, *rows_of_changed], touched, strict=True)
    origins.keep(session, kind, list(brought), run=run, by=by, now=now)
    _afterwards(session, how.table, made, touched, moved, by, now)
    areas = {owner.id: owner.area for owner in found.organisations.values()}
    indexing.put(session, how.table, touched, areas)
    return Written(len(made), len(changed), unchanged)


def _values(how: Kind, row: Row, found: Lookups) -> dict[str, Any]:
    values = {
        name: how.empty.get(name) if row.values[name] is None else row.values[name]
        for name in how.plain
        if name in row.values
    }
    return values | how.resolved(row, found)


def _complete(how: Kind, values: dict[str, Any]) -> dict[str, Any]:
    return {**dict.fromkeys(how.plain), **how.empty, **how.born, **values}


def _insert(session: Session, table: type[Any], rows: list[dict[str, Any]]) -> list[Any]:
    if not rows:
        return []
    if table is GatewayPlace:
        session.execute(insert(table), rows)
        return [table(**row) for row in rows]
    ids = session.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), rows)
    return [table(id=number, **row) for number, row in zip(ids, rows, strict=True)]


def _afterwards(
    session: Session,
    table: type[Any],
    made: Sequence[Any],
    touched: Sequence[Any],
    moved: Sequence[Organisation],
    by: str,
    now: int,
) -> None:
    if table is Organisation:
        _begin(session, made, by, now)
        _carry(session, touched[len(made) :], moved)
    elif table is GatewayPlace:
        names = [row.gateway for row in touched]
        heard = set(session.scalars(select(Gateway.gateway).where(Gateway.gateway.in_(names))))
        for row in touched:
            if row.gateway in heard:
                service.own(session, row)
        session.flush()
        repository.recount(session, {row.organisation_id for row in touched})
    elif table is ForceUnit:
        for row in touched:
            changes.note(session, changes.UNIT, row.id)
    elif table is Point:
        repository.recount(
            session, {row.organisation_id for row in touched}, {row.gateway for row in touched}
        )


def _begin(session: Session, made: Sequence[Organisation], by: str, now: int) -> None:
    if made:
        session.execute(
            insert(Commissioning),
            [_columns(service.commissioning_of(row, now)) for row in made],
        )
        session.execute(
            insert(CommissioningStep),
            [
                {
                    "organisation_id": row.id,
                    "at": now,
                    "action": "plan",
                    "state": State.PLANNED.value,
                    "by": by,
                    "note": "",
                }
                for row in made
            ],
        )


def _carry(session: Session, changed: Sequence[Organisation], moved: Sequence[Organisation]) -> None:
    if changed:
        session.execute(
            update(Commissioning),
            [
                {
                    "organisation_id": row.id,
                    "area": row.area,
                    "category": row.category,
                    "persons": row.persons or 0,
                }
                for row in changed
            ],
        )
    for row in moved:
        service.carry_below(session, row)


def _columns(row: Any) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


def _townships(session: Session, rows: Sequence[Row]) -> Written:
    codes = [row.values["code"] for row in rows]
    there = {row.code: row for row in session.scalars(select(Township).where(Township.code.in_(codes)))}
    done = Written()
    for row in rows:
        values = {
            name: value for name, value in row.values.items() if name != "population" or value is not None
        }
        values["name_en"] = values.get("name_en") or ""
        held = there.get(values["code"])
        if held is None:
            session.add(Township(area=values["code"][:6], **values))
            done = done.plus(Written(created=1))
        elif any(getattr(held, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(held, name, value)
            done = done.plus(Written(changed=1))
        else:
            done = done.plus(Written(unchanged=1))
    session.flush()
    return done
