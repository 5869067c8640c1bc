"""Budgets held within real batches of the ingest line."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from cloud.access import repository as letters
from cloud.access.examine import Arrival
from cloud.access.service import Ingest
from cloud.budgets.settings import BudgetSettings
from cloud.budgets.tables import BudgetRow, BudgetUse
from cloud.budgets.warden import Warden
from cloud.dead_letters.tables import DeadLetter
from cloud.events.tables import EventRow
from cloud.registry.tables import Gateway
from telemetry.event_kinds import EventKind
from telemetry.messages import ReadingBatch, UplinkMessage
from tests.cloud.said import (
    GATEWAY,
    NOW,
    arrival,
    event,
    health,
    inventory,
    part,
    readings,
    reply,
    snapshot,
)
from tests.cloud.stores import Stores


class Watch:
    """A monotonic clock moved by hand, in seconds."""

    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def watch() -> Watch:
    return Watch()


def hold(stores: Stores, watch: Watch, **told: float) -> Ingest:
    settings = BudgetSettings.model_validate(
        {"messages_per_minute": 0, "values_per_minute": 0, "series_per_day": 0} | told
    )
    stores.ingest.limits = Warden(settings, watch)
    return stores.ingest


def said(*messages: UplinkMessage) -> Sequence[Arrival]:
    return [arrival(message) for message in messages]


def named(seq: int, *parts: str) -> ReadingBatch:
    """A batch with one value of each of these parts."""
    batch = readings(seq, [1.0] * len(parts), at=NOW + seq)
    return replace(batch, parts=list(parts), part=list(range(len(parts))))


def uses(stores: Stores) -> dict[str, BudgetUse]:
    with stores.database.read() as session:
        return {row.owner: row for row in session.scalars(select(BudgetUse))}


def test_messages_beyond_the_rate_are_quarantined_in_the_books_and_receipted(
    stores: Stores, watch: Watch
) -> None:
    ingest = hold(stores, watch, messages_per_minute=2)
    stored = ingest.store_arrivals(said(*(named(seq, "a") for seq in range(1, 6))))
    assert [identity.seq for identity in stored.receipted] == [1, 2, 3, 4, 5]
    with stores.database.read() as session:
        [account] = letters.accounts(session, {(GATEWAY, "reading")}).values()
        assert (account.stored, account.quarantined) == (2, 3)
        assert len(session.scalars(select(DeadLetter)).all()) == 3
    assert stores.count() == 2
    watch.s += 60
    ingest.store_arrivals(said(named(6, "a")))
    assert stores.count() == 3


def test_no_flood_of_readings_keeps_anything_else_out(stores: Stores, watch: Watch) -> None:
    ingest = hold(stores, watch, messages_per_minute=1, values_per_minute=1)
    ingest.store_arrivals(said(*(named(seq, "a") for seq in range(1, 50))))
    others: list[UplinkMessage] = [event(seq, kind) for seq, kind in enumerate(EventKind, 1)]
    others += [
        snapshot(1, {"panel-1/1-023": [EventKind.FAULT]}),
        reply(1),
        inventory(1, [part("panel-1/1-024")]),
        *(health(seq) for seq in range(1, 10)),
    ]
    assert ingest.store_arrivals(said(*others)).quarantined == 0
    assert uses(stores)[f"gateway/{GATEWAY}"].refused_messages == 48
    with stores.database.read() as session:
        assert len(session.scalars(select(EventRow)).all()) == len(EventKind)


def test_what_else_is_said_uses_up_nothing_of_the_readings_budget(stores: Stores, watch: Watch) -> None:
    ingest = hold(stores, watch, messages_per_minute=1)
    ingest.store_arrivals(said(*(event(seq, EventKind.FAULT) for seq in range(1, 30))))
    assert ingest.store_arrivals(said(named(1, "a"))).quarantined == 0


def spooled(minutes: int, per_minute: int = 2) -> Sequence[Arrival]:
    """What a gateway kept while it could not be heard, all at once."""
    return [
        arrival(
            replace(named(seq + 1, "a"), ts_gateway=NOW - (minutes * per_minute - seq) * 60_000 // per_minute)
        )
        for seq in range((minutes - 1) * per_minute)
    ]


def test_a_gateway_within_its_budget_catches_up_on_an_outage_without_loss(
    stores: Stores, watch: Watch
) -> None:
    ingest = hold(stores, watch, messages_per_minute=2, values_per_minute=2, catch_up_hours=1)
    assert ingest.store_arrivals(spooled(minutes=60)).quarantined == 0
    assert ingest.store_arrivals(said(named(200, "a"), named(201, "a"))).quarantined == 0
    assert ingest.store_arrivals(said(named(202, "a"))).quarantined == 1, "what is new is held to the minute"


def test_what_comes_late_beyond_the_outage_provided_for_is_quarantined(stores: Stores, watch: Watch) -> None:
    ingest = hold(stores, watch, messages_per_minute=2, catch_up_hours=0.5)
    assert ingest.store_arrivals(spooled(minutes=41)).quarantined == 20


def test_a_clock_that_is_not_set_counts_as_late(stores: Stores, watch: Watch) -> None:
    ingest = hold(stores, watch, messages_per_minute=1, catch_up_hours=0.1)
    unset = [replace(named(seq, "a"), clock_synced=False) for seq in range(1, 8)]
    assert ingest.store_arrivals(said(*unset)).quarantined == 1


def test_a_repetition_costs_nothing(stores: Stores, watch: Watch) -> None:
    ingest = hold(stores, watch, messages_per_minute=2)
    for _ in range(5):
        assert ingest.store_arrivals(said(named(1, "a"))).quarantined == 0
    assert ingest.store_arrivals(said(named(2, "a"))).quarantined == 0


def test_rows_of_new_series_beyond_the_day_s_budget_are_left_out_and_the_others_stored(
    stores: Stores, watch: Watch
) -> None:
    ingest = hold(stores, watch, series_per_day=3)
    ingest.store_arrivals(said(named(1, "a", "b")))
    ingest.store_arrivals(said(named(2, "a", "c", "d", "e")))
    ingest.store_arrivals(said(named(3, "a", "b", "c")))
    assert stores.count() == 2 + 2 + 3
    use = uses(stores)[f"gateway/{GATEWAY}"]
    assert (use.new_series, use.refused_series, use.refused_values) == (3, 2, 2)
    with stores.database.read() as session:
        [letter] = session.scalars(select(DeadLetter))
        assert "2 new series beyond" in letter.reason
        [account] = letters.accounts(session, {(GATEWAY, "reading")}).values()
        assert (account.stored, account.quarantined, account.values_stored) == (3, 0, 7)


def test_the_series_of_yesterday_are_known_after_a_restart(stores: Stores, watch: Watch) -> None:
    hold(stores, watch, series_per_day=2).store_arrivals(said(named(1, "a", "b")))
    ingest = hold(stores, watch, series_per_day=2)
    ingest.store_arrivals(said(named(2, "a", "b", "c")))
    assert stores.count() == 4


def test_a_flood_leaves_so_many_letters_a_day_and_is_counted_beyond(stores: Stores, watch: Watch) -> None:
    ingest = hold(stores, watch, messages_per_minute=1, letters_per_day=2)
    ingest.store_arrivals(said(*(named(seq, "a") for seq in range(1, 11))))
    assert uses(stores)[f"gateway/{GATEWAY}"].refused_messages == 9
    with stores.database.read() as session:
        assert len(session.scalars(select(DeadLetter)).all()) == 2
        [account] = letters.accounts(session, {(GATEWAY, "reading")}).values()
        assert (account.stored, account.quarantined) == (1, 9)


def test_gateways_of_one_organisation_share_its_own_budget(stores: Stores, watch: Watch) -> None:
    ingest = hold(stores, watch, values_per_minute=1, reread_s=1)
    ingest.store_arrivals(said(named(1, "a")))
    with stores.database.write() as session:
        row = session.get(Gateway, GATEWAY)
        assert row is not None
        row.organisation_id = 7
        session.add(BudgetRow(organisation_id=7, values_per_minute=4, version=1))
    watch.s += 2
    stored = ingest.store_arrivals(said(*(named(seq, "a", "b") for seq in range(2, 6))))
    assert stored.quarantined == 2
    assert uses(stores)["organisation/7"].refused_messages == 2
