"""What a dispatcher does: calls, proposals, orders, grades, merging, closing; on real records."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cloud.alarms.causes import Cause
from cloud.alarms.state_table import Outcome
from cloud.audit.tables import AuditEntry
from cloud.dispatch.deciding.reasons import PassedOver
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.forces.states import Signal, UnitState
from cloud.dispatch.incidents import beside, joining, moving, opening, orders, service, views
from cloud.dispatch.incidents import repository as rows
from cloud.dispatch.incidents.happenings import IncidentState, RoleKind
from cloud.dispatch.incidents.orders import Taken, Wanted
from cloud.errors import ApiError
from cloud.people.asker import LOCAL
from tests.cloud.conftest import Stores
from tests.cloud.dispatch.incidents.desk119 import ENGINE, LAT, LON, Desk119
from tests.cloud.places import HOHHOT


@pytest.fixture
def desk(stores: Stores) -> Desk119:
    return Desk119(stores)


def test_a_call_becomes_an_incident_with_type_grade_and_force(desk: Desk119) -> None:
    number = desk.call(answers={"trapped": 4, "floor": 12})
    found = desk.incident(number)
    assert (found.type, found.grade, found.colour) == ("high-rise-fire", 3, "yellow")
    assert found.force["reach_54m"] == 1
    assert found.questions[0].answer == 4
    assert desk.happened(number) == ["open"]


def test_the_nearest_that_can_help_are_proposed_with_reasons_and_sent(desk: Desk119) -> None:
    units = desk.brigade()
    number = desk.call()
    found = desk.propose(number)
    assert found is not None
    assert [each.unit.id for each in found.units] == units[:2]
    assert found.proven
    assert not found.short
    assert all(each.words.zh and each.words.en for each in found.units)
    assert desk.send(number) == units[:2]
    held = desk.incident(number)
    assert (held.state, held.missing.get("attack")) == ("under-way", None)
    assert {desk.of(unit).state for unit in units[:2]} == {"ordered"}
    assert desk.happened(number) == ["open", "order", "order"]


def test_a_unit_goes_out_arrives_and_comes_back_by_messages(desk: Desk119) -> None:
    desk.brigade(1)
    number = desk.call()
    [unit, *_] = desk.send(number)
    for signal in (Signal.TURN_OUT, Signal.LEAVE, Signal.ARRIVE):
        desk.clock.at += 60_000
        assert desk.signal(unit, signal)
    assert not desk.signal(unit, Signal.ARRIVE), "telling it twice changes nothing"
    order = desk.orders()[0]
    assert (order.accepted_at, order.arrived_at) == (order.at + 60_000, order.at + 180_000)
    assert desk.incident(number).first_arrival_at == order.arrived_at
    desk.held(number, orders.release, order.id, "火已扑灭")
    assert (desk.of(unit).state, desk.of(unit).order_id) == ("returning", None)
    with pytest.raises(ApiError, match="no “arrives” from there"):
        desk.signal(unit, Signal.ARRIVE)
    assert desk.happened(number)[-4:] == ["unit", "unit", "unit", "release"]


def test_a_unit_is_moved_by_where_it_is_and_never_by_a_stale_position(desk: Desk119) -> None:
    [unit, *_] = desk.brigade(1)
    number = desk.call()
    desk.send(number)
    desk.look()
    desk.drive(unit, LAT + 0.005, speed=40, age_s=31)
    assert desk.of(unit).state == "ordered", "a stale position is not trusted"
    desk.drive(unit, LAT + 0.005, speed=40)
    assert desk.of(unit).state == "en-route"
    desk.drive(unit, LAT + 0.001, speed=3)
    assert desk.of(unit).state == "on-scene"
    assert desk.incident(number).first_arrival_at == desk.now
    last = desk.timeline(number)[-1]
    assert last.detail is not None
    assert (last.detail["cause"], last.zh.endswith("到场(依据位置)")) == ("geography", True)


def test_a_unit_on_the_road_whose_position_is_old_is_not_proposed(desk: Desk119) -> None:
    station = desk.station()
    near, far = desk.unit(station), desk.unit(desk.station(0.05))
    first = desk.call()
    desk.send(first)
    desk.signal(near, Signal.LEAVE)
    desk.drive(near, LAT + 0.002, speed=30)
    standing = {order.unit_id: order.id for order in desk.orders()}
    desk.held(first, orders.release, standing[near], "")
    desk.held(first, orders.release, standing[far], "")
    second = desk.call(place="南门外", latitude=LAT + 0.001, apart=True)
    fresh = desk.propose(second)
    assert fresh is not None
    assert fresh.units[0].unit.id == near
    desk.clock.at += 60_000
    stale = desk.propose(second)
    assert stale is not None
    assert near not in [each.unit.id for each in stale.units]
    assert PassedOver.STALE in [unit.why[0] for unit, _ in stale.passed_over if unit.why]


def test_neighbours_help_without_regard_to_whose_they_are(desk: Desk119) -> None:
    other = desk.unit(desk.station(0.01, area="150202"))
    desk.unit(desk.station(0.08))
    found = desk.propose(desk.call())
    assert found is not None
    assert found.units[0].unit.id == other


def test_two_dispatchers_never_send_one_unit_twice(desk: Desk119) -> None:
    [unit, *_] = desk.brigade(1)
    first, second = desk.call(), desk.call(place="东门外", latitude=LAT + 0.02, apart=True)
    seen = Wanted(unit, desk.of(unit).version, ENGINE, Words("", ""))
    with desk.database.write() as session:
        orders.send(session, moving.held(session, LOCAL, first), [seen], desk.now, by="甲")
    with pytest.raises(Taken), desk.database.write() as session:
        orders.send(session, moving.held(session, LOCAL, second), [seen], desk.now, by="乙")
    assert [order.incident_id for order in desk.orders()] == [first]
    assert desk.incident(second).state == "open"


def test_orders_of_one_decision_stand_or_fall_together(desk: Desk119) -> None:
    [one, two, *_] = desk.brigade(1)
    number = desk.call()
    wanted = [Wanted(one, 1, ENGINE, Words("", "")), Wanted(two, 99, ENGINE, Words("", ""))]
    with pytest.raises(Taken), desk.database.write() as session:
        orders.send(session, moving.held(session, LOCAL, number), wanted, desk.now, by="甲")
    assert desk.orders() == []
    assert desk.of(one).state == "in-station"


def test_the_grade_rises_and_the_difference_is_what_is_proposed(desk: Desk119) -> None:
    desk.brigade(4)
    number = desk.call()
    there = desk.send(number)
    assert desk.propose(number) is None
    desk.held(number, service.raise_by_hand, 3, "火势蔓延至屋顶")
    found = desk.propose(number)
    assert found is not None
    assert found.asking.needs["attack"] == 3
    # Who is sent there already is none of those that were passed over.
    assert not {unit.id for unit, _ in found.passed_over} & set(there)
    with pytest.raises(ApiError, match="only rises"):
        desk.held(number, service.raise_by_hand, 2, "可控")
    desk.held(number, beside.note, "风向转北", service.Happening.NOTE)
    assert desk.happened(number)[-2:] == ["grade", "note"]


def test_answers_turn_type_and_grade_and_never_lower_it(desk: Desk119) -> None:
    number = desk.call()
    with desk.database.write() as session:
        row = moving.held(session, LOCAL, number)
        opening.answer(session, row, service.answers({"burning": "gas", "trapped": 12}), desk.now, "王芳")
        assert (row.type, row.grade) == ("hazardous-fire", 4)
        opening.answer(session, row, service.answers({"trapped": 0}), desk.now, "王芳")
        assert row.grade == 4
    with pytest.raises(ApiError, match="takes yes or no"):
        service.answers({"smoke": 3})


def test_a_repeated_call_is_put_to_the_incident_and_can_be_split_again(desk: Desk119) -> None:
    number = desk.call(phone="13900000001")
    assert desk.call(latitude=LAT + 0.0005, caller="李雷") == number
    found = desk.incident(number)
    assert [report.because.zh[:2] if report.because else "" for report in found.history] == ["", "相距"]
    desk.brigade(1)
    desk.send(number)
    other = desk.held(number, joining.split, found.history[1].id, "另一栋楼").id
    assert desk.incident(other).history[0].because is None
    assert len(desk.incident(number).history) == 1
    assert desk.incident(number).orders, "orders stay where they are"
    assert (desk.happened(number)[-1], desk.happened(other)) == ("split", ["split"])
    with pytest.raises(ApiError, match="nothing to split"):
        desk.held(other, joining.split, found.history[1].id, "x")


def test_two_incidents_are_made_one_with_everything_that_belongs_to_them(desk: Desk119) -> None:
    desk.brigade(2)
    first, second = desk.call(), desk.call(place="后巷", latitude=LAT + 0.004, answers={"trapped": 3})
    assert first != second
    units = desk.send(second)
    with desk.database.write() as session:
        joining.merge(session, LOCAL, second, first, "同一处火", desk.now)
    kept, gone = desk.incident(first), desk.incident(second)
    assert (gone.state, gone.merged_into, kept.state) == ("merged", first, "under-way")
    assert (kept.grade, len(kept.history), {order.unit_id for order in kept.orders}) == (3, 2, set(units))
    assert {desk.of(unit).incident_id for unit in units} == {first}
    with pytest.raises(ApiError, match="merged"):
        desk.held(second, beside.note, "x", service.Happening.NOTE)


def test_a_report_with_a_key_is_one_report_however_often_it_comes(desk: Desk119) -> None:
    told = {"source": "department", "key": "110-7788", "apart": True}
    assert desk.call(**told) == desk.call(**told)
    assert len(desk.incident(1).history) == 1


def test_closing_frees_everybody_and_tells_what_it_was(desk: Desk119) -> None:
    units = desk.brigade(1)
    number = desk.call()
    desk.send(number)
    desk.held(number, service.close, Outcome.REAL, Cause.ELECTRICAL, "插座起火")
    found = desk.incident(number)
    assert (found.state, found.outcome, found.cause, found.orders) == ("closed", "real", "electrical", [])
    assert {desk.of(unit).state for unit in units} == {"in-station"}
    with desk.database.read() as session:
        [truth] = views.truths(session, rows.closed_after(session, LOCAL, 0, 0, 10))
        assert (truth.incident_id, truth.outcome, truth.cause) == (number, "real", "electrical")
        verbs = set(session.scalars(select(AuditEntry.action)))
    assert {"incident.open", "incident.close"} <= verbs
    with pytest.raises(ApiError, match="closed"):
        desk.held(number, beside.note, "x", service.Happening.NOTE)
    with pytest.raises(ApiError, match="does not go with"):
        desk.held(desk.call(apart=True), service.close, Outcome.FALSE, Cause.ARSON, "")


def test_roles_hand_over_and_attachments_stand_on_the_timeline(desk: Desk119) -> None:
    number = desk.call()
    desk.held(number, beside.give_role, RoleKind.COMMANDER, "巴特尔", "139")
    desk.held(number, beside.give_role, RoleKind.COMMANDER, "苏和", "138")
    with desk.database.write() as session:
        service.take_over(session, HOHHOT, moving.held(session, LOCAL, number), "已通知供水", desk.now)
    made = desk.held(number, beside.attach, "现场.jpg", "image/jpeg", b"\xff\xd8\xff")
    found = desk.incident(number)
    assert [(role.name, role.until is None) for role in found.roles] == [("巴特尔", False), ("苏和", True)]
    assert (found.held_by, found.attachments[0].sha256) == (HOHHOT.name, made.sha256)
    assert desk.happened(number) == ["open", "role", "role", "hand-over", "attachment"]


def test_what_lies_outside_ones_scope_is_not_there(desk: Desk119) -> None:
    with pytest.raises(ApiError, match="outside your scope"):
        desk.call(HOHHOT, area="150202")
    number = desk.call(area="150202")
    with desk.database.read() as session, pytest.raises(ApiError, match="no such incident"):
        moving.found(session, HOHHOT, number)


def test_without_a_position_nothing_is_proposed_until_it_is_put_right(desk: Desk119) -> None:
    desk.brigade(1)
    number = desk.call(latitude=None, longitude=None)
    assert desk.propose(number) is None
    with desk.database.write() as session:
        row = moving.held(session, LOCAL, number)
        row.latitude, row.longitude = LAT, LON
    assert desk.propose(number) is not None
    assert desk.incidents()[0].state == IncidentState.OPEN


def test_a_crew_that_comes_back_from_a_long_day_rests_and_is_ready_again(desk: Desk119) -> None:
    [unit, *_] = desk.brigade(1)
    number = desk.call()
    desk.send(number)
    for signal in (Signal.LEAVE, Signal.ARRIVE):
        desk.signal(unit, signal)
    desk.clock.at += 6 * 3_600_000
    desk.held(number, orders.release, desk.orders()[0].id, "")
    desk.drive(unit, LAT + 0.01)
    assert desk.of(unit).state == UnitState.RESTING
    found = desk.propose(desk.call(apart=True, place="新址"))
    assert found is not None
    assert unit not in [each.unit.id for each in found.units]
    called = desk.propose(number, called_out=[unit])
    assert called is None or unit in [each.unit.id for each in called.units]
    desk.look(3 * 3600 + 1)
    assert desk.of(unit).state == UnitState.IN_STATION
    assert (LON, LAT) == (111.60, 40.80)
