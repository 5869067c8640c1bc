"""Where vehicles were last, in the records of either engine."""

from __future__ import annotations

from sqlalchemy import select

from cloud.database.engine import Database
from cloud.dispatch.jt808.sinks import LatestPositions
from cloud.dispatch.jt808.tables import VehiclePosition
from telemetry.jt808.location import Location
from tests.cloud.dispatch.jt808.test_positions import rows
from tests.cloud.stores import Stores
from tests.telemetry.jt808.test_bodies import PLACE


def at(second: int, **more: object) -> Location:
    assert PLACE.at is not None
    return PLACE._replace(at=PLACE.at.replace(second=second))._replace(**more)  # type: ignore[arg-type]


def kept(database: Database) -> dict[int, VehiclePosition]:
    with database.read() as session:
        return {row.terminal_id: row for row in session.scalars(select(VehiclePosition))}


def test_the_newest_of_a_batch_is_kept_and_nothing_older_takes_its_place(stores: Stores) -> None:
    sink = LatestPositions(stores.database)
    sink.store(rows(at(5), at(9, altitude_m=1_234), at(7)).columns())
    sink.store(rows(at(3), terminal=8).columns())
    sink.store(rows(at(8)).columns())
    found = kept(stores.database)
    assert (found[7].at % 60_000, found[7].altitude_m, found[7].quality) == (9_000, 1_234, "good")
    assert found[8].at % 60_000 == 3_000


def test_keeping_a_batch_twice_changes_nothing(stores: Stores) -> None:
    sink, batch = LatestPositions(stores.database), rows(at(5), at(9)).columns()
    sink.store(batch)
    sink.store(batch)
    assert kept(stores.database)[7].at % 60_000 == 9_000
