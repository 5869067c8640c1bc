"""What the engine was given against what it has, hour by hour: an engine's yes proves nothing.

Less found than written is samples that the engine lost, or a gateway that sent two values for one time under
two numbers. More found than written are samples whose booking is still to come, or that were not counted yet.
"""

from __future__ import annotations

from cloud.jobs.job import Done, Work
from cloud.timeseries import repository
from cloud.timeseries.port import Tier

HOUR_MS = Tier.HOUR.step_ms
#: Hours of gateways that one run asks for.
HOURS_A_RUN = 2_000
#: An hour is asked for once it is over and nothing of it came for so long (and the engine has settled).
QUIET_MS = 15 * 60_000


def reconcile(work: Work) -> Done:
    """Ask the engine for every hour that waits to be checked; returns how many it has answered for."""
    centre = work.centre
    centre.series.flush()
    with centre.database.read() as session:
        waiting = repository.to_check(
            session, work.now - HOUR_MS - QUIET_MS, work.now - QUIET_MS, HOURS_A_RUN
        )
    oldest = _oldest_kept(work)
    for row in waiting:
        work.keep()
        # What the engine has already let go by age cannot be asked for: it is taken as it was written.
        found = (
            row.written
            if row.hour < oldest
            else centre.series.rows_of(row.gateway, row.hour, row.hour + HOUR_MS)
        )
        with centre.database.write() as session:
            work.guard(session)
            repository.checked(session, row, found, work.now)
    return Done(len(waiting), _words(work))


def _oldest_kept(work: Work) -> int:
    periods = [work.centre.settings.timeseries.retention.period_ms(Tier.RAW)]
    own = work.centre.series.own_period_ms(Tier.RAW)
    return work.now - min([*periods, own] if own is not None else periods) + 2 * HOUR_MS


def _words(work: Work) -> str | None:
    with work.centre.database.read() as session:
        sums = repository.check_sums(session)
    words = []
    if sums.missing:
        words.append(
            f"the engine has {sums.missing} samples fewer than it was given, in {sums.short_hours} hours of"
            " gateways; /api/v1/timeseries/check names them"
        )
    ignored = work.centre.series.ignored()
    if ignored:
        told = ", ".join(f"{name} {count}" for name, count in sorted(ignored.items()))
        words.append(f"the engine has thrown rows away since it started: {told}")
    return "; ".join(words) or None
