"""`edge-agent decode`: what a frame says, as JSON; why it is not valid; which profile was meant."""

import io
import json
from typing import Any

import pytest

from device_profiles import loader
from device_profiles.schema import Vector
from edge_agent.main import main
from telemetry import espa444, modbus


def block(text: str) -> str:
    records = (espa444.Record(1, b"1"), espa444.Record(2, text.encode()), espa444.Record(4, b"3"))
    return espa444.encode_block(espa444.Block(1, records)).hex(" ")


def decoded(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["decode", *arguments, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_block_of_a_panel_says_kind_address_and_text(capsys: pytest.CaptureFixture[str]) -> None:
    said = decoded(capsys, "--profile", "espa444-generic", block("FIRE ALARM L03 D017 STORE 4F"))
    assert (said["kind"], said["kind_zh"], said["active"]) == ("fire", "火警", True)
    assert said["address"] == "3-17"
    (report,) = said["reports"]
    assert report["address_parts"] == [3, 17]
    assert report["text"] == "FIRE ALARM L03 D017 STORE 4F"
    assert said["protocol"]["protocol"] == "ESPA 4.4.4"


@pytest.mark.parametrize("spelling", ["{}", "0x{}", "{},", "{}:"])
def test_hexadecimal_is_taken_as_people_write_it(capsys: pytest.CaptureFixture[str], spelling: str) -> None:
    pieces = [spelling.format(byte) for byte in block("FIRE ALARM L03 D017").split()]
    assert decoded(capsys, "--profile", "espa444-generic", *pieces)["kind"] == "fire"


def test_a_frame_may_come_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(block("FIRE ALARM L03 D017").encode() + b"\n"))
    monkeypatch.setattr("sys.stdin", stdin)
    assert decoded(capsys, "--profile", "espa444-generic", "-")["kind"] == "fire"


def test_every_register_of_an_answer_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    frame = modbus.frame("rtu", 1, bytes((3, 4, 0, 1, 0, 2))).hex()
    said = decoded(capsys, "--profile", "gst5000-modbus", "--register", "263", frame)
    assert said["kind"] == "fire"
    assert [report["kind"] for report in said["reports"]] == ["fire", "fault"]
    assert said["protocol"]["registers"] == [1, 2]


def test_an_answer_without_the_register_it_answers_is_refused_with_the_cure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    frame = modbus.frame("mbap", 1, bytes((3, 2, 0, 1))).hex()
    assert main(["decode", "--profile", "gst5000-modbus", frame]) == 1
    assert "first one's number" in capsys.readouterr().err


def test_an_exception_is_told_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    frame = modbus.frame("rtu", 1, b"\x83\x02").hex()
    assert main(["decode", "--profile", "gst5000-modbus", frame]) == 1
    assert "illegal data address" in capsys.readouterr().err


def test_json_text_of_a_detector_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    text = '{"smoke": true, "battery": 87}'
    said = decoded(capsys, "--profile", "heiman-smoke", "--text", "--suffix", "", text)
    assert said["kind"] == "fire"
    assert {"analog": "battery", "value": 87.0}.items() <= said["reports"][0]["samples"][0].items()
    again = decoded(capsys, "--profile", "heiman-smoke", "--suffix", "", text.encode().hex())
    assert again["reports"] == said["reports"]


def test_a_device_with_several_topics_asks_which(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--profile", "shelly-plus-smoke", "--text", "{}"]) == 1
    assert "say which" in capsys.readouterr().err
    assert main(["decode", "--profile", "shelly-plus-smoke", "--text", "--suffix", "nowhere", "{}"]) == 1
    assert "choose from" in capsys.readouterr().err


def test_a_flipped_byte_is_refused_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    data = bytearray.fromhex(block("FIRE ALARM L03 D017"))
    data[8] ^= 0x20
    assert main(["decode", "--profile", "espa444-generic", data.hex()]) == 1
    assert "check character" in capsys.readouterr().err


@pytest.mark.parametrize(("data", "told"), [("31 0g", "digit 3 is 'g'"), ("310", "odd number")])
def test_what_is_not_hexadecimal_is_named(capsys: pytest.CaptureFixture[str], data: str, told: str) -> None:
    assert main(["decode", "--profile", "espa444-generic", data]) == 1
    assert told in capsys.readouterr().err


def test_an_unknown_profile_names_those_that_are_written_alike(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--profile", "gst500-modbus", "00"]) == 2
    assert "gst5000-modbus" in capsys.readouterr().err


def test_a_call_without_a_frame_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--profile", "gst5000-modbus"]) == 2
    assert "missing" in capsys.readouterr().err


def test_the_list_names_every_profile(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--list"]) == 0
    table = capsys.readouterr().out
    assert "espa444-generic" in table
    assert main(["decode", "--list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["profiles"]
    assert {row["transport"] for row in rows} >= {"mqtt", "modbus", "serial"}


def in_hex() -> list[Any]:
    """Every vector of every profile that is a frame in hexadecimal."""
    return [
        pytest.param(name, vector, id=f"{name}: {vector.name}")
        for name in loader.names()
        for vector in loader.load(name).profile.vectors
        if isinstance(vector.input, dict) and isinstance(vector.input.get("hex"), str)
    ]


@pytest.mark.parametrize(("name", "vector"), in_hex())
def test_the_frames_that_profiles_carry_are_read_or_refused(
    capsys: pytest.CaptureFixture[str], name: str, vector: Vector
) -> None:
    given = ["--register", str(vector.input["register"])] if "register" in vector.input else []
    code = main(["decode", "--profile", name, *given, "--json", vector.input["hex"]])
    captured = capsys.readouterr()
    assert code == (1 if vector.malformed else 0), captured.err
    if vector.malformed:
        assert "not valid" in captured.err
        return
    kinds = {report["kind"] for report in json.loads(captured.out)["reports"] if report["active"]}
    begun = {event.split()[-1][:-1] for event in vector.events if event.endswith("+")}
    if "fire" in begun:
        assert "fire" in kinds
