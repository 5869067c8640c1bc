"""Plans in the records, on each engine: who sees them, and who changes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from cloud.audit.tables import AuditEntry
from cloud.database.engine import Database
from cloud.errors import ApiError
from cloud.people.asker import LOCAL, Asker, Permission
from cloud.plans import repository, service, views
from cloud.plans.reading import child
from cloud.plans.reading.apart import Read
from cloud.plans.schemas import PlacementIn
from cloud.plans.tables import PlanDrawing
from tests.cloud.places import add_organisation, furnish
from tests.cloud.plans import files
from tests.cloud.said import NOW

ELSEWHERE = Asker("包头", areas=("1502",), permissions=frozenset(Permission))


@pytest.fixture
def database(records_url: str) -> Iterator[Database]:
    opened = Database(records_url)
    yield opened
    opened.close()


@pytest.fixture
def made(database: Database) -> dict[str, Any]:
    with database.write() as session:
        owner = add_organisation(session)
        found = furnish(session, owner, "gw-1")
        return {name: getattr(row, "id", None) for name, row in found.items()} | {"owner": owner.id}


def add(
    database: Database, floor: int, content: bytes, asker: Asker = LOCAL, width: float | None = 18
) -> int:
    read = Read(*child.read(content))
    with database.write() as session:
        row = service.add(
            session, asker, floor, read, file_name="a", content=content, width_m=width, limit=3, now=NOW
        )
        return row.id


def test_a_plan_gives_its_floor_the_size_and_stands_in_the_audit_log(
    database: Database, made: dict[str, Any]
) -> None:
    add(database, made["floor"], files.SVG)
    with database.read() as session:
        floor = repository.floors_of(session, [made["building"]])[0]
        assert (floor.plan_width_m, floor.plan_depth_m, floor.version) == (18, 8, 2)
        actions = set(session.scalars(select(AuditEntry.action)))
        assert {"plan.add", "floor.change"} <= actions
    add(database, made["floor"], files.SVG, width=None)
    with database.read() as session:
        assert repository.floors_of(session, [made["building"]])[0].version == 2
        assert len(session.scalars(select(PlanDrawing.sha256)).all()) == 1


def test_versions_are_bounded_and_say_what_to_do(database: Database, made: dict[str, Any]) -> None:
    for _ in range(3):
        add(database, made["floor"], files.SVG)
    with pytest.raises(ApiError) as caught:
        add(database, made["floor"], files.SVG)
    assert caught.value.detail.code == "too-many-versions"


def test_who_does_not_see_the_organisation_finds_neither_its_plan_nor_its_parts(
    database: Database, made: dict[str, Any]
) -> None:
    number = add(database, made["floor"], files.SVG)
    with pytest.raises(ApiError) as caught:
        add(database, made["floor"], files.SVG, ELSEWHERE)
    assert caught.value.status == 404
    told = PlacementIn(gateway="gw-1", part="panel-1/1-000", x_m=1, y_m=1, version=1)
    for act in (
        lambda session: service.place(session, ELSEWHERE, made["floor"], told, NOW),
        lambda session: service.take_down(session, ELSEWHERE, made["floor"], number, NOW),
        lambda session: service.take_off(session, ELSEWHERE, made["floor"], "gw-1", "panel-1/1-000", 1, NOW),
    ):
        with pytest.raises(ApiError) as caught, database.write() as session:
            act(session)
        assert caught.value.status == 404
    with database.read() as session:
        seen = {"organisation": None, "gateway": None, "after": 0, "limit": 10}
        assert repository.buildings_with_floors(session, ELSEWHERE, **seen) == []  # type: ignore[arg-type]
        assert len(repository.buildings_with_floors(session, LOCAL, **seen)) == 1  # type: ignore[arg-type]
        assert repository.floor_of_part(session, ELSEWHERE, "gw-1", "panel-1/1-000") is None
        assert repository.floor_of_part(session, LOCAL, "gw-1", "panel-1/1-000") is not None


def test_another_organisations_part_is_not_found(database: Database, made: dict[str, Any]) -> None:
    with database.write() as session:
        other = add_organisation(session, "150102-000099", credit_code=None)
        furnish(session, other, "gw-2")
    told = PlacementIn(gateway="gw-2", part="panel-1/1-000", x_m=1, y_m=1, version=1)
    with pytest.raises(ApiError) as caught, database.write() as session:
        service.place(session, LOCAL, made["floor"], told, NOW)
    assert caught.value.status == 404


def test_a_part_keeps_a_room_that_has_no_outline_and_leaves_one_that_does_not_hold_it(
    database: Database, made: dict[str, Any]
) -> None:
    told = PlacementIn(gateway="gw-1", part="panel-1/1-000", x_m=1, y_m=1, version=1)
    with database.write() as session:
        point = service.place(session, LOCAL, made["floor"], told, NOW)
        assert (point.room_id, point.floor_id, point.version) == (made["room"], made["floor"], 2)
    with database.read() as session:
        rows = repository.floors_of(session, [made["building"]])
        laid = views.floors(session, made["owner"], rows)[0]
        assert [placed.approximate for _, placed in laid.points] == [False, True]
