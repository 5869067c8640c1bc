"""Many processes over one PostgreSQL: the same alarm, the same messages, and never twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cloud.access.tables import Ledger
from cloud.alarms.tables import Alarm
from cloud.database.engine import Database
from cloud.events.tables import EventRow
from cloud.live.tables import Change
from tests.cloud.said import GATEWAY, NOW

RAISING = Path(__file__).with_name("raising.py")
PROCESSES = 8


@pytest.mark.parametrize(
    "count", [pytest.param(60, id="60"), pytest.param(1_250, id="1250", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)
def test_eight_processes_that_raise_one_alarm_leave_exactly_one(records_url: str, count: int) -> None:
    # Each of the 8 tells every number, so that 8 x 1,250 are 10,000 raisings.
    processes = [
        subprocess.Popen(
            [sys.executable, str(RAISING), records_url, str(worker), str(count), str(PROCESSES)],
            env={**os.environ, "PYTHONPATH": os.getcwd()},
        )
        for worker in range(PROCESSES)
    ]
    assert [process.wait(600) for process in processes] == [0] * PROCESSES
    database = Database(records_url)
    with database.read() as session:
        (alarm,) = session.scalars(select(Alarm))
        assert (alarm.state, alarm.level, alarm.raised_at) == ("raised", "active", NOW + 1)
        assert (alarm.edges, alarm.occurrences) == (count, count)
        assert session.scalar(select(func.count()).select_from(EventRow)) == count
        ledger = session.get(Ledger, (GATEWAY, "event"))
        assert ledger is not None
        assert (ledger.known, ledger.stored) == ([1, count], count)
        assert (ledger.received, ledger.duplicates) == (PROCESSES * count, (PROCESSES - 1) * count)
        numbers = list(session.scalars(select(Change.id).order_by(Change.id)))
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    database.close()
