"""Simulated panels of several makers: what they say is what the codecs hear, and waits for its answer."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from device_profiles import loader
from device_profiles.serial_panel import protocols, reading
from runtime.faults import PlainFault
from simulators.panel import PanelLogic, State
from simulators.panel_serial import SerialPanel, SerialPanelSettings
from simulators.panel_voices import VOICES, GstCrt, Voice
from telemetry import jb3208
from telemetry.errors import FrameError
from telemetry.panel_line import FrameReceived
from tests.simulators.places import demo

STORE = "panel-2/3-017"
AT = datetime(2026, 11, 22, 10, 30, 5)


def voice_of(profile: str) -> tuple[Voice, PanelLogic]:
    return VOICES[profile](lambda: AT), PanelLogic(demo().points_of("panel-2"))


def said_by(profile: str, voice: Voice) -> list[tuple[set[str], set[str]]]:
    """What the profile makes of everything that waits."""
    panel = loader.load(profile).profile.serial_panel
    assert panel is not None
    line = protocols.receiver(panel)
    events = [event for frame in voice.waiting for event in [*line.feed(frame), *line.quiet()]]
    reports = [
        report
        for event in events
        if isinstance(event, FrameReceived)
        for statement in event.statements
        for report in reading.reports(panel, statement, event.frame)
    ]
    return [(set(report.finding.sets), set(report.finding.clears)) for report in reports]


@pytest.mark.parametrize("profile", VOICES)
def test_a_fire_is_said_so_that_its_profile_hears_it(profile: str) -> None:
    voice, logic = voice_of(profile)
    voice.tell(logic.sense(STORE, True, 0.0))
    assert said_by(profile, voice) == [({"fire"}, set())]


@pytest.mark.parametrize("profile", VOICES)
def test_a_fault_and_its_end(profile: str) -> None:
    voice, logic = voice_of(profile)
    voice.tell(logic.set(STORE, State.FAULT, 0.0))
    voice.tell(logic.set(STORE, State.RESTORE, 1.0))
    voice.tell(logic.tick(5.0))
    said = said_by(profile, voice)
    assert said[0] == ({"fault"}, set())
    if voice.codes[State.FAULT].ends is not None:
        assert said[-1] == (set(), {"fault"})


@pytest.mark.parametrize("profile", VOICES)
def test_a_reset_is_said_with_what_still_stands(profile: str) -> None:
    voice, logic = voice_of(profile)
    logic.sense(STORE, True, 0.0)
    logic.reset(1.0)
    voice.tell_reset(logic)
    said = said_by(profile, voice)
    assert "fire" in said[0][1]
    assert ({"fire"}, set()) in said[1:]


def test_a_confirmation_takes_what_was_given_and_not_what_was_queued_since() -> None:
    voice, logic = voice_of("gst-crt")
    assert isinstance(voice, GstCrt)
    assert voice.heard(b"\x01\x00\x0f") == b"\x01" + bytes.fromhex("F0 F0 BB")
    voice.tell(logic.sense(STORE, True, 0.0))
    voice.heard(b"\x1f")
    assert len(voice.waiting) == 1


async def test_a_port_that_cannot_appear_is_told_with_the_cure(tmp_path: Path) -> None:
    link = tmp_path / "line.tty"
    link.write_text("a file is in the way")
    settings = SerialPanelSettings.model_validate({"panel": "panel-2", "profile": "jbf193k", "link": link})
    with pytest.raises(PlainFault, match="remove that file"):
        SerialPanel(PanelLogic(demo().points_of("panel-2")), settings).plug()


def test_an_answer_is_heard_however_it_comes_and_two_together_confirm_one_frame() -> None:
    voice, logic = voice_of("jb3208")
    voice.tell(logic.sense(STORE, True, 0.0))
    voice.tell(logic.sense("panel-2/3-018", True, 0.0))
    waiting = len(voice.waiting)
    answer = jb3208.encode(jb3208.Frame(1, jb3208.POLL, b"\x00"))
    voice.heard(answer + answer)
    assert len(voice.waiting) == waiting - 1
    voice.heard(answer[:4])
    voice.heard(answer[4:])
    assert len(voice.waiting) == waiting - 2
    with pytest.raises(FrameError, match="CRC"):
        voice.heard(answer[:5] + b"\x01" + answer[6:])
