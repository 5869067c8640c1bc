"""From an alarm to engines on the road by the centre itself: tiers, limits, stopping, reversing, truth."""

from __future__ import annotations

import pytest

from cloud.alarms.causes import Cause
from cloud.alarms.state_table import Action, Outcome
from cloud.dispatch.forces.states import Signal
from cloud.dispatch.incidents import orders, service
from cloud.errors import ApiError
from tests.cloud.conftest import Stores
from tests.cloud.dispatch.incidents.desk119 import LAT, MICRO, Desk119


@pytest.fixture
def desk(stores: Stores) -> Desk119:
    return Desk119(stores)


def limited(stores: Stores, **policy: object) -> Desk119:
    return Desk119(stores, policy=[policy])


def test_a_verified_alarm_is_an_incident_with_engines_within_one_look(desk: Desk119) -> None:
    units = desk.brigade()
    desk.ring(real=True)
    desk.look(0.1)
    [incident] = desk.incidents()
    found = desk.incident(incident.id)
    assert (found.confirmed, found.tier, found.state) == (True, "full", "under-way")
    assert {order.unit_id for order in found.orders} <= set(units)
    assert all(order.automatic and order.why.zh for order in found.orders)
    assert found.place.startswith("单位 一号楼 三层302室")
    assert found.site is not None
    assert found.site.plan == f"/api/v1/buildings/{desk.site.building}/plan"
    assert [words.zh for words in found.reasons][:2] == ["已核实为真实", "已核实为真实火情"]
    assert desk.site.alarm().state == "dispatched"
    assert desk.happened(incident.id)[:2] == ["open", "decide"]


def test_looking_again_orders_nothing_twice(desk: Desk119) -> None:
    desk.brigade()
    desk.ring(real=True)
    desk.look()
    before = len(desk.orders())
    for _ in range(5):
        desk.look()
    assert len(desk.orders()) == before > 0
    assert len(desk.incidents()) == 1


def test_an_alarm_that_nobody_has_verified_goes_out_at_its_tier(stores: Stores) -> None:
    desk = Desk119(stores, costs={"false": [0.1, 9.9, 10, 5_000]})
    desk.brigade()
    micro = desk.unit(desk.station(0.002, "micro"), MICRO, 3)
    desk.ring()
    desk.clock.at += 601_000
    desk.site.watch.look()
    desk.look()
    [incident] = desk.incidents()
    found = desk.incident(incident.id)
    assert found.tier == "one-pump"
    assert micro in [order.unit_id for order in found.orders]
    assert len(found.orders) == 2
    desk.site.decide(Action.VERIFY, Outcome.REAL)
    desk.look()
    found = desk.incident(incident.id)
    assert found.tier == "full"
    assert (len(found.orders) > 2, found.missing) == (True, {}), "the difference follows"


def test_the_micro_station_goes_first_where_there_is_one_and_else_a_pump(desk: Desk119) -> None:
    units = desk.brigade()
    desk.ring()
    desk.clock.at += 601_000
    desk.site.watch.look()
    desk.look()
    number = desk.incidents()[0].id
    assert desk.incident(number).tier == "one-pump"
    assert [order.unit_id for order in desk.incident(number).orders] == units[:1]
    assert any("附近没有可出动的微型消防站" in entry.zh for entry in desk.timeline(number))


def test_the_micro_station_alone_where_that_is_enough(desk: Desk119) -> None:
    desk.brigade()
    micro = desk.unit(desk.station(0.002, "micro"), MICRO, 3)
    desk.ring()
    desk.clock.at += 601_000
    desk.site.watch.look()
    desk.look()
    found = desk.incident(desk.incidents()[0].id)
    assert (found.tier, [order.unit_id for order in found.orders]) == ("micro-station", [micro])


def test_above_the_areas_limit_a_person_is_asked_and_silence_is_no_answer(stores: Stores) -> None:
    desk = limited(stores, area="1501", highest="notify", answer_s=20)
    desk.brigade()
    desk.ring(real=True)
    desk.look()
    [incident] = desk.incidents()
    assert desk.orders() == []
    assert desk.happened(incident.id) == ["open", "decide", "ask"]
    assert desk.incident(incident.id).ask_until == incident.opened_at + 20_000
    desk.look(18)
    assert desk.orders() == []
    desk.look(3)
    assert desk.orders(), "the least that misses no fire goes by itself"
    assert desk.incident(incident.id).tier == "one-pump"


def test_an_order_that_waits_can_be_stopped(stores: Stores) -> None:
    desk = limited(stores, stop_s=10)
    desk.brigade()
    desk.ring(real=True)
    desk.look()
    [incident] = desk.incidents()
    assert incident.due_at == incident.opened_at + 10_000
    desk.held(incident.id, orders.stop, "物业确认系动火作业")
    desk.look(30)
    assert desk.orders() == []
    assert desk.incident(incident.id).stopped_by == "local"


def test_a_second_alarm_does_not_shorten_the_time_to_stop(stores: Stores) -> None:
    desk = limited(stores, stop_s=10)
    desk.brigade()
    desk.ring(real=True)
    desk.look()
    desk.ring(on="panel-1/1-024")
    desk.look()
    [incident] = desk.incidents()
    assert (incident.due_at, desk.orders()) == (incident.opened_at + 10_000, [])


