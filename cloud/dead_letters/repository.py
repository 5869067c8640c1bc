"""Queries of the dead letters."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Session

from cloud.access.examine import Refused
from cloud.database import counters
from cloud.database.among import among
from cloud.database.upsert import insert
from cloud.dead_letters.source import may_be_fire, source_of
from cloud.dead_letters.tables import OPEN, STORED, DeadLetter, LetterOverflow
from cloud.organisations.tables import GatewayPlace, Organisation
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within
from cloud.registry.homes import Home
from cloud.registry.tables import Gateway

#: The counter of dead letters pushed out of the full table.
EVICTED = "dead-letters-evicted"

#: Which letters make room first: settled ones, then those that are no fire, then the longest unseen.
_OUT_FIRST = ((DeadLetter.state == OPEN), DeadLetter.urgent, DeadLetter.last_at, DeadLetter.id)

_TOPIC_LIMIT = 256
_REASON_LIMIT = 512


@dataclass(frozen=True)
class Wanted:
    """What a search asks for; None: anything."""

    text: str | None = None
    state: str | None = None
    gateway: str | None = None
    area: str | None = None
    organisation: int | None = None
    since: int | None = None
    until: int | None = None


class Added(NamedTuple):
    """The row of a letter, and who sent it."""

    id: int
    source: str


def add(session: Session, refused: Refused, payload_bytes: int, home: Home | None, held: str) -> Added:
    """Keep a refused message, or count it on the row that its first coming made.

    One that had been dismissed and comes again is open again.
    """
    arrival, identity = refused.arrival, refused.identity
    area, organisation = (home.area, home.organisation_id) if home else refused.owner or (None, None)
    source = _storable(source_of(arrival.topic, refused.speaker))
    statement = insert(session, DeadLetter).values(
        first_at=arrival.ts_cloud,
        last_at=arrival.ts_cloud,
        topic=_storable(arrival.topic[:_TOPIC_LIMIT]),
        place=_storable(refused.where[:_REASON_LIMIT]),
        reason=_storable(refused.reason[:_REASON_LIMIT]),
        size=len(arrival.payload),
        sha256=arrival.digest.hex(),
        payload=arrival.payload[:payload_bytes],
        times=1,
        gateway=identity.place.gateway if identity else refused.speaker,
        stream=identity.place.stream.value if identity else None,
        seq=identity.seq if identity else None,
        area=area,
        organisation_id=organisation,
        state=OPEN,
        held=held,
        source=source,
        urgent=may_be_fire(arrival),
    )
    kept = statement.on_conflict_do_update(
        index_elements=[DeadLetter.topic, DeadLetter.sha256],
        set_={
            "times": DeadLetter.times + 1,
            "last_at": statement.excluded.last_at,
            "place": statement.excluded.place,
            "reason": statement.excluded.reason,
            "state": OPEN,
        },
        # What was stored after all is only a repetition now.
        where=DeadLetter.state != STORED,
    ).returning(DeadLetter.id)
    made = session.execute(kept).scalar_one_or_none()
    if made is not None:
        return Added(int(made), source)
    there = select(DeadLetter.id).where(
        DeadLetter.topic == _storable(arrival.topic[:_TOPIC_LIMIT]),
        DeadLetter.sha256 == arrival.digest.hex(),
    )
    return Added(int(session.execute(there).scalar_one()), source)


def kept(session: Session, arrivals: Collection[tuple[str, bytes]]) -> set[bytes]:
    """Which of these messages, by topic and digest, a row is of."""
    named = {(_storable(topic[:_TOPIC_LIMIT]), digest.hex()) for topic, digest in arrivals}
    rows = session.execute(
        select(DeadLetter.topic, DeadLetter.sha256).where(
            among(session, DeadLetter.topic, {topic for topic, _ in named}),
            among(session, DeadLetter.sha256, {digest for _, digest in named}),
        )
    )
    return {bytes.fromhex(digest) for topic, digest in rows if (topic, digest) in named}


def trim(session: Session, limit: int) -> int:
    """Push rows out of a table past its limit, in the order of `_OUT_FIRST`. Counted."""
    surplus = (session.scalar(select(func.count()).select_from(DeadLetter)) or 0) - limit
    if surplus <= 0:
        return 0
    _drop(session, select(DeadLetter.id).order_by(*_OUT_FIRST).limit(surplus))
    counters.advance(session, EVICTED, surplus)
    return surplus


def trim_sources(session: Session, sources: Collection[str], limit: int, now: int) -> None:
    """Hold each of these sources to so many letters; what it loses is its own, and counted for it."""
    held = session.execute(
        select(DeadLetter.source, func.count())
        .where(among(session, DeadLetter.source, set(sources)))
        .group_by(DeadLetter.source)
        .having(func.count() > limit)
        .order_by(DeadLetter.source)
    ).all()
    for source, count in held:
        of_source = select(DeadLetter).where(DeadLetter.source == source)
        newest = session.scalars(of_source.order_by(DeadLetter.id.desc()).limit(1)).one()
        _count_overflow(session, newest, count - limit, now)
        ids = select(DeadLetter.id).where(DeadLetter.source == source)
        _drop(session, ids.order_by(*_OUT_FIRST).limit(count - limit))


def overflows(session: Session, asker: Asker, limit: int) -> list[LetterOverflow]:
    """Of whom letters were not kept, the most first."""
    return list(
        session.scalars(
            select(LetterOverflow)
            .where(within(asker, LetterOverflow.area, LetterOverflow.organisation_id))
            .order_by(LetterOverflow.letters.desc(), LetterOverflow.source)
            .limit(limit)
        )
    )


def overflow(session: Session, asker: Asker) -> int:
    """How many letters were not kept within the asker's scope."""
    query = select(func.sum(LetterOverflow.letters)).where(
        within(asker, LetterOverflow.area, LetterOverflow.organisation_id)
    )
    return int(session.scalar(query) or 0)


