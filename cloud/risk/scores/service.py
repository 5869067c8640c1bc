"""Scoring: everything at night, and within a minute what an event has touched. Opens its own transactions.

1. A night's run is one reading of everything, one pass of the models, and writes of some thousand sites each.
   It is begun anew where it broke off: what was written is as if never begun.
2. Events come from the change log. Their organisations' sites are read and scored alone; what they take from
   others alike is that of the last night.
3. Overdue is an event without anybody: it comes with midnight. The first look of a day finds what passed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from sqlalchemy.orm import Session

from cloud.database import counters
from cloud.database.engine import Database
from cloud.duty.days import DAY_MS, day_of, start_of
from cloud.jobs.job import Done, Work
from cloud.live import repository as change_log
from cloud.risk.model_health.at_work import SUBJECTS, AtWork, at_work
from cloud.risk.scores import news, night_repository, repository
from cloud.risk.scores.gathering import Known, gather
from cloud.risk.scores.keeping import Cause, Event, Kept, keep
from cloud.risk.scores.overdue import passed
from cloud.risk.scores.scoring import AROUND, Scored, score, unpacked, with_surroundings
from cloud.risk.settings import NIGHT_HOUR, RiskSettings
from cloud.risk.warnings import raising
from models.fire_risk.facts import NAMES, PLACE, Floats

#: Counters: how far the change log was read, and when all was scored last (milliseconds; 0: must be anew).
CURSOR: Final = "risk-cursor"
SWEPT: Final = "risk-swept"
_DAY: Final = "risk-day"
_CHUNK: Final = 4_000
#: What was said is kept so long: the longest horizon and a quarter.
_SAID_DAYS: Final = 460
_SAID_EVERY: Final = 30
Models = Mapping[bool, AtWork]


class Reckoned(NamedTuple):
    """Everything known at a moment, and what the models make of it."""

    known: Known
    told: Floats
    scored: Scored
    models: Models


def models_at_work(session: Session) -> dict[bool, AtWork]:
    """The models by whether a site is a community."""
    return {subject == "community": at_work(session, subject) for subject in SUBJECTS}


def reckon(session: Session, moment: int, threads: int, owners: Sequence[int] | None = None) -> Reckoned:
    """Facts and scores of these organisations' sites, or of all, as of the moment."""
    known = gather(session, moment, owners)
    told = known.facts()
    if owners is not None:
        told = with_surroundings(told, _surroundings(session, known))
    # Where there is nothing to score no model is opened.
    models = models_at_work(session) if known.sites.count else {}
    opened = {which: one.model for which, one in models.items()}
    return Reckoned(known, told, score(opened, known.sites.columns["community"], told, threads), models)


def rescore(
    session: Session,
    settings: RiskSettings,
    events: Mapping[int, Sequence[Event]],
    cause: Cause,
    now: int,
) -> Kept:
    """Score the sites of these organisations anew, within the caller's transaction."""
    found = reckon(session, now, 1, list(events))
    kept = keep(
        session, found.known, found.told, found.scored, found.models, cause=cause, now=now, events=events
    )
    raising.of_steps(session, settings, kept.steps, now)
    return kept


def sweep(work: Work) -> Done:
    """Score everything, under the lease of a job."""

    def guard(session: Session) -> None:
        work.guard(session)

    return Done(everything(work.centre.database, work.centre.settings.risk, work.now, guard))


def everything(
    database: Database, settings: RiskSettings, now: int, guard: Callable[[Session], None] = lambda _: None
) -> int:
    """Score every site as of now; returns how many. `guard` runs first in each transaction that writes."""
    with database.read() as session:
        cursor = change_log.cursor(session)
        found = reckon(session, now, settings.threads)
    for first, end in _pieces(found.known):
        with database.write() as session:
            guard(session)
            kept = keep(
                session, found.known, found.told, found.scored, found.models,
                cause="night", now=now, first=first, end=end,
            )  # fmt: skip
            raising.of_steps(session, settings, kept.steps, now)
    with database.write() as session:
        guard(session)
        finish(session, cursor, now)
    return found.known.sites.count


def finish(session: Session, cursor: int, now: int) -> None:
    """After everything was scored as of `now`: the day's figures, what is looked back on, where to go on."""
    night_repository.forget_gone(session, now)
    night_repository.look_back(session, now - 7 * DAY_MS)
    today = day_of(now)
    night_repository.write_day(session, today.isoformat())
    number = (start_of(today) + DAY_MS // 2) // DAY_MS
    last = night_repository.last_said(session)
    if last is None or number - last >= _SAID_EVERY:
        night_repository.write_said(session, number)
        night_repository.forget_said(session, number - _SAID_DAYS)
    if counters.current(session, SWEPT) == 0:
        counters.raise_to(session, CURSOR, max(cursor, counters.current(session, CURSOR)))
    counters.raise_to(session, SWEPT, now)


def sweep_due(database: Database, now: int) -> bool:
    """Whether everything must be scored: tonight's run is due, or something was missed or changed."""
    with database.read() as session:
        swept = counters.current(session, SWEPT)
    night = start_of(day_of(now)) + NIGHT_HOUR * DAY_MS // 24
    return swept < (night if now >= night else night - DAY_MS)


def follow(work: Work) -> Done:
    """Score what events have touched since the last look."""
    database, settings, now = work.centre.database, work.centre.settings.risk, work.now
    with database.read() as session:
        swept = counters.current(session, SWEPT)
        cursor = counters.current(session, CURSOR)
        if swept == 0:
            return Done()  # everything is scored first
        told = news.since(session, cursor)
        events = {owner: list(list_) for owner, list_ in told.events.items()}
        for owner, event in passed(session, counters.current(session, _DAY), now):
            events.setdefault(owner, []).append(event)
    done = 0
    owners = sorted(events)
    for first in range(0, len(owners), settings.dirty_batch):
        work.keep()
        some = {owner: events[owner] for owner in owners[first : first + settings.dirty_batch]}
        with database.write() as session:
            work.guard(session)
            done += rescore(session, settings, some, "event", now).scores
    with database.write() as session:
        work.guard(session)
        counters.raise_to(session, CURSOR, told.cursor)
        counters.raise_to(session, _DAY, start_of(day_of(now)))
        if told.missed:
            counters.raise_to(session, SWEPT, 0)
    warning = "变更日志有缺失,将重新评分全部对象 changes are gone: everything is scored anew"
    return Done(done, warning if told.missed else None)


def _surroundings(session: Session, known: Known) -> Floats:
    """What each site has of others alike, from the last night; of one that is new, from one beside it."""
    columns = known.sites.columns
    held = repository.standing_facts(session, columns["organisation_id"].astype(np.int64).tolist())
    found = np.full((known.sites.count, len(NAMES)), np.nan, dtype=np.float32)
    places = [PLACE[name] for name in AROUND]
    for row in range(known.sites.count):
        subject = "community" if columns["community"][row] else "building"
        content = held.get((subject, int(columns["site_id"][row])))
        if content is None:
            content = repository.facts_beside(
                session, subject, str(columns["area"][row]), str(columns["category"][row])
            )
        found[row, places] = unpacked(content)[0, places]
    return found


def _pieces(known: Known) -> list[tuple[int, int]]:
    """Spans of some thousand sites that never part those of one organisation."""
    owners = known.sites.columns["organisation_id"]
    found: list[tuple[int, int]] = []
    first = 0
    while first < owners.size:
        end = min(first + _CHUNK, owners.size)
        if end < owners.size:
            end = int(np.searchsorted(owners, owners[end - 1], "right"))
        found.append((first, end))
        first = end
    return found
