"""CAP 1.2 messages against the schema, and the schema against messages that must not pass."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from cloud.notification.cap_message import NAMESPACE, Area, CapFault, Sent, Source, build, cap_time, check
from cloud.notification.moments import Moment
from cloud.notification.states import Result
from cloud.notification.words import Notice
from telemetry.event_kinds import EventKind
from tests.cloud.notification.bench import bench_of
from tests.cloud.notification.test_words import AT, FIRE, SHANGHAI

SOURCE = Source("centre@fire.example.cn", "草原哨", "消防救援机构")
WHERE = Area("新城区 蒙源酒店", "Xincheng", "150102", 40.84, 111.75)


def built(notice: Notice = FIRE, before: tuple[Sent, ...] = (), source: Source = SOURCE) -> etree._Element:
    return etree.fromstring(build("ntf_1", AT, notice, source, WHERE, before, SHANGHAI))


def text(alert: etree._Element, path: str) -> list[str]:
    return [found.text or "" for found in alert.iterfind(path, {"": NAMESPACE})]


def test_both_languages_stand_side_by_side() -> None:
    alert = built()
    assert text(alert, "info/language") == ["zh-CN", "en"]
    assert text(alert, "info/category") == ["Fire", "Fire"]
    assert text(alert, "info/event") == ["火警(待核实)", "fire (not verified)"]
    assert text(alert, "info/area/circle") == ["40.840000,111.750000 0.1"] * 2
    assert text(alert, "info/area/geocode/value") == ["150102"] * 2


@pytest.mark.parametrize(
    ("notice", "source", "status"),
    [
        (FIRE, SOURCE, "Actual"),
        (replace(FIRE, test=True), SOURCE, "Test"),
        (replace(FIRE, kind="test"), SOURCE, "Test"),
        (FIRE, SOURCE._replace(exercise=True), "Exercise"),
        (replace(FIRE, test=True), SOURCE._replace(exercise=True), "Test"),
    ],
)
def test_no_test_and_no_exercise_is_actual(notice: Notice, source: Source, status: str) -> None:
    assert text(built(notice, source=source), "status") == [status]


def test_what_follows_refers_to_what_was_sent() -> None:
    before = (Sent("ntf_0", AT - 60_000),)
    assert text(built(), "msgType") == ["Alert"]
    update = built(replace(FIRE, moment=Moment.REAL), before)
    assert text(update, "msgType") == ["Update"]
    assert text(update, "references") == [f"centre@fire.example.cn,ntf_0,{cap_time(AT - 60_000, SHANGHAI)}"]
    assert text(update, "info/certainty") == ["Observed", "Observed"]
    assert text(built(replace(FIRE, moment=Moment.CLOSED), before), "msgType") == ["Cancel"]


def test_an_alarm_that_nobody_verified_is_possible() -> None:
    assert text(built(), "info/certainty") == ["Possible", "Possible"]
    assert text(built(replace(FIRE, test=True)), "info/urgency") == ["Unknown", "Unknown"]


def test_times_bear_their_zone_and_never_z() -> None:
    assert cap_time(AT, SHANGHAI) == "2025-11-30T00:31:05+08:00"
    assert cap_time(AT, ZoneInfo("UTC")) == "2025-11-29T16:31:05+00:00"


@given(
    st.sampled_from(list(Moment)),
    st.sampled_from([kind.value for kind in EventKind]),
    st.text(max_size=200),
    st.booleans(),
    st.booleans(),
)
def test_every_message_is_valid(moment: Moment, kind: str, name: str, test: bool, follows: bool) -> None:
    notice = replace(FIRE, moment=moment, kind=kind, organisation=name, place_zh=name, test=test)
    before = (Sent("ntf_0", AT),) if follows else ()
    area = Area(name, name)
    check(etree.fromstring(build("ntf_1", AT, notice, SOURCE, area, before, SHANGHAI)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("status", "Real"),
        ("msgType", "alert"),
        ("scope", "Secret"),
        ("sent", "2025-11-30T00:31:05Z"),
        ("identifier", "has space"),
        ("sender", "a,b"),
        ("info/urgency", "Now"),
        ("info/severity", "Bad"),
        ("info/certainty", "Sure"),
        ("info/category", "Flames"),
        ("info/area/circle", "40,111"),
        ("info/area/areaDesc", ""),
    ],
)
def test_the_schema_refuses_what_the_standard_does(path: str, value: str) -> None:
    alert = built()
    found = alert.find(path, {"": NAMESPACE})
    assert found is not None
    found.text = value
    with pytest.raises(CapFault):
        check(alert)


def test_the_schema_refuses_elements_out_of_order_or_missing() -> None:
    alert = built()
    alert.remove(alert[0])
    with pytest.raises(CapFault):
        check(alert)
    alert = built()
    alert.insert(0, alert[1])
    with pytest.raises(CapFault):
        check(alert)


async def test_what_is_over_is_cancelled_only_where_it_was_told(tmp_path: Path, contexts: Any) -> None:
    over = replace(FIRE, moment=Moment.CLOSED)
    async with bench_of("cap", tmp_path, contexts) as bench:
        outcome = await bench.make().send(replace(bench.letter, notice=over))
        assert outcome.result is Result.REFUSED
        told = replace(bench.letter, notice=over, facts={"before": [("ntf_1", AT)]})
        assert (await bench.make().send(told)).result is Result.DELIVERED
        [said] = bench.said()
        assert "<msgType>Cancel</msgType>" in said
