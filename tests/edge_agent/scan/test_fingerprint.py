"""Which protocol a line speaks, told from bytes as they were captured."""

import pytest

from device_profiles import loader
from device_profiles.schema import Profile
from edge_agent.scan.fingerprint import of_modbus, recognise
from telemetry import espa444, jbf193k, modbus


@pytest.fixture(scope="module")
def profiles() -> list[Profile]:
    known = [loader.load(name).profile for name in loader.names()]
    return [profile for profile in known if profile.transport == "serial"]


ESPA = espa444.select("1", "2") + espa444.encode_block(
    espa444.Block(1, (espa444.Record(1, b"1"), espa444.Record(2, b"FIRE ALARM L03 D017")))
)
JBF = jbf193k.encode(bytes((0x80, 1, 3, 17, 5, 26, 1, 2, 3, 4, 5)))
SAID = {
    "espa444-generic": [ESPA],
    "jbf193k": [JBF, JBF + JBF],
    "gst-crt": [bytes.fromhex("0D DD 00 10 04 03 01 18 BB 0E EE 00 10 06 03 00 19 BB F0 F0 BB")],
}


@pytest.mark.parametrize("name", SAID)
def test_a_panel_is_recognised_by_its_frames(name: str, profiles: list[Profile]) -> None:
    found = recognise(SAID[name], profiles)
    assert found[0].profile == name
    assert found[0].score.likelihood > 0.8


@pytest.mark.parametrize("name", SAID)
def test_noise_among_the_frames_makes_it_less_likely_and_no_other(name: str, profiles: list[Profile]) -> None:
    noise = bytes(range(0x40, 0x60))
    found = recognise([noise, *SAID[name], noise], profiles)
    clean = recognise(SAID[name], profiles)
    assert found[0].profile == name
    assert found[0].score.likelihood < clean[0].score.likelihood


def test_noise_alone_is_nothing(profiles: list[Profile]) -> None:
    assert all(found.score.likelihood < 0.5 for found in recognise([b"\xe1\x93\x5a" * 40], profiles))
    assert recognise([], profiles) == []


def test_a_modbus_line_is_heard_with_master_and_slaves() -> None:
    question = modbus.frame("rtu", 7, modbus.read_pdu(3, 0, 2))
    answer = modbus.frame("rtu", 7, bytes((3, 4, 0, 1, 0, 2)))
    score = of_modbus([question + answer] * 3)
    assert (score.frames, score.noise, score.likelihood) == (6, 0, 1.0)
    assert score.said[0].startswith("unit 7")
    assert of_modbus([JBF]).frames == 0
