from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from cloud.draw_verifier import verify_draw
from cloud.draws import diagram, drafting, repository, rolls, service, state_table, template
from cloud.draws.schemas import DrawIn
from cloud.draws.state_table import ACTION_NAMES, STATE_NAMES, TRANSITIONS, State
from cloud.duty.days import day_of
from cloud.errors import ApiError
from cloud.inspection_draw import command, verify
from cloud.inspection_draw.plan import Plan
from cloud.inspections import repository as inspections
from cloud.inspections.tables import Inspection
from cloud.inspectors import repository as inspector_rows
from cloud.inspectors import service as inspectors
from cloud.inspectors.schemas import ConflictIn
from cloud.people.asker import LOCAL, Asker, Permission
from cloud.refusal import Refusal
from tests.cloud.draw_office import VALUES, Office
from tests.cloud.inspections.site import Site, finding
from tests.cloud.stores import Stores

ALL = frozenset(Permission)


@pytest.fixture
def office(stores: Stores) -> Office:
    return Office(stores)


def refused(status: int, code: str) -> object:
    return pytest.raises(ApiError, check=lambda fault: (fault.status, fault.detail.code) == (status, code))


def test_a_draw_is_planned_frozen_drawn_by_two_and_given_out(office: Office) -> None:
    row = office.drawn()
    assert (row.state, row.units, row.unserved) == ("drawn", 40, 0)
    document = json.loads(office.file(row.id, "record"))
    assert (row.drawn, row.seed) == (len(document["result"]["drawn"]), document["entropy"]["seed"])
    assert document["seals"]["commitment"] == row.commitment
    given = office.assigned(row.id)
    assert given.state == "assigned"
    with office.database.read() as session:
        tasks = list(session.scalars(select(Inspection).order_by(Inspection.organisation_id)))
        people = inspections.who_goes(session, [task.id for task in tasks])
    assert len(tasks) == row.drawn
    assert {task.state for task in tasks} == {"assigned"}
    expected = {one["unit"]: one["inspectors"] for one in document["result"]["drawn"]}
    ids = json.loads(office.file(row.id, "organisations"))
    assert {task.organisation_id: [one.number for one in people[task.id]] for task in tasks} == {
        ids[unit]: names for unit, names in expected.items()
    }
    office.assigned(row.id)
    with office.database.read() as session:
        assert len(list(session.scalars(select(Inspection)))) == row.drawn


def test_the_published_record_is_what_both_verifiers_and_the_command_take(
    office: Office, tmp_path: Path
) -> None:
    row = office.drawn()
    data = office.file(row.id, "record")
    assert verify.first_difference(data, row.commitment) is None
    assert verify_draw.first_difference(data, row.commitment) is None
    file = tmp_path / "record.json"
    file.write_bytes(data)
    assert command.main(["verify", str(file), "--commitment", str(row.commitment)]) == 0
    file.write_bytes(data.replace(b'"risk":"IV"', b'"risk":"I"', 1))
    assert command.main(["verify", str(file)]) == 1


def test_what_was_published_before_is_the_beginning_of_the_record(office: Office) -> None:
    row = office.drawn()
    before, after = (json.loads(office.file(row.id, kind)) for kind in ("commitment", "record"))
    assert "result" not in before
    assert all(after[name] == before[name] for name in ("plan", "frame", "commitment"))


def test_no_reason_of_a_conflict_and_no_contact_is_published(office: Office) -> None:
    with office.database.write() as session:
        person = inspector_rows.page(session, LOCAL, active=None, after=0, limit=1)[0]
        told = ConflictIn(organisation_id=office.units[0], kind="kinship", note="妻子的公司")
        inspectors.tell_conflict(session, LOCAL, person.id, told, by="李队", now=office.now)
    row = office.frozen()
    published = office.file(row.id, "commitment").decode()
    assert '"kind":"recusal"' in published
    assert not any(word in published for word in ("kinship", "妻子", "13904711234", "王芳"))


def test_one_person_draws_nothing(office: Office) -> None:
    row = office.frozen()
    with refused(409, "too-early"):
        office.enter(row.id, "张三")
    office.pass_days(4)
    assert office.enter(row.id, "张三").first_by == "张三"
    with refused(409, "another-person"):
        office.enter(row.id, "张三")
    same = Asker("n", areas=("15",), permissions=ALL, account_id=7)
    row = office.frozen(number="another")
    office.pass_days(4)
    office.enter(row.id, "甲", asker=same)
    with refused(409, "another-person"):
        office.enter(row.id, "乙", asker=same)
    assert office.draw(row.id).state == "frozen"


def test_numbers_that_differ_are_void_for_both(office: Office) -> None:
    row = office.frozen()
    office.pass_days(4)
    office.enter(row.id, "张三")
    with refused(409, "numbers-differ"):
        office.enter(row.id, "李四", VALUES | {"ssq-blue": [8]})
    assert (office.draw(row.id).first_values, office.draw(row.id).state) == (None, "frozen")
    with refused(422, "bad-numbers"):
        office.enter(row.id, "张三", VALUES | {"ssq-blue": [17]})
    office.enter(row.id, "李四", toml='[values]\nssq-red=[3,9,17,22,28,31]\nssq-blue=[7]\n'
                 "dlt-front=[2,11,19,24,33]\ndlt-back=[4,12]")  # fmt: skip
    assert office.enter(row.id, "张三").state == "drawn"
    with office.database.read() as session:
        steps = [one.action for one in repository.entries(session, row.id)]
    assert steps == ["draft", "freeze", "enter", "differ", "enter", "draw"]


