from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.notification import words
from cloud.notification.moments import Moment
from cloud.notification.words import SHORT_UNITS, Notice
from telemetry.event_kinds import EventKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
AT = 1_764_433_865_000  # 2025-11-30 00:31:05 in Shanghai
FIRE = Notice(
    Moment.RAISED,
    "fire",
    AT,
    place_zh="三层302室",
    place_en="Room 302, floor 3",
    device_zh="点型光电感烟火灾探测器",
    device_en="point photoelectric smoke detector",
    organisation="呼和浩特市蒙源酒店有限公司",
    address="海拉尔大街12号",
    alarm_id=17,
)


def test_a_short_message_says_what_where_and_when_in_site_time() -> None:
    text = words.short(FIRE, "zh", SHANGHAI, "草原哨")
    assert text.startswith("【草原哨】火警(待核实) 呼和浩特市蒙源酒店有限公司 三层302室 点型光电")
    assert text.endswith(" 11-30 00:31:05")
    assert words.units(text) <= SHORT_UNITS


def test_nothing_but_a_verdict_calls_a_fire_real() -> None:
    assert "待核实" in words.short(FIRE, "zh", SHANGHAI)
    assert "not verified" in words.short(FIRE, "en", SHANGHAI)
    real = replace(FIRE, moment=Moment.REAL)
    assert "核实为真" in words.short(real, "zh", SHANGHAI)
    assert "VERIFIED REAL" in words.short(real, "en", SHANGHAI)
    assert "核实非真实" in words.short(replace(FIRE, moment=Moment.NOT_REAL), "zh", SHANGHAI)


@pytest.mark.parametrize(("language", "mark"), [("zh", "【测试】"), ("en", "[TEST]")])
def test_a_test_says_so_first_and_again(language: str, mark: str) -> None:
    test = replace(FIRE, test=True)
    assert words.short(test, language, SHANGHAI).startswith(mark)
    assert words.subject(test, language).startswith(mark)
    full = words.full(test, language, SHANGHAI)
    assert full.startswith(mark)
    assert {"zh": "不是真实警情", "en": "no real alarm"}[language] in full
    assert {"zh": "火警", "en": "fire"}[language] not in full


def test_a_test_signal_of_a_detector_is_no_alarm() -> None:
    assert words.what(replace(FIRE, kind="test"), "zh") == "测试信号,非警情"


def test_a_group_says_how_many_and_where_the_first_was() -> None:
    many = replace(FIRE, alarms=5_000, organisations=132)
    assert "共5000起/132家" in words.short(many, "zh", SHANGHAI)
    assert "x5000/132 sites" in words.short(many, "en", SHANGHAI)
    assert "以下为其中首起" in words.full(many, "zh", SHANGHAI)


def test_a_name_begins_no_line_and_bears_no_mark_of_ours() -> None:
    forged = replace(FIRE, organisation="【测试】假\r\nBcc: x@example.cn\n酒店")
    assert words.short(forged, "zh", SHANGHAI).startswith("火警(待核实) [测试]假 Bcc: x@example.cn 酒店")
    assert "\n" not in words.subject(forged, "zh")


def test_the_zone_is_said() -> None:
    assert words.clock(AT, SHANGHAI) == "2025-11-30 00:31:05 (UTC+08:00)"


@given(
    st.sampled_from(list(Moment)),
    st.sampled_from([kind.value for kind in EventKind]),
    st.text(max_size=300),
    st.text(max_size=300),
    st.integers(1, 100_000),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["zh", "en"]),
)
def test_every_message_fits_the_first_part_of_a_text_message(
    moment: Moment, kind: str, name: str, place: str, number: int, test: bool, repeat: bool, language: str
) -> None:
    notice = replace(
        FIRE,
        moment=moment,
        kind=kind,
        organisation=name,
        place_zh=place,
        place_en=place,
        alarms=number,
        organisations=number,
        test=test,
        repeat=repeat,
    )
    # A text message is never marked as a repetition: providers know them by their id.
    for signature in ("", "草原哨")[: 1 if repeat else 2]:
        text = words.short(notice, language, SHANGHAI, signature)
        assert words.units(text) <= SHORT_UNITS
        assert words.what(notice, language) in text
        assert text.endswith("00:31:05")
        assert text.isprintable()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("moment", Moment)
def test_the_longest_words_fit_too(moment: Moment, language: str) -> None:
    for kind in EventKind:
        notice = replace(FIRE, moment=moment, kind=kind.value, alarms=100_000, organisations=100_000)
        texts = [
            words.short(replace(notice, repeat=True), language, SHANGHAI),
            words.short(notice, language, SHANGHAI, "草原哨"),
        ]
        assert max(map(words.units, texts)) <= SHORT_UNITS
