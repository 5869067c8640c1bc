from __future__ import annotations

import pytest

from cloud.alarm_watch import repository
from cloud.alarm_watch import service as looking
from cloud.alarm_watch.evidence import Fact
from cloud.alarms import service, views
from cloud.alarms.causes import Cause
from cloud.alarms.state_table import Action, Outcome, State
from cloud.alarms.tables import Alarm
from cloud.errors import ApiError
from cloud.people.asker import LOCAL
from telemetry.event_kinds import FIRE_CLASS, EventKind
from tests.cloud.conftest import Stores
from tests.cloud.said import NOW
from tests.cloud.watching import Site


@pytest.fixture
def office(stores: Stores) -> Site:
    return Site(stores)


def reasons(site: Site, on: str = "panel-1/1-023", kind: EventKind = EventKind.FIRE) -> dict[str, float]:
    return dict(site.alarm(on, kind).reasons or [])


def test_a_fire_nobody_verifies_goes_out_once_its_time_is_over(office: Site) -> None:
    office.ring()
    office.after(59.9)
    assert office.requests() == []
    assert office.alarm().wait_until == NOW + 60_000
    office.after(0.2)
    [request] = office.requests()
    assert (request.state, request.reason, request.activation) == ("requested", "timed-out", 1)
    alarm = office.alarm()
    assert (alarm.state, alarm.outcome, alarm.timed_out_at) == ("raised", "unknown", NOW + 60_100)
    office.after(600)
    assert len(office.requests()) == 1


def test_acknowledging_gives_the_time_to_look_and_no_more(office: Site) -> None:
    office.ring()
    office.after(1)
    office.decide(Action.ACKNOWLEDGE)
    office.after(100)
    assert office.requests() == []
    office.after(140)
    assert [request.reason for request in office.requests()] == ["timed-out"]
    assert office.alarm().state == "acknowledged"


@pytest.mark.parametrize("category", ["elder-care", "medical", "hotel", "chemical", "herder-home"])
def test_where_nothing_waits_a_fire_goes_out_at_the_first_look(stores: Stores, category: str) -> None:
    site = Site(stores, category)
    site.ring()
    site.after(0.5)
    assert [request.reason for request in site.requests()] == ["no-delay"]
    assert site.actions(site.alarm()) == ["raise", "time-out", "escalate", "dispatch-request"]


def test_a_dormitory_of_an_office_does_not_wait(stores: Stores) -> None:
    site = Site(stores, "office", use="职工宿舍")
    site.ring()
    site.after(0.5)
    assert [request.reason for request in site.requests()] == ["no-delay"]


def test_a_gateway_that_is_nobodys_waits_half_a_minute(stores: Stores) -> None:
    site = Site(stores, None)
    site.ring()
    site.after(29)
    assert site.requests() == []
    site.after(2)
    assert [request.reason for request in site.requests()] == ["timed-out"]


