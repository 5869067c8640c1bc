"""When the centre itself could not hear, by scope; that time counts against nobody's limit.

1. A gateway's deaf time is the sum over its scopes, so one moment is never written under two of them.
2. From one look to the next a scope was deaf when it is at either of them. A supervision that begins anew, or
   has not looked for long, knows nothing of the time between: then nobody was heard.
3. All of it is in the records: a restart begins where the last one ended, and all processes write one book.
4. A scope has a bounded number of spans. Past it the two nearest become one, which keeps what was deaf of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from sqlalchemy.orm import Session

from cloud.database import counters, locks
from cloud.database.engine import Database
from cloud.registry.homes import BROKER
from cloud.supervision import repository
from cloud.supervision.scopes import EVERYBODY, Deaf
from cloud.supervision.tables import DeafSpan

#: Spans kept of each scope.
SPANS = 32

#: A look is written down after so long, when it has nothing new to say.
_WRITE_EVERY_MS = 10_000
#: What lies between two looks further apart than this was not watched.
_WATCHED_MS = 30_000
_LOOKED = "supervision-looked"


class Deafness:
    """Writes down from look to look what was not heard."""

    def __init__(self, database: Database) -> None:
        self._database = database
        #: What was not heard at this process's last look, and when that was; None: it has not looked yet.
        self._before: tuple[int, Deaf] | None = None

    def look(self, now: int, deaf: Deaf) -> None:
        """Take the present look in. What was deaf until now is written down when this returns."""
        with self._database.read() as session:
            age = now - counters.current(session, _LOOKED)
        if self._before is None or deaf != self._before[1] or not 0 <= age < _WRITE_EVERY_MS:
            with self._database.write() as session:
                locks.take(session, "supervision", ["deafness"])
                looked = counters.current(session, _LOOKED)
                for scope, began, ended in self._unheard(looked, now, deaf):
                    _lengthen(session, scope, began, ended)
                if now != looked:
                    counters.raise_to(session, _LOOKED, now)
        self._before = now, deaf

    def _unheard(self, looked: int, now: int, deaf: Deaf) -> Iterator[tuple[str, int, int]]:
        """Which scopes were deaf since what is written, from when to when."""
        if self._before is None or now - looked > _WATCHED_MS:
            yield EVERYBODY, looked, now
            return
        at, before = self._before
        last = min(max(at, looked), now)
        for scope in before.scopes:
            yield scope, looked, last
        both = Deaf(before.scopes | deaf.scopes)
        for scope in both.scopes - both.areas if BROKER in both.scopes else both.scopes:
            yield scope, last, now


def _lengthen(session: Session, scope: str, began: int, ended: int) -> None:
    if ended <= began:
        return
    spans = repository.spans(session, scope)
    if spans and spans[-1].ended >= began:
        spans[-1].ended, spans[-1].deaf_ms = ended, spans[-1].deaf_ms + ended - began
    else:
        spans.append(DeafSpan(scope=scope, began=began, ended=ended, deaf_ms=ended - began))
        session.add(spans[-1])
    session.flush()
    if len(spans) > SPANS:
        _join_the_nearest(session, spans)


def _join_the_nearest(session: Session, spans: Sequence[DeafSpan]) -> None:
    gaps = [later.began - earlier.ended for earlier, later in pairwise(spans)]
    nearest = gaps.index(min(gaps))
    earlier, later = spans[nearest], spans[nearest + 1]
    session.delete(later)
    earlier.ended, earlier.deaf_ms = later.ended, earlier.deaf_ms + later.deaf_ms
    session.flush()
