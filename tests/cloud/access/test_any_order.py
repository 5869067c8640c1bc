"""Late, shuffled and repeated input over two lanes ends in the same tables, on either engine."""

from __future__ import annotations

import threading
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cloud.alarms.tables import Alarm
from cloud.events.tables import EventRow
from cloud.registry.repository import clock_of
from cloud.registry.tables import Part, PartKind
from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Snapshot
from tests.cloud.said import NOW, arrival, event, snapshot
from tests.cloud.stores import Stores

PARTS = ("p1", "p2")
KINDS = (EventKind.FIRE, EventKind.FAULT, EventKind.DEVICE_OFFLINE)
EDGE = st.tuples(st.sampled_from(PARTS), st.sampled_from(KINDS), st.booleans())
LEVELS = st.dictionaries(st.sampled_from(PARTS), st.lists(st.sampled_from(KINDS), unique=True), min_size=1)
HISTORY = st.lists(st.one_of(EDGE, LEVELS), min_size=1, max_size=10)

#: What says when something came here, or in which order, and may differ; and the gateway's own name.
_OWN = {"id", "gateway", "version", "ts_cloud", "closed_at", "described", "digest"}
#: What does not depend on the order; the times of clearing are those of the reports that moved it here.
_ALARM = (
    "part",
    "kind",
    "state",
    "level",
    "outcome",
    "raised_at",
    "first_seq",
    "edges",
    "occurrences",
    "area",
)

_names = count()


def told(history: list[Any], gateway: str) -> list[Event | Snapshot]:
    messages: list[Event | Snapshot] = []
    for seq, step in enumerate(history, 1):
        at = NOW + seq * 1000
        if isinstance(step, tuple):
            messages.append(event(seq, step[1], step[2], at=at, gateway=gateway, on=step[0]))
        else:
            messages.append(snapshot(seq, step, at=at, gateway=gateway))
    return messages


def tables(stores: Stores, gateway: str) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    with stores.database.read() as session:
        for table in (Part, EventRow, Alarm):
            rows = session.scalars(select(table).where(table.gateway == gateway))
            every = [column.name for column in table.__table__.columns if column.name not in _OWN]
            names = _ALARM if table is Alarm else every
            found[table.__tablename__] = sorted(
                repr({name: getattr(row, name) for name in names}) for row in rows
            )
        # A kind that never was active may have a row or none.
        active = select(PartKind).where(PartKind.gateway == gateway, PartKind.active)
        found["levels"] = sorted(
            (row.part, row.kind, clock_of(session, gateway, row.part, row.kind))
            for row in session.scalars(active)
        )
    return found


@given(history=HISTORY, data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_two_lanes_in_any_order_end_in_the_same_tables(
    stores: Stores, history: list[Any], data: st.DataObject
) -> None:
    number = next(_names)
    orderly, shuffled = f"gw-o{number}", f"gw-s{number}"
    for message in told(history, orderly):
        stores.ingest.store_arrivals([arrival(message)])
    messages = told(history, shuffled)
    again = data.draw(st.lists(st.sampled_from(messages), max_size=4))
    order = [arrival(message) for message in data.draw(st.permutations([*messages, *again]))]
    cut = data.draw(st.integers(0, len(order)))
    lanes = [
        threading.Thread(target=stores.ingest.store_arrivals, args=(order[:cut],)),
        threading.Thread(target=stores.ingest.store_arrivals, args=(order[cut:],)),
    ]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    assert tables(stores, shuffled) == tables(stores, orderly)
