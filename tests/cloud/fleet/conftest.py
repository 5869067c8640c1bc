"""A region of a few dozen organisations on either engine, and a clock that goes only when it is told to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.operator.seed import Region
from cloud.database.engine import Database
from cloud.fleet.figures import FleetFigures
from cloud.fleet.settings import FleetSettings
from tests.cloud.said import NOW

MINUTE = 60_000


class HandClock:
    """Stands still between two words."""

    def __init__(self) -> None:
        self.at = NOW

    def now_ms(self) -> int:
        return self.at

    def monotonic(self) -> float:
        return self.at / 1000

    def go(self, ms: int) -> None:
        self.at += ms


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def region() -> Region:
    return Region(120, NOW)


@pytest.fixture
def database(records_url: str, region: Region) -> Iterator[Database]:
    opened = Database(records_url)
    region.write(opened)
    yield opened
    opened.close()


@pytest.fixture
def figures(database: Database, clock: HandClock) -> FleetFigures:
    return FleetFigures(database, FleetSettings(), clock)
