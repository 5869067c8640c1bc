"""A small simulated city for tests, made once in the process itself."""

from __future__ import annotations

import functools

from models.fire_risk.histories import City
from models.fire_risk.records import Records, records
from models.fire_risk.schema import EVENTS
from models.fire_risk.timeline import FIRST
from simulators.city_history import folder
from simulators.city_history.history import Wish, history


@functools.cache
def town(code: str = "1503", buildings: int = 400, communities: int = 60, weeks: int = 290) -> City:
    """A city with its truth."""
    made = history(code, Wish(buildings, communities, FIRST, weeks), 5)
    tables = folder.tables(made)
    told = records(tables["sites"], tables["weather"], {name: tables[name] for name in EVENTS})
    return City(code, told, made.expected, made.serious, int(made.days.day[0]))


def town_records() -> Records:
    """Its records alone."""
    return town().records
