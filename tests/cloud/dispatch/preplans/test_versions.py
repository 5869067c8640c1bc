"""Plans by version: what held when it burned, drawings that go along, what is due."""

from __future__ import annotations

import pytest

from cloud.dispatch.preplans import repository, service
from cloud.dispatch.preplans.schemas import PreplanChange, PreplanIn
from cloud.dispatch.preplans.sections import Section
from cloud.dispatch.sought import Sought
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


def test_a_draft_is_gone_on_with_until_it_is_in_force(stores: Stores) -> None:
    desk = Desk119(stores)
    number = draw_up(desk, 1_000)

    def change(made_at: int, at: int, **more: object) -> None:
        told = PreplanChange.model_validate({"made_at": made_at, "title": "新名"} | more)
        with desk.database.write() as session:
            service.change(session, LOCAL, number, told, at)

    change(1_000, 2_000, sections={"tactics": "外攻"}, review_months=6)
    with pytest.raises(ApiError) as told:
        change(1_000, 2_500)
    assert (told.value.detail.code, told.value.detail.where) == ("draft-moved", "body.made_at")
    change(2_000, 2_500, sections={"water": "2号栓"})
    with desk.database.read() as session:
        row = service.found(session, LOCAL, number)
        assert (row.title, row.sections["tactics"], row.sections["water"]) == ("新名", "外攻", "2号栓")
        assert row.review_at == 2_000 + 6 * service.MONTH_MS
    in_force(desk, number, 3_000)
    with pytest.raises(ApiError) as told:
        change(2_500, 3_500)
    assert told.value.detail.code == "in-force"


def test_a_drawing_is_taken_out_of_a_draft_and_stays_in_the_version_before(stores: Stores) -> None:
    desk = Desk119(stores)
    first = draw_up(desk, 1_000)
    with desk.database.write() as session:
        service.attach(session, LOCAL, first, "总平面.png", "image/png", PNG, 1_500)
    in_force(desk, first, 2_000)
    second = draw_up(desk, 3_000)
    with desk.database.write() as session:
        [kept] = repository.drawings(session, [second])
        service.take_out(session, LOCAL, second, kept.id, 3_500)
        with pytest.raises(ApiError) as told:
            service.take_out(session, LOCAL, second, kept.id, 3_500)
        assert told.value.status == 404
        [old] = repository.drawings(session, [first])
        with pytest.raises(ApiError) as told:
            service.take_out(session, LOCAL, first, old.id, 3_500)
        assert told.value.detail.code == "in-force"
        assert repository.drawings(session, [second]) == []


def test_a_version_begins_anew_from_the_template_where_it_is_asked_to(stores: Stores) -> None:
    desk = Desk119(stores)
    in_force(desk, draw_up(desk, 1_000, sections={"tactics": "旧打法"}), 2_000)
    before, fresh = draw_up(desk, 3_000), draw_up(desk, 4_000, fresh=True)
    with desk.database.read() as session:
        texts = [service.found(session, LOCAL, number).sections["tactics"] for number in (before, fresh)]
    assert texts[0] == "旧打法"
    assert "旧打法" not in texts[1]


def test_drafts_are_listed_apart_and_plans_by_name(stores: Stores) -> None:
    desk = Desk119(stores)
    first = draw_up(desk, 1_000)

    def listed(**asked: object) -> list[int]:
        with desk.database.read() as session:
            return [row.id for row in repository.preplans(session, LOCAL, **asked)]  # type: ignore[arg-type]

    assert (listed(), listed(standing="draft")) == ([], [first])
    in_force(desk, first, 2_000)
    assert (listed(), listed(standing="draft")) == ([first], [])
    second, third = draw_up(desk, 3_000), draw_up(desk, 4_000, title="冬季专项")
    # One that another draft has overtaken is no work to be done.
    assert listed(standing="draft") == [third]
    in_force(desk, third, 5_000)
    assert second not in listed(standing="draft")
    assert listed(sought=Sought(text="冬季")) == [third]
    assert listed(sought=Sought(text="没有这样的")) == []
    assert listed(sought=Sought("1505")) == []


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
