"""Locks by name, held to the end of the transaction, so that two processes do not do the same thing at once.

On SQLite a write transaction is alone already. On PostgreSQL names are taken in one order, so that two
transactions that want the same ones never wait for each other in a ring.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from sqlalchemy import Select, text
from sqlalchemy.orm import Session

_TAKE = text("SELECT count(pg_advisory_xact_lock(name)) FROM unnest(CAST(:names AS bigint[])) AS name")


def take(session: Session, space: str, names: Iterable[str]) -> None:
    """Wait until nobody else holds one of these names within `space`, and hold them to the end."""
    if session.get_bind().dialect.name != "postgresql":
        return
    numbers = sorted({_number(space, name) for name in names})
    if numbers:
        session.execute(_TAKE, {"names": numbers})


def locked(session: Session, query: Select[Any]) -> Select[Any]:
    """The query with its rows locked to the end and read anew; what was changed here is written first."""
    session.flush()
    return query.with_for_update().execution_options(populate_existing=True)


def _number(space: str, name: str) -> int:
    digest = blake2b(f"{space}/{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
