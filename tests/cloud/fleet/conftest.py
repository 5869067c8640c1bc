"""A region of a few dozen organisations on either engine, and a clock that goes only when it is told to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.operator.seed import Region
from cloud.database.engine import Database
from cloud.fleet.figures import FleetFigures
from cloud.fleet.settings import FleetSettings
from tests.cloud.said import NOW
from tests.hand_clock import HandClock

MINUTE = 60_000


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NOW)


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
