"""Many rows in one statement, on both databases, past the ORM: for what an ingest batch writes.

SQLite runs a prepared statement a row, which costs it little. PostgreSQL gets all rows as one JSON document
and unfolds it itself: one message there, one back, whatever their number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import JSON, BigInteger, Boolean, Float, Integer, LargeBinary, Table
from sqlalchemy.orm import Session

Row = Mapping[str, Any]
Columns = tuple[str, ...]

_TYPES: tuple[tuple[type[Any], str], ...] = (
    (BigInteger, "bigint"),
    (Integer, "integer"),
    (Boolean, "boolean"),
    (Float, "double precision"),
    (JSON, "json"),
)
_encoder = msgspec.json.Encoder(enc_hook=str)


def insert(session: Session, table: Any, rows: Sequence[Row], *, or_ignore: bool = False) -> int:
    """Insert rows, all with the same columns; returns how many were. `or_ignore`: those there stay."""
    return _run(session, table, rows, "ignore" if or_ignore else "insert")


def upsert(session: Session, table: Any, rows: Sequence[Row]) -> int:
    """Insert rows, or set every column but the primary key of those that are there."""
    return _run(session, table, rows, "upsert")


def update(session: Session, table: Any, rows: Sequence[Row]) -> int:
    """Set columns of rows that are there, found by the primary key, which must be among the columns."""
    return _run(session, table, rows, "update")


def _run(session: Session, table: Any, rows: Sequence[Row], mode: str) -> int:
    if not rows:
        return 0
    named = _table(table)
    columns: Columns = tuple(rows[0])
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        done = connection.exec_driver_sql(_postgresql(named, columns, mode), (_document(rows),))
        return done.rowcount
    statement = _sqlite(named, columns, mode)
    return connection.exec_driver_sql(statement, _tuples(named, columns, rows)).rowcount


def _table(mapped: Any) -> Table:
    found: Table = mapped.__table__
    return found


def _document(rows: Sequence[Row]) -> str:
    # Bytes go as hexadecimal text, for JSON knows none.
    return _encoder.encode(
        [
            {name: value.hex() if type(value) is bytes else value for name, value in row.items()}
            for row in rows
        ]
    ).decode()


def _tuples(table: Table, columns: Columns, rows: Sequence[Row]) -> list[tuple[Any, ...]]:
    places = _json_places(table, columns)
    if not places:
        return [tuple(row.values()) for row in rows]
    return [_with_json(list(row.values()), places) for row in rows]


def _with_json(values: list[Any], places: tuple[int, ...]) -> tuple[Any, ...]:
    for place in places:
        if values[place] is not None:
            values[place] = _encoder.encode(values[place]).decode()
    return tuple(values)


@cache
def _json_places(table: Table, columns: Columns) -> tuple[int, ...]:
    return tuple(index for index, name in enumerate(columns) if isinstance(table.c[name].type, JSON))


@cache
def _keys(table: Table) -> Columns:
    return tuple(column.name for column in table.primary_key)


@cache
def _sqlite(table: Table, columns: Columns, mode: str) -> str:
    keys = _keys(table)
    if mode == "update":
        told = [name for name in columns if name not in keys]
        places = {name: index + 1 for index, name in enumerate(columns)}
        sets = ", ".join(f'"{name}" = ?{places[name]}' for name in told)
        found = " AND ".join(f'"{name}" = ?{places[name]}' for name in keys)
        return " ".join((f'UPDATE "{table.name}"', f"SET {sets}", f"WHERE {found}"))
    values = ", ".join("?" for _ in columns)
    return " ".join((_into(table, columns), f"VALUES ({values})", _clash(table, columns, mode)))


@cache
def _postgresql(table: Table, columns: Columns, mode: str) -> str:
    kinds = {name: _kind(table, name) for name in columns}
    record = ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())
    picked = {
        name: f"decode(told.\"{name}\", 'hex')"
        if isinstance(table.c[name].type, LargeBinary)
        else f'told."{name}"'
        for name in columns
    }
    source = f"json_to_recordset(%s::json) AS told({record})"
    if mode == "update":
        keys = _keys(table)
        sets = ", ".join(f'"{name}" = {pick}' for name, pick in picked.items() if name not in keys)
        found = " AND ".join(f'"{table.name}"."{name}" = told."{name}"' for name in keys)
        return " ".join((f'UPDATE "{table.name}"', f"SET {sets}", f"FROM {source}", f"WHERE {found}"))
    chosen = ", ".join(picked.values())
    return " ".join((_into(table, columns), "SELECT", chosen, "FROM", source, _clash(table, columns, mode)))


def _into(table: Table, columns: Columns) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table.name}" ({names})'


def _clash(table: Table, columns: Columns, mode: str) -> str:
    if mode == "ignore":
        return "ON CONFLICT DO NOTHING"
    if mode == "insert":
        return ""
    keys = _keys(table)
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in keys)
    found = ", ".join(f'"{name}"' for name in keys)
    return f"ON CONFLICT ({found}) DO UPDATE SET {sets}"


def _kind(table: Table, name: str) -> str:
    kind = table.c[name].type
    return next((word for known, word in _TYPES if isinstance(kind, known)), "text")
