from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cloud.alarms import repository, service
from cloud.alarms.state_table import Action, Outcome
from cloud.alarms.tables import Alarm, TimelineEntry
from cloud.errors import ApiError
from cloud.people.asker import LOCAL
from telemetry.event_kinds import EVENT_KINDS, EventKind
from telemetry.messages import Event, Snapshot
from tests.cloud.conftest import Stores
from tests.cloud.said import GATEWAY, NOW, arrival, event, snapshot

PART = "panel-1/1-023"


def said(stores: Stores, *messages: Event | Snapshot) -> None:
    for message in messages:
        stores.ingest.store_arrivals([arrival(message)])


def alarms(stores: Stores, gateway: str = GATEWAY) -> list[Alarm]:
    with stores.database.read() as session:
        return list(session.scalars(select(Alarm).where(Alarm.gateway == gateway).order_by(Alarm.id)))


def only(stores: Stores) -> Alarm:
    (alarm,) = alarms(stores)
    return alarm


def actions(stores: Stores, alarm: Alarm) -> list[str]:
    with stores.database.read() as session:
        return [entry.action for entry in repository.timeline(session, alarm.id)]


def decide(stores: Stores, action: Action, outcome: Outcome | None = None, **told: Any) -> Alarm:
    with stores.database.write() as session:
        return service.decide(
            session,
            LOCAL,
            alarms(stores)[-1].id,
            action,
            by="王芳",
            note="",
            now=NOW + 9,
            outcome=outcome,
            **told,
        )


def test_a_cleared_fire_stays_until_somebody_has_seen_and_closed_it(stores: Stores) -> None:
    said(stores, event(1), event(2, active=False, at=NOW + 5))
    assert (only(stores).state, only(stores).level, only(stores).cleared_at) == ("raised", "cleared", NOW + 5)
    decide(stores, Action.ACKNOWLEDGE)
    decide(stores, Action.VERIFY, Outcome.REAL)
    closed = decide(stores, Action.CLOSE)
    assert (closed.state, closed.acknowledged_by, closed.closed_at) == ("closed", "王芳", NOW + 9)
    assert actions(stores, closed) == [
        "raise",
        "clear",
        "acknowledge",
        "verify",
        "dispatch-request",
        "close",
    ]


def test_a_fire_that_comes_back_is_raised_again_within_the_same_alarm(stores: Stores) -> None:
    said(stores, event(1), event(2, active=False))
    decide(stores, Action.ACKNOWLEDGE)
    said(stores, event(3, at=NOW + 7))
    again = only(stores)
    assert (again.state, again.level, again.occurrences) == ("raised", "active", 2)
    assert (again.acknowledged_at, again.cleared_at, again.raised_at) == (None, None, NOW)
    assert actions(stores, again) == ["raise", "clear", "acknowledge", "reactivate"]


def test_after_closing_the_next_fire_is_a_new_alarm(stores: Stores) -> None:
    said(stores, event(1), event(2, active=False))
    for action, outcome in ((Action.ACKNOWLEDGE, None), (Action.VERIFY, Outcome.FALSE)):
        decide(stores, action, outcome)
    said(stores, event(3))
    assert [alarm.state for alarm in alarms(stores)] == ["closed", "raised"]


def test_a_fire_that_came_and_went_in_the_wrong_order_is_still_seen(stores: Stores) -> None:
    said(stores, event(2, active=False, at=NOW + 5), event(1))
    alarm = only(stores)
    assert (alarm.state, alarm.level, alarm.raised_at, alarm.cleared_at) == (
        "raised",
        "cleared",
        NOW,
        NOW + 5,
    )


def test_a_late_edge_of_a_closed_alarm_goes_to_its_timeline(stores: Stores) -> None:
    said(stores, event(3), event(4, active=False))
    for action, outcome in ((Action.ACKNOWLEDGE, None), (Action.VERIFY, Outcome.FALSE)):
        decide(stores, action, outcome)
    said(stores, event(1), event(2, active=False))
    alarm = only(stores)
    assert (alarm.state, alarm.occurrences) == ("closed", 2)
    assert actions(stores, alarm)[-1] == "late-edge"


def test_a_snapshot_heals_a_lost_raising_and_a_lost_clearing(stores: Stores) -> None:
    said(stores, event(1, EventKind.FAULT), snapshot(3, {PART: [EventKind.FIRE]}))
    assert {(alarm.kind, alarm.level) for alarm in alarms(stores)} == {
        ("fault", "cleared"),
        ("fire", "active"),
    }
    said(stores, snapshot(4, {"another": []}))
    assert {alarm.level for alarm in alarms(stores) if alarm.kind == "fire"} == {"active"}
    said(stores, snapshot(5, {PART: []}))
    assert {alarm.level for alarm in alarms(stores)} == {"cleared"}


def test_an_old_snapshot_clears_nothing(stores: Stores) -> None:
    said(stores, event(5), snapshot(4, {PART: []}))
    assert only(stores).level == "active"


def test_an_operation_is_logged_and_raises_nothing(stores: Stores) -> None:
    said(stores, event(1, EventKind.OPERATION))
    assert alarms(stores) == []


def test_a_walk_test_is_logged_and_closes_by_itself(stores: Stores) -> None:
    said(stores, event(1, EventKind.TEST), event(2, EventKind.TEST, active=False))
    said(stores, event(3, EventKind.TEST))
    assert [alarm.state for alarm in alarms(stores)] == ["closed", "raised"]


