from __future__ import annotations

import random
import threading
from collections import Counter
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from cloud.alarm_watch.tables import AlarmStep
from cloud.alarms import repository, service
from cloud.alarms.state_table import Action, State
from cloud.alarms.tables import Alarm
from cloud.dispatch_requests.tables import DispatchRequest
from cloud.errors import ApiError
from cloud.people.asker import LOCAL
from telemetry.event_kinds import EventKind
from tests.cloud.conftest import Stores
from tests.cloud.said import NOW, arrival, event
from tests.cloud.stores import migrated, open_stores
from tests.cloud.watching import Site
from tests.postgresql import PostgreSql, Templates, from_template


@pytest.fixture
def shared(tmp_path: Path, postgresql: PostgreSql, templates: Templates) -> Stores:
    return open_stores(tmp_path, url=from_template(postgresql, templates, migrated))


def test_eight_writers_two_watches_and_a_person_leave_one_open_alarm_of_each_part_and_kind(
    shared: Stores,
) -> None:
    site = Site(shared, "hotel")
    site.ring("first")
    parts, numbers, faults = [f"p{number}" for number in range(6)], count(10), []
    start, done = threading.Barrier(11), threading.Event()

    def write(seed: int) -> None:
        chosen = random.Random(seed)
        start.wait()
        for _ in range(25):
            kind = chosen.choice([EventKind.FIRE, EventKind.FAULT, EventKind.TEST])
            said = event(next(numbers), kind, chosen.random() < 0.6, on=chosen.choice(parts))
            shared.ingest.store_arrivals([arrival(said)])

    def watch() -> None:
        start.wait()
        while not done.is_set():
            site.watch.look()

    def decide() -> None:
        chosen = random.Random(1)
        start.wait()
        while not done.is_set():
            with shared.database.read() as session:
                ids = list(session.scalars(select(Alarm.id).where(Alarm.state == State.RAISED)))
            try:
                with shared.database.write() as session:
                    if ids:
                        service.decide(
                            session,
                            LOCAL,
                            chosen.choice(ids),
                            Action.ACKNOWLEDGE,
                            by="王芳",
                            note="",
                            now=NOW,
                        )
            except ApiError:
                continue

    def guarded(work: object, *given: int) -> None:
        try:
            work(*given)  # type: ignore[operator]
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=(write, seed)) for seed in range(8)]
    others = [threading.Thread(target=guarded, args=(work,)) for work in (watch, watch, decide)]
    for thread in [*threads, *others]:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    for thread in others:
        thread.join()
    site.watch.look()
    assert faults == []
    with shared.database.read() as session:
        rows = session.execute(
            select(Alarm.gateway, Alarm.part, Alarm.kind).where(Alarm.state != State.CLOSED)
        )
        assert max(Counter(map(tuple, rows)).values()) == 1
        numbers_told = list(session.scalars(select(AlarmStep.number).order_by(AlarmStep.number)))
        assert numbers_told == list(range(1, len(numbers_told) + 1))
        fires = session.scalar(select(func.count()).select_from(Alarm).where(Alarm.kind == "fire"))
        assert session.scalar(select(func.count(func.distinct(DispatchRequest.alarm_id)))) == fires
    shared.close()


_GATEWAYS = count()


@given(
    edges=st.lists(st.booleans(), min_size=1, max_size=6),
    data=st.data(),
    looks=st.lists(st.booleans(), min_size=10, max_size=10),
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_shuffled_repeated_and_late_replays_end_in_the_same_alarm_however_often_it_is_looked_at(
    stores: Stores, edges: list[bool], data: st.DataObject, looks: list[bool]
) -> None:
    gateway = f"gw-{next(_GATEWAYS)}"
    site = Site(stores, None)
    told = [
        event(seq, active=active, at=NOW + seq * 120_000, gateway=gateway)
        for seq, active in enumerate(edges, 1)
    ]
    order = data.draw(st.permutations([*told, *data.draw(st.lists(st.sampled_from(told), max_size=3))]))
    for said, look in zip(order, looks, strict=False):
        stores.ingest.store_arrivals([arrival(said)])
        if look:
            site.watch.look()
    site.watch.look()
    with stores.database.read() as session:
        found = list(session.scalars(select(Alarm).where(Alarm.gateway == gateway)))
        if True not in edges:
            assert found == []
            return
        [alarm] = found
        assert (alarm.state, alarm.level == "active") == ("raised", edges[-1])
        assert (alarm.raised_at, alarm.edges) == (NOW + (edges.index(True) + 1) * 120_000, sum(edges))
        assert alarm.chatter is False
        entries = repository.timeline(session, alarm.id)
        assert entries[0].action == "raise"
        assert [entry.action for entry in entries].count("raise") == 1
        steps = list(session.scalars(select(AlarmStep).where(AlarmStep.alarm_id == alarm.id)))
        assert len({(step.activation, step.step) for step in steps}) == len(steps)
