"""Orders go out at the commit of what asks for them, for what is so then, and wait for no clock."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from cloud.dispatch.deciding.tiers import Tier
from cloud.dispatch.incidents import automatic, opening, repository
from cloud.live import changes
from tests.cloud.conftest import Stores
from tests.cloud.dispatch.incidents.desk119 import Desk119
from tests.services import until


@pytest.fixture
def desk(stores: Stores) -> Desk119:
    return Desk119(stores)


async def test_a_verdict_is_ordered_for_though_nobody_looks_for_hours(desk: Desk119) -> None:
    desk.desk.settings = desk.settings.model_copy(update={"every_s": 3_600.0})

    def committed(written: changes.Written) -> None:
        if changes.DISPATCH in written.woken:
            desk.watch.wake()

    desk.brigade()
    desk.database.after_commit = committed
    watching = asyncio.create_task(desk.watch.run())
    try:
        await asyncio.to_thread(desk.ring, real=True)
        await until(lambda: bool(desk.orders()))
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
    assert (desk.watch.fault, len(desk.incidents())) == (None, 1)


def test_what_was_reckoned_before_something_was_learnt_orders_nothing(desk: Desk119) -> None:
    desk.brigade()
    desk.ring(real=True)
    with desk.database.write() as session:
        automatic.read_outbox(session, desk.settings, desk.now)
    [incident] = desk.incidents()
    found = desk.propose(incident.id, Tier(incident.tier))
    with desk.database.write() as session:
        opening.answer(session, repository.held(session, incident.id), {"trapped": 4.0}, desk.now, None)
    with desk.database.write() as session:
        limits = desk.settings.limits
        assert automatic.order(session, incident.id, incident.version, found, desk.now, limits) == 0
    assert desk.orders() == []
    desk.look()
    assert desk.orders(), "it was still due, and is reckoned anew"


def test_an_order_is_reckoned_without_what_only_people_read_and_is_the_same(desk: Desk119) -> None:
    desk.brigade()
    near = desk.unit(desk.station(0.001))
    desk.unit(desk.station(0.0005), crew=1, crew_least=4)
    number = desk.call()
    read = desk.propose(number)
    bare = desk.propose(number, nearer=False)
    assert read is not None
    assert bare is not None
    assert near in [each.unit.id for each in read.units]
    assert read.passed_over
    assert (bare.units, bare.short, bare.passed_over) == (read.units, read.short, ())


@pytest.mark.parametrize("stations", [0, 2])
def test_loading_ahead_opens_and_orders_nothing(desk: Desk119, stations: int) -> None:
    desk.brigade(stations)
    desk.desk.warm()
    assert (desk.incidents(), desk.orders()) == ([], [])
