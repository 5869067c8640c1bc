"""Plans by version: what held when it burned, drawings that go along, what is due."""

from __future__ import annotations

import pytest

from cloud.dispatch.preplans import repository, service
from cloud.dispatch.preplans.schemas import PreplanIn
from cloud.dispatch.preplans.sections import Section
from cloud.errors import ApiError
from cloud.people.asker import LOCAL, Asker
from cloud.timeseries.latest import LatestReadings
from tests.cloud.dispatch.incidents.desk119 import Desk119
from tests.cloud.stores import Stores

PNG = b"\x89PNG\r\n" + bytes(10)


def draw_up(desk: Desk119, at: int, **more: object) -> int:
    told = PreplanIn.model_validate({"building_id": desk.site.building} | more)
    with desk.database.write() as session:
        return service.draw_up(session, LOCAL, told, LatestReadings(), at).id


def in_force(desk: Desk119, number: int, at: int) -> None:
    with desk.database.write() as session:
        service.put_in_force(session, LOCAL, number, at)


def test_the_plan_that_held_when_it_burned_is_told(stores: Stores) -> None:
    desk = Desk119(stores)
    first = draw_up(desk, 1_000, sections={"tactics": "内攻"})
    in_force(desk, first, 2_000)
    second = draw_up(desk, 3_000, sections={"water": "2号栓"})
    in_force(desk, second, 4_000)
    assert desk.site.building is not None
    with desk.database.read() as session:
        held = [repository.in_force(session, desk.site.building, at) for at in (1_500, 2_000, 3_999, 4_000)]
        assert [row.id if row is not None else None for row in held] == [None, first, first, second]
        newest = repository.newest(session, desk.site.building)
        assert newest is not None
        assert (newest.version, newest.sections[Section.TACTICS]) == (2, "内攻")


def test_a_version_in_force_stays_as_it_is_and_drawings_go_along(stores: Stores) -> None:
    desk = Desk119(stores)
    first = draw_up(desk, 1_000)
    with desk.database.write() as session:
        service.attach(session, LOCAL, first, "总平面.png", "image/png", PNG, 1_500)
    in_force(desk, first, 2_000)
    with desk.database.write() as session, pytest.raises(ApiError) as told:
        service.attach(session, LOCAL, first, "b.png", "image/png", PNG, 2_500)
    assert told.value.detail.code == "in-force"
    second = draw_up(desk, 3_000)
    with desk.database.read() as session:
        assert [row.name for row in repository.drawings(session, [second])] == ["总平面.png"]


def test_what_is_due_is_listed_within_the_scope(stores: Stores) -> None:
    desk = Desk119(stores)
    number = draw_up(desk, 1_000, review_months=1)
    in_force(desk, number, 2_000)
    due = 1_000 + service.MONTH_MS
    with desk.database.read() as session:
        assert [row.id for row in repository.preplans(session, LOCAL, due_before=due)] == [number]
        assert repository.preplans(session, LOCAL, due_before=due - 1) == []
        assert repository.preplans(session, Asker("x", areas=("1505",)), due_before=due) == []


def test_an_incident_shows_the_plan_at_hand(stores: Stores) -> None:
    desk = Desk119(stores)
    number = draw_up(desk, desk.now - 10)
    in_force(desk, number, desk.now - 5)
    desk.ring(real=True)
    desk.look()
    [incident] = desk.incidents()
    site = desk.incident(incident.id).site
    assert site is not None
    assert site.preplan is not None
    assert (site.preplan.id, site.preplan.version) == (number, 1)
