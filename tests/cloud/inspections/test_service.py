from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from cloud.errors import ApiError
from cloud.hazards.state_table import Action
from cloud.inspections import diagram, repository, service, state_table, views
from cloud.inspections.state_table import ACTION_NAMES, STATE_NAMES, TRANSITIONS, State
from cloud.inspectors import repository as inspector_rows
from cloud.inspectors import service as inspectors
from cloud.inspectors.schemas import ConflictIn
from cloud.inspectors.views import shown
from cloud.live.tables import Change
from cloud.people.asker import LOCAL, Asker, Permission
from cloud.refusal import Refusal
from tests.cloud.inspections.site import Site, add_inspector, answers, finding
from tests.cloud.stores import Stores

ALL = frozenset(Permission)


@pytest.fixture
def site(stores: Stores) -> Site:
    return Site(stores)


def refused(status: int, code: str) -> object:
    return pytest.raises(ApiError, check=lambda fault: (fault.status, fault.detail.code) == (status, code))


def actions(site: Site, number: int) -> list[str]:
    with site.database.read() as session:
        return [entry.action for entry in repository.entries(session, number)]


def test_an_inspection_with_nothing_found_is_closed_as_it_is_submitted(site: Site) -> None:
    row = site.inspected()
    assert (row.state, row.result, row.closed_at) == ("closed", "passed", site.now)
    assert actions(site, row.id) == ["plan", "assign", "start", "submit", "close"]


def test_its_last_hazard_closes_it_and_one_reopened_opens_it_again(site: Site) -> None:
    row = site.inspected(
        finding("finding-0001", deadline=str(site.day(5))), finding("finding-0002", "escape.signs")
    )
    assert (row.state, row.result) == ("submitted", "hazards")
    first, second = (hazard.id for hazard in site.hazards())
    site.act(first, Action.PASS)
    assert site.inspection(row.id).state == "submitted"
    site.act(second, Action.CORRECT)
    assert site.inspection(row.id).state == "closed"
    site.act(first, Action.REOPEN, note="又上锁", deadline=site.day(3))
    assert (site.inspection(row.id).state, site.inspection(row.id).closed_at) == ("submitted", None)


def test_what_a_phone_sends_twice_is_taken_in_once(site: Site) -> None:
    row = site.task()
    told = {
        "answers": answers(row.checklist, "escape.clear"),
        "findings": [finding("finding-0001")],
    }
    first = site.submit(row.id, "submission-1", done=True, **told)
    again = site.submit(row.id, "submission-1", done=True, **told)
    assert (first.version, len(site.hazards())) == (again.version, 1)
    with refused(409, "key-used"):
        site.submit(row.id, "submission-1", **told)


def test_a_second_phone_that_comes_late_loses_nothing(site: Site) -> None:
    row = site.task()
    site.submit(row.id, "phone-a-0001", answers=answers(row.checklist), done=True)
    assert site.inspection(row.id).state == "closed"
    late = site.submit(
        row.id,
        "phone-b-0001",
        by="检查员2",
        answers=answers(["escape.clear"], "escape.clear"),
        findings=[finding("finding-b-01")],
        done=True,
    )
    assert late.state == "submitted"
    with site.database.read() as session:
        held = {one.item: one.answer for one in repository.answers(session, row.id)}
    assert held["escape.clear"] == "nonconform"
    site.submit(row.id, "phone-c-0001", by="检查员1", answers=answers(["escape.clear"]))
    with site.database.read() as session:
        assert repository.answers(session, row.id) != []
        assert {one.item: one.answer for one in repository.answers(session, row.id)} == held


def test_done_means_every_item_answered_and_every_fault_with_a_finding(site: Site) -> None:
    row = site.task()
    with refused(422, "not-answered"):
        site.submit(row.id, "submission-1", answers=answers(row.checklist[1:]), done=True)
    with refused(422, "finding-wanted"):
        site.submit(row.id, "submission-2", answers=answers(row.checklist, "escape.clear"), done=True)
    with refused(422, "no-such-item"):
        site.submit(row.id, "submission-3", answers=answers(["danger.goods"]))
    assert (site.inspection(row.id).state, site.hazards()) == ("assigned", [])
    site.submit(row.id, "submission-4", answers=answers(row.checklist[:3]))
    assert site.inspection(row.id).state == "started"


def test_a_place_that_is_closed_down_needs_no_answers(site: Site) -> None:
    row = site.task()
    done = site.submit(row.id, "submission-1", hindered="closed-down", done=True, note="大门紧闭,已停业")
    assert (done.state, done.result) == ("closed", "closed-down")


