"""Twenty dispatchers and two watches at once, killed and started again: nothing doubled, nothing lost."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cloud.dispatch.forces.states import BOUND
from cloud.dispatch.forces.tables import ForceUnit, UnitStep
from cloud.dispatch.incidents.tables import Entry, Incident, Order, Report
from cloud.dispatch_requests.tables import DispatchRequest
from telemetry.event_kinds import EventKind
from tests.cloud.conftest import Stores
from tests.cloud.dispatch.incidents.desk119 import Desk119
from tests.cloud.stores import migrated, open_stores
from tests.postgresql import PostgreSql, Templates, from_template

#: Orders that are committed before each kill; the child dies in the middle of whatever comes next.
_KILLS_AFTER = (12, 15, 10)


@pytest.fixture
def url(postgresql: PostgreSql, templates: Templates) -> str:
    return from_template(postgresql, templates, migrated)


@pytest.fixture
def shared(tmp_path: Path, url: str) -> Stores:
    return open_stores(tmp_path, url=url)


def killed_after(url: str, seed: int, orders: int) -> list[tuple[int, int, int]]:
    """The orders that a busy desk told of before it was killed."""
    told: list[tuple[int, int, int]] = []
    command = [sys.executable, "-m", "tests.cloud.dispatch.incidents.busy_desk", url, str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        try:
            for line in child.stdout:
                word, *rest = line.split(maxsplit=3)
                assert word == "order", line
                number, unit, incident = map(int, rest)
                told.append((number, unit, incident))
                if len(told) >= orders:
                    break
        finally:
            child.kill()
    return told


@pytest.mark.processes
@pytest.mark.timeout(400)
def test_twenty_dispatchers_and_automatic_orders_double_and_lose_nothing_however_often_killed(
    shared: Stores, url: str
) -> None:
    desk = Desk119(shared, "hotel")
    desk.brigade(stations=8, engines=3)
    for at in range(8):
        desk.site.ring(f"p{at}", EventKind.FIRE)
    desk.site.watch.look()
    told = [each for seed, orders in enumerate(_KILLS_AFTER) for each in killed_after(url, seed, orders)]
    desk.clock.at = 2_000_000_000_000
    desk.look()
    with shared.database.read() as session:
        units = list(session.scalars(select(ForceUnit)))
        orders = list(session.scalars(select(Order)))
        standing = {order.unit_id: order for order in orders if order.ended_at is None}
        # No double booking: a unit is on one standing order at most, and both say so.
        assert len(standing) == sum(order.ended_at is None for order in orders)
        for unit in units:
            held = standing.get(unit.id)
            assert unit.order_id == (held.id if held is not None else None), unit.name
            assert (unit.state in BOUND) == (held is not None), unit.name
            assert unit.incident_id == (held.incident_id if held is not None else None), unit.name
        # No order lost: what was told as committed is there.
        known = {(order.id, order.unit_id, order.incident_id) for order in orders}
        assert set(told) <= known
        # Each request of an alarm is one report, and has led to orders or to words on why not.
        requests = session.scalar(select(func.count()).select_from(DispatchRequest))
        reports = list(session.scalars(select(Report.key).where(Report.alarm_id.is_not(None))))
        assert len(reports) == len(set(reports)) == requests == 8
        # The timeline is whole: every order, ending and opening stands on it once.
        entries = list(session.scalars(select(Entry)))
        ordered = Counter(
            entry.detail["order"] for entry in entries if entry.happening == "order" and entry.detail
        )
        assert ordered == Counter(order.id for order in orders)
        ended = Counter(
            entry.detail["order"]
            for entry in entries
            if entry.happening in ("cancel", "release", "reverse") and entry.detail
        )
        assert ended == Counter(order.id for order in orders if order.ended_at is not None)
        opened = Counter(entry.incident_id for entry in entries if entry.happening == "open")
        assert opened == Counter(session.scalars(select(Incident.id)))
        steps = Counter(step.unit_id for step in session.scalars(select(UnitStep)) if step.signal == "order")
        assert steps == Counter(order.unit_id for order in orders)
    shared.close()