def test_a_test_within_one_batch_can_end_and_begin_again(stores: Stores) -> None:
    batch = [arrival(event(seq, EventKind.TEST, active=seq % 2 == 1)) for seq in range(1, 6)]
    stores.ingest.store_arrivals(batch)
    assert [alarm.state for alarm in alarms(stores)] == ["closed", "closed", "raised"]


def test_the_first_fire_keeps_its_time_in_a_flood(stores: Stores) -> None:
    flood = [arrival(event(seq, on=f"p{seq}", at=NOW + seq)) for seq in range(2, 60)]
    stores.ingest.store_arrivals([*flood, arrival(event(1, on="first", at=NOW))])
    first = min(alarms(stores), key=lambda alarm: (alarm.raised_at, alarm.id))
    assert first.part == "first"


def test_a_decision_on_a_stale_view_is_refused(stores: Stores) -> None:
    said(stores, event(1))
    stale = only(stores).version
    decide(stores, Action.ACKNOWLEDGE, version=stale)
    with pytest.raises(ApiError, match="changed meanwhile") as refusal:
        decide(stores, Action.VERIFY, Outcome.REAL, version=stale)
    assert refusal.value.status == 409


def test_eight_threads_raising_one_alarm_end_with_one_open_row(stores: Stores) -> None:
    start = threading.Barrier(8)
    numbers = count(1)

    def raise_it() -> None:
        start.wait()
        for _ in range(10):
            stores.ingest.store_arrivals([arrival(event(next(numbers)))])

    threads = [threading.Thread(target=raise_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alarm = only(stores)
    assert (alarm.state, alarm.occurrences) == ("raised", 80)


def test_a_decision_and_a_report_at_once_lose_neither(stores: Stores) -> None:
    said(stores, event(1))
    start = threading.Barrier(2)

    def report() -> None:
        start.wait()
        for seq in range(2, 30):
            stores.ingest.store_arrivals([arrival(event(seq, text="again"))])

    thread = threading.Thread(target=report)
    thread.start()
    start.wait()
    decide(stores, Action.ACKNOWLEDGE)
    thread.join()
    alarm = only(stores)
    assert (alarm.state, alarm.acknowledged_by, alarm.edges) == ("acknowledged", "王芳", 29)


# A reference model: one key's observations in the order of their sequence, told by plain rules.


@dataclass
class Model:
    """An open alarm as people would describe it."""

    level: bool = False
    is_open: bool = False
    raised_at: int = 0
    edges: int = 0
    kinds: dict[EventKind, Model] = field(default_factory=dict)

    def see(self, kind: EventKind, active: bool, at: int, edge: bool) -> None:
        if active:
            if not self.is_open:
                self.is_open, self.raised_at, self.edges = True, at, 0
            self.edges += edge
        self.level = active
        if not active and kind is EventKind.TEST:
            self.is_open = False


KINDS = (EventKind.FIRE, EventKind.FAULT, EventKind.LINKAGE)
EDGE = st.tuples(st.sampled_from(KINDS), st.booleans())
LEVELS = st.lists(st.sampled_from(KINDS), unique=True, max_size=3)
HISTORY = st.lists(st.one_of(EDGE, LEVELS), min_size=1, max_size=9)


def told(history: Sequence[tuple[EventKind, bool] | list[EventKind]], gateway: str) -> list[Event | Snapshot]:
    messages: list[Event | Snapshot] = []
    for seq, step in enumerate(history, 1):
        at = NOW + seq * 1000
        if isinstance(step, tuple):
            messages.append(event(seq, step[0], step[1], at=at, gateway=gateway))
        else:
            messages.append(snapshot(seq, {PART: step}, at=at, gateway=gateway))
    return messages


def expected(messages: list[Event | Snapshot]) -> dict[str, tuple[bool, int, int]]:
    models = {kind: Model() for kind in KINDS}
    for message in messages:
        if isinstance(message, Event):
            models[message.kind].see(message.kind, message.active, message.ts_gateway, True)
        else:
            for kind, model in models.items():
                model.see(kind, kind in message.parts[0].active, message.ts_gateway, False)
    return {
        kind.value: (model.level, model.raised_at, max(1, model.edges))
        for kind, model in models.items()
        if model.is_open
    }


_NAMES = count()


@given(history=HISTORY, data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_and_repetition_ends_in_the_same_alarms(
    stores: Stores, history: list[tuple[EventKind, bool] | list[EventKind]], data: st.DataObject
) -> None:
    gateway = f"gw-{next(_NAMES)}"
    messages = told(history, gateway)
    order = data.draw(st.permutations(messages))
    again = data.draw(st.lists(st.sampled_from(messages), max_size=3))
    arrivals = [arrival(message) for message in [*order, *again]]
    cut = data.draw(st.integers(0, len(arrivals)))
    stores.ingest.store_arrivals(arrivals[:cut])
    stores.ingest.store_arrivals(arrivals[cut:])
    found = {
        alarm.kind: (alarm.level == "active", alarm.raised_at, alarm.occurrences)
        for alarm in alarms(stores, gateway)
        if alarm.state != "closed"
    }
    assert found == expected(messages)


def test_every_kind_has_a_rank_so_that_the_list_can_be_ordered() -> None:
    assert sorted(entry.rank for entry in EVENT_KINDS.values()) == list(range(len(EventKind)))


def test_the_timeline_only_grows(stores: Stores) -> None:
    said(stores, event(1))
    with stores.database.read() as session:
        before = [entry.id for entry in session.scalars(select(TimelineEntry))]
    said(stores, event(2, active=False))
    with stores.database.read() as session:
        assert [entry.id for entry in session.scalars(select(TimelineEntry))][: len(before)] == before