def test_automatic_orders_are_reversed_while_that_may_be(desk: Desk119) -> None:
    units = desk.brigade()
    desk.ring(real=True)
    desk.look()
    [incident] = desk.incidents()
    desk.held(incident.id, orders.reverse, "误报")
    assert {desk.of(unit).state for unit in units} == {"in-station"}
    assert {order.ending for order in desk.orders()} == {"reversed"}
    desk.look(30)
    assert desk.incident(incident.id).orders == []
    with pytest.raises(ApiError, match="No automatic order can be reversed"):
        desk.held(incident.id, orders.reverse, "误报")


def test_after_the_time_automatic_orders_are_cancelled_one_by_one(stores: Stores) -> None:
    desk = limited(stores, reverse_s=60)
    desk.brigade()
    desk.ring(real=True)
    desk.look()
    [incident] = desk.incidents()
    desk.clock.at += 61_000
    with pytest.raises(ApiError, match="the time is over"):
        desk.held(incident.id, orders.reverse, "误报")
    desk.held(incident.id, orders.cancel, desk.orders()[0].id, "不需要")
    assert desk.orders()[0].ending == "cancelled"


def test_a_verdict_that_nothing_burns_turns_the_centres_own_orders_round(desk: Desk119) -> None:
    units = desk.brigade()
    desk.ring(real=True)
    desk.look()
    desk.signal(desk.orders()[0].unit_id, Signal.LEAVE)
    desk.site.decide(Action.VERIFY, Outcome.FALSE, cause=Cause.COOKING)
    desk.look()
    [incident] = desk.incidents()
    assert "withdrawn" in desk.happened(incident.id)
    assert {desk.of(unit).state for unit in units} == {"in-station", "returning"}
    assert desk.incident(incident.id).tier == "notify"


def test_a_call_beside_it_keeps_them_on_the_way(desk: Desk119) -> None:
    desk.brigade()
    desk.ring(real=True)
    desk.look()
    number = desk.incidents()[0].id
    assert desk.call(latitude=LAT + 0.0003) == number
    desk.site.decide(Action.VERIFY, Outcome.FALSE)
    desk.look()
    assert desk.incident(number).orders


def test_a_call_confirms_an_alarm_and_the_full_force_goes(stores: Stores) -> None:
    desk = Desk119(stores, costs={"false": [0.1, 9.9, 10, 5_000]})
    desk.brigade()
    desk.ring()
    desk.clock.at += 601_000
    desk.site.watch.look()
    desk.look()
    number = desk.incidents()[0].id
    assert desk.incident(number).tier == "one-pump"
    assert desk.call() == number
    desk.look()
    assert desk.incident(number).tier == "full"
    assert desk.incident(number).missing.keys() <= {"first_aid_fire"}


def test_what_cannot_be_had_is_said_once_and_sent_when_it_can_be(desk: Desk119) -> None:
    desk.ring(real=True)
    desk.look()
    [incident] = desk.incidents()
    for _ in range(3):
        desk.look(6)
    assert desk.happened(incident.id).count("short") == 1
    desk.brigade()
    desk.look(6)
    assert desk.incident(incident.id).orders
    assert desk.incident(incident.id).due_at is None


def test_a_rise_of_the_grade_sends_the_difference_by_itself(desk: Desk119) -> None:
    desk.brigade(4)
    desk.ring(real=True)
    desk.look()
    number, before = desk.incidents()[0].id, len(desk.orders())
    desk.held(number, service.raise_by_hand, 3, "火势蔓延")
    desk.look()
    assert len(desk.orders()) > before
    assert desk.incident(number).missing.get("attack") is None


def test_the_truth_goes_back_to_the_alarms(desk: Desk119) -> None:
    desk.brigade()
    desk.ring(real=True)
    desk.look()
    desk.site.ring(active=False)
    number = desk.incidents()[0].id
    desk.held(number, service.close, Outcome.FALSE, Cause.STEAM, "浴室蒸汽")
    alarm = desk.site.alarm()
    assert (alarm.state, alarm.outcome, alarm.cause) == ("closed", "false", "steam")
    assert desk.site.requests()[-1].state == "withdrawn"
    desk.look()
    assert desk.incident(number).state == "closed"


def test_a_true_fire_that_has_cleared_is_closed_with_its_incident(desk: Desk119) -> None:
    desk.brigade()
    desk.ring(real=True)
    desk.look()
    desk.site.ring(active=False)
    desk.held(desk.incidents()[0].id, service.close, Outcome.REAL, Cause.ELECTRICAL, "")
    alarm = desk.site.alarm()
    assert (alarm.state, alarm.outcome, alarm.cause) == ("closed", "real", "electrical")


def test_an_alarm_that_has_rung_again_keeps_its_own_verdict(desk: Desk119) -> None:
    desk.brigade()
    desk.ring(real=True)
    desk.look()
    desk.site.ring(active=False)
    desk.site.ring()
    desk.held(desk.incidents()[0].id, service.close, Outcome.FALSE, None, "")
    assert (desk.site.alarm().state, desk.site.alarm().outcome) == ("raised", None)


def test_a_building_without_a_position_is_reached_from_its_countys_station(stores: Stores) -> None:
    desk = Desk119(stores, None)
    desk.brigade(1)
    desk.ring(real=True)
    desk.look()
    [incident] = desk.incidents()
    assert desk.incident(incident.id).orders
    assert any("暂以辖区消防站为位置" in entry.zh for entry in desk.timeline(incident.id))


def test_nothing_is_ordered_by_itself_where_that_is_switched_off(stores: Stores) -> None:
    desk = Desk119(stores, automatic=False)
    desk.brigade()
    desk.ring(real=True)
    desk.look()
    assert desk.incidents() == []
