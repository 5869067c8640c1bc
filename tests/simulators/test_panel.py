from __future__ import annotations

from simulators.panel import FEEDBACK_S, NOTICE_S, Change, PanelLogic, State
from tests.simulators.places import demo

SMOKE, HEAT, BUTTON = "panel-1/1-023", "panel-1/1-024", "panel-1/1-028"
FAN = "panel-1/2-001"


def panel() -> PanelLogic:
    building = demo()
    return PanelLogic(building.points_of("panel-1"), building.linkages)


def told(changes: list[Change]) -> list[tuple[str, State]]:
    return [(change.point.id, change.after) for change in changes]


def test_a_fire_latches_until_reset() -> None:
    logic = panel()
    assert told(logic.sense(SMOKE, True, 0)) == [(SMOKE, State.FIRE)]
    assert logic.sense(SMOKE, False, 1) == []
    assert logic.states()[SMOKE] is State.FIRE
    assert told(logic.reset(2)) == [(SMOKE, State.NONE)]


def test_a_detector_still_in_smoke_comes_back_after_a_reset() -> None:
    logic = panel()
    logic.sense(SMOKE, True, 0)
    assert told(logic.reset(1)) == [(SMOKE, State.NONE), (SMOKE, State.FIRE)]


def test_a_call_point_falls_with_the_reset() -> None:
    logic = panel()
    logic.set(BUTTON, State.FIRE, 0)
    logic.reset(1)
    assert logic.states()[BUTTON] is State.NONE


def test_an_isolated_point_says_nothing_else_until_it_is_released() -> None:
    logic = panel()
    logic.set(SMOKE, State.ISOLATE, 0)
    assert logic.sense(SMOKE, True, 1) == []
    assert logic.states()[SMOKE] is State.ISOLATE
    assert told(logic.set(SMOKE, State.RELEASE, 2)) == [(SMOKE, State.RELEASE)]
    assert told(logic.tick(2 + NOTICE_S)) == [(SMOKE, State.FIRE)]


def test_a_fault_comes_and_goes_with_its_cause() -> None:
    logic = panel()
    assert told(logic.set(SMOKE, State.FAULT, 0)) == [(SMOKE, State.FAULT)]
    assert logic.reset(1) == []
    assert told(logic.set(SMOKE, State.RESTORE, 2)) == [(SMOKE, State.RESTORE)]
    assert told(logic.tick(2 + NOTICE_S)) == [(SMOKE, State.NONE)]


def test_fire_shows_over_a_fault() -> None:
    logic = panel()
    logic.set(SMOKE, State.FAULT, 0)
    assert told(logic.sense(SMOKE, True, 1)) == [(SMOKE, State.FIRE)]


def test_two_alarms_start_the_linkage_and_its_feedback_follows() -> None:
    logic = panel()
    logic.sense(SMOKE, True, 0)
    logic.tick(100)
    assert logic.states()[FAN] is State.NONE
    logic.sense(HEAT, True, 100)
    logic.tick(103)
    assert logic.states()[FAN] is State.START
    logic.tick(103 + FEEDBACK_S)
    assert logic.states()[FAN] is State.ACTION
    logic.sense(SMOKE, False, 110)
    logic.sense(HEAT, False, 110)
    logic.reset(111)
    assert set(logic.states().values()) == {State.NONE}


def test_silence_stops_the_sounders_and_nothing_else() -> None:
    logic = panel()
    logic.sense(SMOKE, True, 0)
    logic.silence()
    assert not logic.sounding
    assert logic.alarms()[0].id == SMOKE


def test_a_new_alarm_sounds_again_after_silence() -> None:
    logic = panel()
    logic.sense(SMOKE, True, 0)
    logic.silence()
    logic.sense(HEAT, True, 1)
    assert logic.sounding


def test_mains_fail_and_come_back() -> None:
    logic = panel()
    logic.power(True, 0)
    assert logic.mains is State.FAULT
    logic.power(False, 1)
    assert logic.mains is State.RESTORE
    logic.tick(1 + NOTICE_S)
    assert logic.mains is State.NONE