def search(
    session: Session, asker: Asker, wanted: Wanted, *, before: int | None, limit: int
) -> list[DeadLetter]:
    """The newest rows below `before` that are wanted, newest last."""
    query = select(DeadLetter).where(*_conditions(asker, wanted))
    if before is not None:
        query = query.where(DeadLetter.id < before)
    return list(session.scalars(query.order_by(DeadLetter.id.desc()).limit(limit)))[::-1]


def ids(session: Session, asker: Asker, wanted: Wanted, limit: int) -> list[int]:
    """The ids of what is wanted, oldest first."""
    query = select(DeadLetter.id).where(*_conditions(asker, wanted)).order_by(DeadLetter.id).limit(limit)
    return list(session.scalars(query))


def one(session: Session, asker: Asker, id: int, *, for_update: bool = False) -> DeadLetter | None:
    """One row within the asker's scope."""
    query = select(DeadLetter).where(
        DeadLetter.id == id, within(asker, DeadLetter.area, DeadLetter.organisation_id)
    )
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def by_id(session: Session, ids: Iterable[int]) -> list[DeadLetter]:
    """Rows by id, for those that are still there."""
    return list(session.scalars(select(DeadLetter).where(among(session, DeadLetter.id, set(ids)))))


class Owner(NamedTuple):
    """Whose a gateway is."""

    area: str
    organisation_id: int | None


def owner(session: Session, gateway: str) -> Owner | None:
    """Whose a gateway is: as it was heard, else as it is planned; None: nobody knows of it."""
    heard = select(Gateway.area, Gateway.organisation_id).where(Gateway.gateway == gateway)
    planned = (
        select(Organisation.area, Organisation.id)
        .join(GatewayPlace, GatewayPlace.organisation_id == Organisation.id)
        .where(GatewayPlace.gateway == gateway)
    )
    found = session.execute(heard).one_or_none() or session.execute(planned).one_or_none()
    return None if found is None else Owner(*found)


def _conditions(asker: Asker, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [within(asker, DeadLetter.area, DeadLetter.organisation_id)]
    if wanted.text:
        pattern = "%" + wanted.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        found.append(
            or_(*(column.ilike(pattern, escape="\\") for column in (DeadLetter.topic, DeadLetter.reason)))
        )
    if wanted.state is not None:
        found.append(DeadLetter.state == wanted.state)
    if wanted.gateway is not None:
        found.append(DeadLetter.gateway == wanted.gateway)
    if wanted.area is not None:
        found.append(in_area(DeadLetter.area, wanted.area))
    if wanted.organisation is not None:
        found.append(DeadLetter.organisation_id == wanted.organisation)
    if wanted.since is not None:
        found.append(DeadLetter.last_at >= wanted.since)
    if wanted.until is not None:
        found.append(DeadLetter.last_at < wanted.until)
    return found


def _count_overflow(session: Session, newest: DeadLetter, letters: int, now: int) -> None:
    statement = insert(session, LetterOverflow).values(
        source=newest.source,
        gateway=newest.gateway,
        area=newest.area,
        organisation_id=newest.organisation_id,
        letters=letters,
        first_at=now,
        last_at=now,
    )
    told = ("gateway", "area", "organisation_id", "last_at")
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[LetterOverflow.source],
            set_={name: statement.excluded[name] for name in told}
            | {"letters": LetterOverflow.letters + letters},
        )
    )


def _drop(session: Session, ids: Select[int]) -> None:
    session.execute(delete(DeadLetter).where(DeadLetter.id.in_(ids.scalar_subquery())))


def _storable(text: str) -> str:
    """Text that every database takes: no lone surrogates, no NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "\N{SYMBOL FOR NULL}")
