"""What a person should know about the sending: words for the centre's health."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from cloud.live.classes import FIRE
from cloud.notification import mailbag, repository

#: A fire that is overdue for so long reaches nobody in time.
_OVERDUE_MS: Final = 60_000
#: A channel that has failed for so long is no passing fault.
_FAILING_MS: Final = 300_000
#: Fires that reached nobody count for so long.
_LOST_MS: Final = 3_600_000
_NAMED: Final = 5


def complaints(session: Session, now: int) -> list[str]:
    """One sentence each; none: everything that is due is told."""
    found = []
    overdue = [
        (kind, number)
        for kind, rank, number, oldest in mailbag.figures(session)
        if rank == FIRE and oldest < now - _OVERDUE_MS
    ]
    found += [
        f"{number} messages of the fire class wait for {kind} for over a minute; see that a process with the"
        " role `jobs` runs, and its channels"
        for kind, number in overdue
    ]
    failing = [
        row.name
        for row in repository.channels(session).values()
        if row.enabled and row.failing_since is not None and row.failing_since < now - _FAILING_MS
    ]
    if failing:
        found.append(
            f"channels fail: {', '.join(failing[:_NAMED])}; see /api/v1/notification/channels for why"
        )
    lost = mailbag.lost(session, now - _LOST_MS)
    if lost:
        found.append(
            f"{lost} messages of the fire class reached nobody in the last hour;"
            " see /api/v1/notification/messages, and give their rules another step"
        )
    return found