def test_what_is_around_a_batch_is_read_once_whoever_is_weighed_again(
    office: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    rang = repository.rang
    monkeypatch.setattr(repository, "rang", lambda *told: looks.append(1) or rang(*told))
    office.ring()
    office.after(5)
    office.ring("panel-1/1-024")
    looks.clear()
    office.after(0.5)
    assert Fact.DETECTOR_IN_BUILDING in reasons(office), "the first one is weighed again"
    assert len(looks) == 1


def test_a_second_detector_in_the_zone_sends_both_fires_out_at_once(office: Site) -> None:
    office.ring()
    office.after(5)
    assert office.requests() == []
    office.ring("panel-1/1-024")
    office.after(0.5)
    assert [(request.alarm_id, request.reason) for request in office.requests()] == [
        (2, "evidence"),
        (1, "evidence"),
    ]
    assert reasons(office)["second-detector-zone"] > 0


def test_the_probability_is_told_with_its_reasons_in_words(office: Site) -> None:
    office.ring()
    office.ring("mcp", component=23, place="大厅")
    office.after(1)
    alarm = office.alarm()
    assert alarm.probability is not None
    told = views.evidence(alarm.reasons or [])
    assert [(one.code, one.zh) for one in told] == [
        ("prior", "起始概率(仅此报警)"),
        ("manual-call-point", "同一建筑手动报警按钮动作"),
    ]
    assert views.alarm(alarm).probability == alarm.probability


def test_water_and_a_persons_word_raise_it_and_a_sick_detector_lowers_it(office: Site) -> None:
    office.ring()
    office.after(1)
    alone = office.alarm().probability or 0
    office.ring("panel-1/1-023", EventKind.FAULT)
    office.ring()
    with office.stores.database.write() as session:
        service.tell(session, LOCAL, 1, Fact.PERSON_NOTHING, by="李强", note="", now=office.clock.at)
    office.after(1)
    assert {"detector-fault", "person-sees-nothing"} <= reasons(office).keys()
    assert (office.alarm().probability or 0) < alone
    office.ring("flow", EventKind.LINKAGE, component=96)
    with office.stores.database.write() as session:
        service.tell(session, LOCAL, 1, Fact.PERSON_FIRE, by="李强", note="有明火", now=office.clock.at)
    office.after(1)
    assert (office.alarm().probability or 0) > 0.9


def test_only_what_people_and_cameras_see_can_be_told(office: Site) -> None:
    office.ring()
    with pytest.raises(ApiError) as refused, office.stores.database.write() as session:
        service.tell(session, LOCAL, 1, Fact.DETECTOR_IN_ZONE, by="x", note="", now=NOW)
    assert refused.value.detail.code == "not-to-be-told"


def test_one_tap_verifies_confirms_the_request_and_ends_the_steps(office: Site) -> None:
    office.ring()
    office.after(61)
    before = office.requests()[0].number
    office.decide(Action.VERIFY, Outcome.REAL, cause=Cause.ELECTRICAL)
    [request] = office.requests()
    assert (request.state, request.by, request.number > before) == ("confirmed", "王芳", True)
    alarm = office.alarm()
    assert (alarm.state, alarm.cause, alarm.acknowledged_by) == ("verified", "electrical", "王芳")
    steps = office.steps()
    office.after(900)
    assert office.steps() == steps
    assert office.alarm().due_at is None


def test_a_false_verdict_withdraws_the_request_and_a_real_one_asks_again(office: Site) -> None:
    office.ring()
    office.after(61)
    office.decide(Action.VERIFY, Outcome.FALSE, cause=Cause.STEAM)
    assert [request.state for request in office.requests()] == ["withdrawn"]
    office.decide(Action.VERIFY, Outcome.REAL)
    assert [request.state for request in office.requests()] == ["confirmed"]
    office.after(1)
    assert (office.alarm().probability or 0) > 0.9


def test_who_cannot_tell_has_a_fire_sent_out(office: Site) -> None:
    office.ring()
    office.decide(Action.VERIFY, Outcome.UNKNOWN)
    assert [(request.state, request.reason) for request in office.requests()] == [
        ("requested", "nobody-can-tell")
    ]


@pytest.mark.parametrize("kind", sorted(set(EventKind) - {EventKind.FIRE, EventKind.OPERATION}))
def test_only_a_fire_goes_out_by_itself(office: Site, kind: EventKind) -> None:
    office.ring(kind=kind)
    office.after(10_000)
    assert office.requests() == []
    if kind in FIRE_CLASS:
        office.decide(Action.VERIFY, Outcome.REAL, office.alarm(kind=kind))
        assert [request.state for request in office.requests()] == ["confirmed"]


def test_a_cause_that_does_not_fit_is_refused(office: Site) -> None:
    office.ring()
    with pytest.raises(ApiError) as refused:
        office.decide(Action.VERIFY, Outcome.REAL, cause=Cause.STEAM)
    assert refused.value.detail.code == "cause-unfit"
    assert office.requests() == []


def test_each_return_of_a_fire_asks_once_more(office: Site) -> None:
    office.ring()
    office.after(61)
    office.ring(active=False)
    office.after(120)
    office.ring()
    office.after(61)
    assert [request.activation for request in office.requests()] == [1, 2]
    assert office.steps()[-1][1] == "safety-manager"


def test_a_chattering_fire_keeps_its_one_request_and_stays_visible(stores: Stores) -> None:
    site = Site(stores, "hotel")
    for _ in range(6):
        site.ring()
        site.after(5)
        site.ring(active=False)
        site.after(5)
    site.ring()
    site.after(1)
    alarm = site.alarm()
    assert (alarm.chatter, alarm.state, alarm.level, len(site.alarms())) == (True, "raised", "active", 1)
    assert len(site.requests()) <= 3
    assert "dispatch-stands" in site.actions(alarm)
    site.after(700)
    assert site.alarm().chatter is False
    assert site.actions(alarm).count("chatter") == site.actions(alarm).count("chatter-ended") == 1


def flap(site: Site, times: int, kind: EventKind) -> None:
    """It comes and goes every ten seconds, and whoever sits there acknowledges whatever rings."""
    for _ in range(times):
        for active in (True, False):
            site.ring(kind=kind, active=active)
            site.after(5)
            if site.alarm(kind=kind).state == State.RAISED:
                site.decide(Action.ACKNOWLEDGE, alarm=site.alarm(kind=kind))


@pytest.mark.parametrize("kind", [EventKind.FAULT, EventKind.SUPERVISORY, EventKind.TEST])
def test_what_chatters_outside_the_fire_class_is_one_alarm_with_a_count(
    office: Site, kind: EventKind
) -> None:
    flap(office, 30, kind)
    alarms = office.alarms()
    assert [alarm.state for alarm in alarms] == ["closed", "closed", "acknowledged"]
    chattering = alarms[-1]
    assert (chattering.chatter, chattering.level, chattering.occurrences) == (True, "cleared", 28)
    assert office.actions(chattering) == ["raise", "chatter", "acknowledge"]
    office.after(700)
    quiet = office.alarm(kind=kind)
    assert (quiet.chatter, quiet.state, quiet.due_at) == (False, "closed", None)
    assert office.actions(quiet)[-2:] == ["chatter-ended", "settle"]
    office.ring(kind=kind)
    assert len(office.alarms()) == 4


def test_what_still_stands_as_the_chatter_ends_rings_once_more(office: Site) -> None:
    flap(office, 5, EventKind.FAULT)
    office.ring(kind=EventKind.FAULT)
    office.after(300)
    held = office.alarm(kind=EventKind.FAULT)
    assert (held.state, held.level) == ("acknowledged", "active")
    office.after(400)
    rings = office.alarm(kind=EventKind.FAULT)
    assert (rings.id, rings.state, rings.level, rings.activation) == (held.id, "raised", "active", 2)
    assert (rings.acknowledged_at, rings.rung_at) == (None, office.clock.at)
    assert office.actions(rings)[-2:] == ["chatter-ended", "reactivate"]


def test_what_chatters_unseen_rings_no_more_than_until_it_is_known_to(office: Site) -> None:
    for _ in range(30):
        for active in (True, False):
            office.ring(kind=EventKind.FAULT, active=active)
            office.after(5)
    [alarm] = office.alarms()
    assert (alarm.state, alarm.activation, alarm.occurrences) == ("raised", 3, 30)
    assert alarm.rung_at == NOW + 20_000
    office.after(700)
    assert (office.alarms()[0].state, office.alarms()[0].level) == ("raised", "cleared")


def test_a_person_may_close_what_chatters_and_it_is_folded_again(office: Site) -> None:
    flap(office, 5, EventKind.FAULT)
    alarm = office.alarm(kind=EventKind.FAULT)
    office.decide(Action.VERIFY, Outcome.FALSE, alarm=alarm)
    assert office.alarm(kind=EventKind.FAULT).state == State.VERIFIED
    office.decide(Action.CLOSE, alarm=alarm)
    flap(office, 5, EventKind.FAULT)
    assert len(office.alarms()) == 4
    assert office.alarm(kind=EventKind.FAULT).occurrences == 5


def test_an_unseen_fire_is_told_up_the_ladder_once_a_step(office: Site) -> None:
    office.ring()
    for _ in range(70):
        office.after(10)
    roles = [role for _, role in office.steps()]
    assert roles == [
        "seat",
        "shift-leader",
        "safety-manager",
        "area-supervisor",
        "shift-leader",
        "safety-manager",
        "area-supervisor",
    ]
    assert office.actions(office.alarm()).count("escalate") == 7
    assert office.alarm().due_at is None


def test_a_fire_that_cleared_by_itself_still_climbs_and_goes_out(office: Site) -> None:
    office.ring()
    office.clock.at += 5_000
    office.ring(active=False)
    office.after(60)
    assert "cleared-at-once" in reasons(office)
    assert [request.reason for request in office.requests()] == ["timed-out"]
    assert ("safety-manager") in {role for _, role in office.steps()}


def test_a_pump_after_a_hydrant_is_shown_beneath_it(office: Site) -> None:
    office.ring("hydrant", EventKind.LINKAGE, component=24)
    office.after(3)
    office.ring("pump", EventKind.LINKAGE, component=91)
    office.after(1)
    pump = office.alarm("pump", EventKind.LINKAGE)
    assert pump.consequence_of == office.alarm("hydrant", EventKind.LINKAGE).id
    assert "consequence" in office.actions(pump)


def test_looking_refuses_nobodys_decision(office: Site) -> None:
    office.ring()
    seen = office.alarm().version
    office.after(61)
    office.decide(Action.VERIFY, Outcome.FALSE, version=seen)


def test_with_nothing_due_a_look_writes_nothing(office: Site) -> None:
    office.ring(kind=EventKind.SUPERVISORY)
    assert office.watch.look() == 1
    assert office.watch.look() == 0


def test_fires_are_dealt_with_before_a_flood_of_faults(stores: Stores) -> None:
    site = Site(stores, "hotel")
    for number in range(260):
        site.ring(f"p{number}", EventKind.FAULT)
    site.ring("fire")
    with stores.database.write() as session:
        from cloud.alarm_watch import service as watch_service
        from cloud.alarm_watch.settings import AlarmSettings

        watch_service.look(session, AlarmSettings(at_once=5), site.clock.at)
    assert [request.kind for request in site.requests()] == ["fire"]


def test_an_alarm_that_cannot_be_looked_at_holds_up_no_other(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    hotel = Site(stores, "hotel")
    hotel.ring("first")
    hotel.ring("second")
    broken = hotel.alarm("first").id

    def weigh(batch: object, alarm: Alarm) -> None:
        if alarm.id == broken:
            raise ValueError("nobody foresaw this")

    monkeypatch.setattr(looking, "_PARTS", (weigh, *looking._PARTS))
    hotel.after(1)
    assert [request.alarm_id for request in hotel.requests()] == [hotel.alarm("second").id]
    monkeypatch.undo()
    hotel.after(31)
    assert [request.alarm_id for request in hotel.requests()] == [hotel.alarm("second").id, broken]
