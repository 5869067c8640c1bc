"""Far more readings than can be stored: fires do not wait, readings are shed, memory stays flat."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.ingest.overload import overload, told
from tests.line.ingest_books import assert_everything_is_accounted_for, events
from tests.services import find_or_skip

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("load")]

#: Small bounds, so that a small flood is far beyond them.
BOUNDS = "batch_messages = 64\nqueue_messages = 400"


def flood(folder: Path, seconds: float, rate: float) -> None:
    figures = overload(folder, seconds=seconds, rate=rate, shed_after_s=0.5, fires_per_s=20, ingest=BOUNDS)
    readings, fires = told(folder, "load"), told(folder, "fire")

    books = assert_everything_is_accounted_for(folder, readings)
    assert sum(account.shed for account in books.values()) > 0
    assert sum(account.stored for account in books.values()) > 0
    assert readings["unreceipted"] == []

    fire_books = assert_everything_is_accounted_for(folder, fires)
    assert fires["unreceipted"] == []
    assert sum(account.shed for account in fire_books.values()) == 0
    assert len(events(folder)) == len(set(events(folder))) == fires["sent"] > 0
    # No fire had to be sent a second time: each was receipted within the ten seconds that the contract gives.
    assert fires["again"] == 0
    assert float(figures["rss_second_half_mb"]) < 1.25 * float(figures["rss_first_half_mb"]) + 20


@pytest.mark.timeout(180)
def test_fires_are_all_stored_while_readings_are_shed_and_counted(tmp_path: Path) -> None:
    find_or_skip("mosquitto")
    flood(tmp_path, seconds=6, rate=2_500)


@pytest.mark.slow
@pytest.mark.timeout(2400)
def test_fires_are_all_stored_through_minutes_of_overload(tmp_path: Path) -> None:
    find_or_skip("mosquitto")
    flood(tmp_path, seconds=300, rate=6_000)
