"""What a profile of a serial panel may say, and how statements are read with it."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

import pytest
from pydantic import ValidationError

from device_profiles import loader
from device_profiles.finding import STATES, ReportError
from device_profiles.serial_panel import protocols, reading
from device_profiles.serial_panel.schema import Protocol, SerialPanel
from telemetry import (
    ei2000,
    fs5101w,
    gst,
    gst_printer,
    jb3208,
    jbf193k,
    ld128e,
    notifier_printer,
    simplex4100,
)
from telemetry.panel_line import STATE_KINDS, Meaning, Statement, sets
from tests.telemetry.panel_vectors import JBF_FIRE

TABLES = (
    gst.CRT_STATES,
    gst.CRT_CONDITIONS,
    gst.BUS_EVENTS,
    jbf193k.COMMANDS,
    ld128e.COMMANDS,
    jb3208.CODES,
    jb3208.FAULT_LOOPS,
    fs5101w.EVENTS,
    simplex4100.LETTERS,
    ei2000.EVENTS,
    gst_printer.STATUS_GLYPHS,
    notifier_printer.WORDS,
)


def test_codecs_and_profiles_share_the_names_of_states() -> None:
    assert {name: STATES[name][0] for name in STATE_KINDS} == STATE_KINDS
    meanings: list[Meaning] = [meaning for table in TABLES for meaning in table.values()]
    assert {state for meaning in meanings for state in meaning.sets | meaning.clears} <= set(STATES)


def test_every_protocol_of_the_schema_has_a_receiver_and_a_record() -> None:
    assert set(get_args(Protocol)) == set(protocols.RECEIVERS)
    recorded = {"espa444-generic" if name == "espa444" else name for name in protocols.RECEIVERS}
    assert recorded <= set(loader.names())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"protocol": "espa444"}, "`patterns` must say"),
        ({"protocol": "ld128e"}, "`poll_s` is missing"),
        ({"protocol": "jb3208", "jbf193k": {"checksum": "short"}}, "has no meaning for jb3208"),
        ({"protocol": "jb3208", "baudrate": 110}, "greater than or equal to 300"),
        (
            {"protocol": "jb3208", "codes": {"110": {"set": ["smoke"], "name": {"zh": "a", "en": "a"}}}},
            "smoke",
        ),
    ],
)
def test_a_profile_that_cannot_work_is_refused(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        SerialPanel.model_validate(fields)


def test_a_profile_may_give_a_code_another_meaning() -> None:
    panel = SerialPanel.model_validate(
        {
            "protocol": "jbf193k",
            "codes": {"80": {"set": ["pre-alarm"], "name": {"zh": "预警", "en": "pre-alarm"}}},
        }
    )
    report = reading.read_bytes(panel, JBF_FIRE)[0]
    assert report.finding.sets == {"pre-alarm"}
    assert report.finding.text.startswith("预警 / pre-alarm")


def test_isolate_and_release_follow_the_profile() -> None:
    panel = SerialPanel.model_validate({"protocol": "jbf193k", "jbf193k": {"isolate_release": "swapped"}})
    frame = jbf193k.encode(bytes.fromhex("97 01 02 11 04 1A 0B 16 0A 1E 05"))
    assert reading.read_bytes(panel, frame)[0].finding.sets == {"disabled"}


def test_the_panels_local_time_becomes_utc() -> None:
    panel = SerialPanel(protocol="jbf193k", utc_offset_h=8)
    at = Statement(sets("fire", "火警", "fire"), time=datetime(2026, 11, 22, 10, 30))
    assert reading.report(panel, at).finding.ts_source == 1_795_314_600_000
    never_set = Statement(sets("fire", "火警", "fire"), time=datetime(2008, 1, 1))
    assert reading.report(panel, never_set).finding.ts_source is None


def test_bytes_without_a_frame_are_refused_with_the_reason() -> None:
    panel = SerialPanel(protocol="jb3208")
    with pytest.raises(ReportError, match="no frame of jb3208"):
        reading.read_bytes(panel, b"hello")
    with pytest.raises(ReportError, match="CRC is"):
        reading.read_bytes(panel, bytes.fromhex("FE 01 00 01 00 00 48 01 FF"))
