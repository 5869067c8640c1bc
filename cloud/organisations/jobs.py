"""The look for what has been heard, as a job: bounded pieces, each a short transaction of its own."""

from __future__ import annotations

from typing import Final

from cloud.jobs.job import Done, Job, Work
from cloud.organisations import heard

_PIECE: Final = 500


def look(work: Work) -> Done:
    """Bind what is heard by now, mark points and organisations as heard."""
    return Done(_bind(work) + _points(work) + _organisations(work))


def _bind(work: Work) -> int:
    done = 0
    while True:
        work.keep()
        with work.centre.database.read() as session:
            names = heard.unowned(session, _PIECE)
        if not names:
            return done
        with work.centre.database.write() as session:
            work.guard(session)
            heard.own(session, names)
        done += len(names)


def _points(work: Work) -> int:
    done, after = 0, ""
    while True:
        work.keep()
        with work.centre.database.read() as session:
            names = heard.missing(session, after, _PIECE)
            found = heard.newly_heard(session, names) if names else []
        if not names:
            return done
        after = names[-1]
        for start in range(0, len(found), _PIECE):
            with work.centre.database.write() as session:
                work.guard(session)
                heard.mark(session, found[start : start + _PIECE])
        done += len(found)


def _organisations(work: Work) -> int:
    done, after = 0, 0
    while True:
        work.keep()
        with work.centre.database.read() as session:
            signs = heard.signs(session, after, _PIECE)
        if not signs:
            return done
        after = signs[-1][0]
        with work.centre.database.write() as session:
            work.guard(session)
            heard.hear(session, signs, work.now)
        done += len(signs)


JOBS: Final = (
    Job("places-heard", 60.0, look, "核对规划点位是否上线", "look which planned points have been heard"),
)
