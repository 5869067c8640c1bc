"""What owners have used of a day, as one transaction sees it. A row is locked when it is first needed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy.orm import Session

from cloud.access.examine import Accepted
from cloud.budgets import repository
from cloud.budgets.tables import BudgetUse
from cloud.registry.homes import Homes


class Owner(NamedTuple):
    """Who pays: an organisation, or a gateway that belongs to none."""

    name: str
    area: str
    organisation_id: int | None


def owner_of(item: Accepted, homes: Homes) -> Owner:
    """Who pays for a message."""
    home = homes.of(item.place.gateway)
    if home is None or home.organisation_id is None:
        return Owner(f"gateway/{item.place.gateway}", item.place.area, None)
    return Owner(f"organisation/{home.organisation_id}", home.area, home.organisation_id)


class Desk:
    """One day's uses."""

    def __init__(self, session: Session, day: int, letters_per_day: int) -> None:
        self._session = session
        self._day = day
        self._letters_per_day = letters_per_day
        self._rows: dict[str, BudgetUse] = {}

    def lock(self, owners: Iterable[Owner]) -> None:
        """Lock the rows of these owners, in the order of their names."""
        for owner in sorted(set(owners), key=lambda owner: owner.name):
            self._row(owner)

    def open_series(self, owner: Owner, wanted: int, per_day: int) -> int:
        """Open so many new series; returns how many of them lie within the day's budget."""
        row = self._row(owner)
        taken = max(0, min(wanted, per_day - row.new_series))
        row.new_series += taken
        return taken

    def refuse(self, owner: Owner, *, messages: int = 0, values: int = 0, series: int = 0) -> bool:
        """Count what was refused; True while a dead letter may be written of it."""
        row = self._row(owner)
        row.refused_messages += messages
        row.refused_values += values
        row.refused_series += series
        if row.letters >= self._letters_per_day:
            return False
        row.letters += 1
        return True

    def _row(self, owner: Owner) -> BudgetUse:
        row = self._rows.get(owner.name)
        if row is None:
            row = repository.use_locked(
                self._session, owner.name, self._day, owner.area, owner.organisation_id
            )
            self._rows[owner.name] = row
        return row
