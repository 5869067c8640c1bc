"""Queries of spellings and of what may be meant. What the asker may not see is not found."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.matching.comparing import Spelling
from cloud.matching.tables import SpellingMatch
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.people.scope import within

WAITING = "waiting"
_PIECE = 5_000


def spellings(session: Session, asker: Asker) -> Iterator[tuple[int, Spelling]]:
    """Every organisation as the registry writes it."""
    query = select(Organisation.id, Organisation.name, Organisation.address, Organisation.area).where(
        within(asker, Organisation.area, Organisation.id)
    )
    for number, name, address, area in session.execute(query.execution_options(yield_per=_PIECE)):
        yield int(number), Spelling(name, address, area)


def named(session: Session, asker: Asker, names: Collection[str]) -> dict[str, list[Organisation]]:
    """Organisations whose name is written exactly so."""
    query = select(Organisation).where(
        among(session, Organisation.name, set(names)), within(asker, Organisation.area, Organisation.id)
    )
    found: dict[str, list[Organisation]] = {}
    for row in session.scalars(query.order_by(Organisation.id)):
        found.setdefault(row.name, []).append(row)
    return found


def numbers(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The numbers of organisations that were found in the asker's scope before."""
    query = select(Organisation.id, Organisation.number).where(among(session, Organisation.id, set(ids)))
    return {int(id): number for id, number in session.execute(query)}


def said(session: Session, asker: Asker, keys: Collection[str]) -> dict[str, list[SpellingMatch]]:
    """What was asked and decided of these spellings."""
    query = (
        select(SpellingMatch)
        .join(Organisation, Organisation.id == SpellingMatch.organisation_id)
        .where(
            among(session, SpellingMatch.key, set(keys)), within(asker, Organisation.area, Organisation.id)
        )
        .order_by(SpellingMatch.id)
    )
    found: dict[str, list[SpellingMatch]] = {}
    for row in session.scalars(query):
        found.setdefault(row.key, []).append(row)
    return found


def page(
    session: Session, asker: Asker, states: Sequence[str], *, after: int | None, limit: int
) -> list[tuple[SpellingMatch, Organisation]]:
    """Spellings beside what may be meant, those asked first first."""
    query = (
        select(SpellingMatch, Organisation)
        .join(Organisation, Organisation.id == SpellingMatch.organisation_id)
        .where(SpellingMatch.state.in_(states), within(asker, Organisation.area, Organisation.id))
        .order_by(SpellingMatch.id)
        .limit(limit)
    )
    query = query if after is None else query.where(SpellingMatch.id > after)
    return [(match, organisation) for match, organisation in session.execute(query)]


def by_id(
    session: Session, asker: Asker, number: int, *, for_update: bool = False
) -> tuple[SpellingMatch, Organisation] | None:
    """One of them."""
    query = (
        select(SpellingMatch, Organisation)
        .join(Organisation, Organisation.id == SpellingMatch.organisation_id)
        .where(SpellingMatch.id == number, within(asker, Organisation.area, Organisation.id))
    )
    found = session.execute(query.with_for_update(of=SpellingMatch) if for_update else query).one_or_none()
    return None if found is None else (found[0], found[1])


def waiting(session: Session, asker: Asker, kind: str | None = None) -> int:
    """How many spellings wait for a person."""
    query = (
        select(func.count(SpellingMatch.key.distinct()))
        .join(Organisation, Organisation.id == SpellingMatch.organisation_id)
        .where(SpellingMatch.state == WAITING, within(asker, Organisation.area, Organisation.id))
    )
    return session.scalar(query if kind is None else query.where(SpellingMatch.kind == kind)) or 0