@pytest.mark.parametrize("told", [{}, {"toml": "x"}, {"toml": "x=["}, {"toml": "[values]\na='b'"}])
def test_a_file_without_numbers_is_refused(office: Office, told: dict[str, str]) -> None:
    row = office.frozen()
    office.pass_days(4)
    with pytest.raises(ApiError) as fault:
        office.enter(row.id, "张三", **(told or {"values": None}))
    assert fault.value.status == 422


def test_a_frozen_draw_cannot_change_and_a_drawn_one_cannot_be_withdrawn(office: Office) -> None:
    row = office.drawn()
    told = DrawIn(plan=office.plan(number="another"))
    with office.database.write() as session, refused(422, "number-fixed"):
        drafting.change(session, LOCAL, row.id, told, by="李队", now=office.now)
    told = DrawIn(plan=office.plan(number=row.number))
    for work in (
        lambda session: drafting.change(session, LOCAL, row.id, told, by="李队", now=office.now),
        lambda session: service.withdraw(
            session, LOCAL, row.id, note="不合适", version=None, by="李队", now=office.now
        ),
    ):
        with refused(409, "impossible-transition"), office.database.write() as session:
            work(session)
    with refused(409, "taken"):
        office.draft(number=row.number)


def test_a_withdrawn_draw_stays_public_with_its_reason(office: Office) -> None:
    row = office.frozen()
    office.draft(number="draft-only")
    with office.database.write() as session:
        service.withdraw(session, LOCAL, row.id, note="开奖推迟", version=None, by="李队", now=office.now)
    with office.database.read() as session:
        shown = repository.published(session, number=None, before=None, limit=10)
    assert [(one.draw.number, one.draw.withdrawn_note) for one in shown] == [(row.number, "开奖推迟")]


def test_a_lottery_without_its_issue_is_not_published(office: Office) -> None:
    row = office.draft(entropy=template.plan("1501", day_of(office.now), "x")["entropy"])
    with refused(422, "issue-missing"):
        drafting.freeze(office.database, LOCAL, row.id, version=None, by="李队", now=office.now)
    assert office.draw(row.id).commitment is None


def test_freezing_after_the_sources_spoke_is_refused(office: Office) -> None:
    row = office.draft()
    office.pass_days(4)
    with refused(422, "plan-fault"):
        drafting.freeze(office.database, LOCAL, row.id, version=None, by="李队", now=office.now)
    assert office.draw(row.id).state == "drafted"


def test_faults_of_plan_and_lists_are_told_before_anything_is_published(office: Office) -> None:
    with refused(422, "plan-fault"):
        office.draft(strata=[])
    with office.database.read() as session:
        found = drafting.check(session, LOCAL, office.plan(), office.now)
        assert (found.units, found.inspectors, found.places) == (40, 6, 2 * found.visits)
        with refused(422, "plan-fault"):
            drafting.check(session, LOCAL, office.plan(area="1502"), office.now)
    with refused(403, "outside-scope"):
        office.draft(Asker("x", areas=("150102",), permissions=ALL))


def test_the_template_is_a_plan_that_holds_the_floors_of_policy() -> None:
    plan = Plan.model_validate(template.plan("1501", date(2026, 12, 1), "x"))
    floors = {one.id: one.floor for one in plan.classes}
    assert floors == {"crowded-key": 1_000, "key": 500, "ordinary": 0}
    assert plan.entropy.not_before.date() - plan.date >= timedelta(days=3)


def test_who_was_inspected_lately_rests_and_who_is_rectifying_is_left_out(stores: Stores) -> None:
    office = Office(stores, units=12)
    site = Site(stores)
    site.inspected(finding("finding-0001", deadline=str(site.day(20))))
    with office.database.write() as session:
        listed = rolls.listed(session, Plan.model_validate(office.plan()))
    hotel = next(unit for unit in listed.rolls.units if unit.name.startswith("呼和浩特"))
    assert (hotel.last_inspected, hotel.exclusion) == (site.today, "under-rectification")
    visits = [entry for entry in listed.rolls.conflicts if entry.kind == "visited"]
    assert {entry.inspector for entry in visits} == {"NM-001", "NM-002"}
    assert {entry.unit for entry in visits} == {hotel.unit}


def test_an_inspectors_capacity_is_what_their_tasks_leave(stores: Stores) -> None:
    site = Site(stores)
    site.task()
    with site.database.read() as session:
        plan = Plan.model_validate(template.plan("1501", site.today, "x"))
        people = rolls.listed(session, plan).rolls.inspectors
    assert [(one.inspector, one.capacity) for one in people] == [("NM-001", 19), ("NM-002", 19)]


def test_the_table_is_whole_and_drawn() -> None:
    assert set(STATE_NAMES) == set(State)
    assert set(ACTION_NAMES) == set(state_table.Action)
    drawn = diagram.mermaid()
    for state in State:
        for action in state_table.Action:
            if (state, action) in TRANSITIONS:
                assert f"{state} --> {TRANSITIONS[state, action]}: {ACTION_NAMES[action][0]}" in drawn
            else:
                with pytest.raises(Refusal):
                    state_table.act(state, action)
