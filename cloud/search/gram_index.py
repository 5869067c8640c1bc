"""The index of words, spelt for each database: FTS5 in SQLite, a tsvector under GIN in PostgreSQL.

Both take a set of words for a number and give the numbers that hold what is wanted; neither needs an
extension or a superuser. Words are letters, digits and characters only (`grams`), so none can be taken for
an operator.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, column, literal_column, select, table, text
from sqlalchemy.orm import Session

from cloud.search.grams import Wanted, Word

_ADD = {
    "sqlite": text("INSERT INTO search_gram (rowid, tokens) VALUES (:id, :tokens)"),
    "postgresql": text(
        "INSERT INTO search_gram (id, tokens) VALUES (:id, array_to_tsvector(string_to_array(:tokens, ' ')))"
    ),
}


def add(session: Session, entries: Collection[tuple[int, Iterable[str]]]) -> None:
    """Put words under new numbers."""
    if entries:
        rows = [{"id": number, "tokens": " ".join(sorted(words))} for number, words in entries]
        session.execute(_ADD[_dialect(session)], rows)


def remove(session: Session, numbers: Collection[int]) -> None:
    """Forget numbers. SQLite keeps their words, which lead to no row any more, until `emptied`."""
    if numbers and _dialect(session) == "postgresql":
        session.execute(text("DELETE FROM search_gram WHERE id = ANY(:ids)"), {"ids": sorted(numbers)})


def emptied(session: Session) -> None:
    """Take every word out of the index."""
    session.execute(
        text("INSERT INTO search_gram (search_gram) VALUES ('delete-all')")
        if _dialect(session) == "sqlite"
        else text("DELETE FROM search_gram")
    )


def holds(session: Session, number: Any, wanted: Wanted) -> ColumnElement[bool]:
    """The condition that `number` stands under what is wanted, which must not be empty."""
    if _dialect(session) == "sqlite":
        grams = table("search_gram", column("rowid"))
        matching = select(grams.c.rowid).where(
            literal_column("search_gram").op("MATCH")(bindparam(None, _fts5(wanted)))
        )
        found: ColumnElement[bool] = number.in_(matching)
        return found
    grams = table("search_gram", column("id"), column("tokens"))
    matching = select(grams.c.id).where(
        and_(grams.c.tokens.op("@@")(text("CAST(:grams AS tsquery)").bindparams(grams=_tsquery(wanted))))
    )
    held: ColumnElement[bool] = number.in_(matching)
    return held


def _fts5(wanted: Wanted) -> str:
    return " AND ".join("(" + " OR ".join(_fts5_word(word) for word in choice) + ")" for choice in wanted)


def _fts5_word(word: Word) -> str:
    return f'"{word.text}"' + ("*" if word.prefix else "")


def _tsquery(wanted: Wanted) -> str:
    return " & ".join("(" + " | ".join(_tsquery_word(word) for word in choice) + ")" for choice in wanted)


def _tsquery_word(word: Word) -> str:
    return f"'{word.text}'" + (":*" if word.prefix else "")


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
