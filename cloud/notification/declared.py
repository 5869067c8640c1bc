"""What is not told because somebody has declared works, or has laid it on the shelf.

1. What begins to ring within declared works is logged and not told. The planner asks the declarations itself:
   it may look at an alarm before the watch has.
2. What lies on the shelf is not told again. The fire class never lies there.
3. What a person has found to be real, and what asks for a dispatch, is told whatever was declared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from cloud.alarms.state_table import Outcome
from cloud.alarms.tables import Alarm
from cloud.maintenance import repository as maintenance
from cloud.maintenance.service import covers
from cloud.notification.matching import Reason
from cloud.notification.moments import Moment, is_fire
from cloud.shelving import repository as shelving

ALWAYS: Final = frozenset(
    {Moment.REAL, Moment.REQUESTED, Moment.CONFIRMED, Moment.WITHDRAWN, Moment.DISPATCHED}
)
IN_WORKS: Final = Reason("维保或步测期间,仅记录", "within declared works: logged, not told")
ON_THE_SHELF: Final = Reason("搁置期间不再通知", "on the shelf: not told again")


def held_back(
    moment: Moment, kind: str, outcome: str | None, *, in_works: bool, shelved: bool
) -> Reason | None:
    """Why nobody is told; None: whoever the rules name is. Pure."""
    if moment in ALWAYS:
        return None
    if in_works and outcome != Outcome.REAL:
        return IN_WORKS
    return ON_THE_SHELF if shelved and not is_fire(kind) else None


class Declared:
    """What is declared about many alarms, read once."""

    def __init__(
        self, session: Session, rows: Sequence[Alarm], buildings: Mapping[str, int | None], now: int
    ) -> None:
        places = {place for place in buildings.values() if place is not None}
        self._buildings = buildings
        self._works = maintenance.in_force(session, now, {row.gateway for row in rows}, places)
        keys = {(row.gateway, row.part, row.kind) for row in rows if not is_fire(row.kind)}
        self._shelf = shelving.on_the_shelf(session, keys)

    def holds_back(self, row: Alarm, moment: Moment) -> Reason | None:
        """Why nobody is told of this moment of an alarm; None: nothing keeps it back."""
        in_works = row.maintenance_id is not None or any(
            works.begun_at <= row.rung_at
            and covers(works, row.gateway, row.part, self._buildings.get(row.gateway))
            for works in self._works
        )
        shelved = row.shelved_until is not None or (row.gateway, row.part, row.kind) in self._shelf
        return held_back(moment, row.kind, row.outcome, in_works=in_works, shelved=shelved)