def test_two_go_who_may(site: Site) -> None:
    with refused(422, "two-wanted"):
        site.task(inspectors=[site.people[0], site.people[0]])
    with site.database.write() as session:
        expired = add_inspector(session, "NM-003", certified_until="2020-01-01").id
        far = add_inspector(session, "NM-004", districts=["1502"]).id
        gone = add_inspector(session, "NM-005", active=False).id
        told = ConflictIn(organisation_id=site.owner, kind="kinship")
        kin = add_inspector(session, "NM-006").id
        conflict = inspectors.tell_conflict(session, LOCAL, kin, told, by="李队", now=site.now)
        assert inspectors.tell_conflict(session, LOCAL, kin, told, by="李队", now=site.now).id == conflict.id
    for unfit in (expired, far, gone, kin, 999):
        with refused(422, "unfit"):
            site.task(inspectors=[site.people[0], unfit])
    with site.database.write() as session:
        inspectors.end_conflict(session, LOCAL, kin, conflict.id, by="李队", now=site.now)
    assert site.task(inspectors=[site.people[0], kin]).state == "assigned"


def test_only_those_who_go_may_send_and_the_load_is_counted(site: Site) -> None:
    with site.database.write() as session:
        member = add_inspector(session, "NM-007", account_id=70).id
        add_inspector(session, "NM-008", account_id=80)
    row = site.task(inspectors=[site.people[0], member])
    mine, others = (
        Asker("p", areas=("1501",), permissions=ALL, account_id=n, via="session") for n in (70, 80)
    )
    with refused(403, "not-yours"):
        site.submit(row.id, "submission-1", others)
    assert site.submit(row.id, "submission-1", mine).state == "started"
    with site.database.read() as session:
        everyone = inspector_rows.page(session, LOCAL, active=None, after=0, limit=50)
        people = {one.id: one for one in shown(session, everyone, site.today)}
    assert (people[member].open_inspections, people[site.people[1]].open_inspections) == (1, 0)


def test_given_to_others_it_is_theirs_alone_and_withdrawn_it_takes_nothing_in(site: Site) -> None:
    row = site.task(inspectors=[])
    assert row.state == "planned"
    with site.database.write() as session:
        third = add_inspector(session, "NM-003").id
    for people in (site.people, [site.people[0], third]):
        with site.database.write() as session:
            service.assign(
                session, LOCAL, row.id, people, by="李队", note="", due_on=None, version=None, now=site.now
            )
    with site.database.read() as session:
        assert [one.number for one in repository.who_goes(session, [row.id])[row.id]] == ["NM-001", "NM-003"]
    with site.database.write() as session:
        service.withdraw(session, LOCAL, row.id, by="李队", note="重复", version=None, now=site.now)
    with refused(409, "impossible-transition"):
        site.submit(row.id, "submission-1", findings=[finding("finding-0001")])
    assert site.hazards() == []


def test_a_phone_takes_along_what_is_still_open_from_before(site: Site) -> None:
    before = site.report(deadline=site.day(9))
    row = site.task()
    with site.database.read() as session:
        (seen,) = repository.seen(session, [row.id])
        task = views.task(session, LOCAL, seen, [], site.today)
    assert [one.id for one in task.to_recheck] == [before.id]
    assert len(task.checklist.items) == len(row.checklist) > 20
    assert task.checklist.items[0].how.zh


def test_watchers_are_told_of_every_change_within_their_scope(site: Site) -> None:
    row = site.inspected(finding("finding-0001"))
    with site.database.read() as session:
        told = session.scalars(select(Change).where(Change.kind == "inspection").order_by(Change.id)).all()
    last = [json.loads(one.payload) for one in told][-2:]
    assert {(one["what"], one["state"]) for one in last} == {("hazard", "found"), ("inspection", "submitted")}
    assert {one.area for one in told} == {"150102"}
    assert last[-1]["id"] == row.id


def test_the_table_is_whole_and_drawn() -> None:
    assert set(STATE_NAMES) == set(State)
    assert set(ACTION_NAMES) == set(state_table.Action)
    drawn = diagram.mermaid()
    for state in State:
        for action in state_table.Action:
            if (state, action) in TRANSITIONS:
                assert (
                    f"{state} --> {TRANSITIONS[state, action]}: {ACTION_NAMES[action][0]} {action}" in drawn
                )
            else:
                with pytest.raises(Refusal):
                    state_table.act(state, action)
