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


def test_the_topic_need_not_be_said_where_the_report_shows_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert decoded(capsys, "--profile", "heiman-smoke", "--text", '{"smoke": true}')["kind"] == "fire"
    rpc = {
        "src": "shellyplussmoke-1",
        "method": "NotifyStatus",
        "params": {"ts": 1, "smoke:0": {"alarm": True}},
    }
    assert decoded(capsys, "--profile", "shelly-plus-smoke", "--text", json.dumps(rpc))["kind"] == "fire"


def test_the_bytes_of_a_lorawan_device_are_read_bare(capsys: pytest.CaptureFixture[str]) -> None:
    said = decoded(capsys, "--profile", "milesight-gs524n", "22 1E 64 00 1C 40")
    assert said["kind"] == "test"
    assert [sample["value"] for sample in said["reports"][0]["samples"]] == [100, 28]
    assert main(["decode", "--profile", "milesight-gs524n", "22 1E 64 00 1C 41"]) == 1


def test_a_word_that_only_one_profile_has_is_enough(capsys: pytest.CaptureFixture[str]) -> None:
    assert decoded(capsys, "--profile", "gs524n", "22 1E 64 00 1C 40")["profile"] == "milesight-gs524n"


def test_a_device_with_several_topics_asks_which(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--profile", "shelly-plus-smoke", "--text", "{}"]) == 1
    assert "say at which" in capsys.readouterr().err
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


JBF_SHORT = "82 38 30 30 31 30 31 30 31 30 34 31 31 30 38 31 37 30 3A 31 3E 30 35 38 37 83"
GST_FIRE = "AA 15 01 10 18 0B F3 00 01 00 31 18 67 55 63 32 40 45 88 34 71 29 27 83"


def test_a_frame_of_either_sum_is_read_and_says_which(capsys: pytest.CaptureFixture[str]) -> None:
    said = decoded(capsys, "--profile", "jbf193k", JBF_SHORT)
    assert (said["kind"], said["address"]) == ("fire", "1-1-1")
    (report,) = said["reports"]
    assert report["evidence"]["sum"] == "short"


@pytest.mark.parametrize(
    ("profile", "frame", "rubbish"),
    [
        ("jbf193k", JBF_SHORT, "00"),
        ("gst-bus", GST_FIRE, "FF"),
        ("gst-bus", GST_FIRE, "AA 15"),
        ("ld128e", "01 05 11", "22"),
        ("simplex4100", "1C 30 05 17 7F 4A", "1C 30"),
    ],
)
def test_bytes_behind_a_frame_are_refused(
    capsys: pytest.CaptureFixture[str], profile: str, frame: str, rubbish: str
) -> None:
    decoded(capsys, "--profile", profile, frame)
    assert main(["decode", "--profile", profile, f"{frame} {rubbish}"]) == 1
    assert "not valid" in capsys.readouterr().err


def test_frames_one_after_another_are_all_read(capsys: pytest.CaptureFixture[str]) -> None:
    said = decoded(capsys, "--profile", "ld128e", "02 0C 84 05 0C 84")
    assert [(report["kind"], report["active"]) for report in said["reports"]] == [
        ("fault", True),
        ("fault", False),
    ]


def test_a_frame_without_a_check_is_told_once_and_never_read_across_its_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert len(decoded(capsys, "--profile", "ld128e", "02 05 11")["reports"]) == 1
    assert main(["decode", "--profile", "ld128e", "33 05 11"]) == 1
    assert "no command" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("profile", "frame"),
    [("gst-crt", "0A AA BB"), ("gst-crt", "FA AB BB"), ("jb3208", "FE 01 00 01 00 00 48 00 FF")],
)
def test_what_was_done_at_the_panel_is_an_operation(
    capsys: pytest.CaptureFixture[str], profile: str, frame: str
) -> None:
    said = decoded(capsys, "--profile", profile, frame)
    assert (said["kind"], said["active"]) == ("operation", True) == (said["protocol"]["kind"], True)


def test_a_code_that_nobody_knows_is_kept_and_told_as_the_agent_tells_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = decoded(capsys, "--profile", "gst-crt", "0D DD 00 21 45 03 77 E0 BB")
    assert (said["kind"], said["active"]) == ("supervisory", True)
    assert said["reports"][0]["doubts"] == ["code 77"]
    active = modbus.frame("rtu", 1, bytes((3, 2, 0x0C, 0x66))).hex()
    assert (
        decoded(capsys, "--profile", "notifier-modbus-gw", "--register", "40001", active)["kind"]
        == "supervisory"
    )
    text = '{"smoke_state": "unknown"}'
    assert decoded(capsys, "--profile", "tuya-ts0601-smoke", "--text", text)["kind"] == "supervisory"


def test_the_devices_own_time_stands_at_the_top(capsys: pytest.CaptureFixture[str]) -> None:
    frame = "82 38 30 30 31 30 32 31 31 30 34 31 3A 30 3B 31 36 30 3A 31 3E 30 35 30 30 83"
    assert decoded(capsys, "--profile", "jbf193k", frame)["ts_source"] == "2026-11-22T02:30:05+00:00"


def test_an_uplink_from_which_everything_was_left_out_is_a_sign_of_life(
    capsys: pytest.CaptureFixture[str],
) -> None:
    uplink = '{"deduplicationId": "a", "deviceInfo": {"devEui": "24e124535b316056"}}'
    assert decoded(capsys, "--profile", "lorawan-smoke-decoded", "--text", uplink)["kind"] is None


def test_codes_are_shown_as_the_device_writes_them(capsys: pytest.CaptureFixture[str]) -> None:
    said = decoded(capsys, "--profile", "milesight-gs524n", "22 1E 64 00 1C 40")
    assert said["reports"][0]["codes"] == {"payload.message": "14"}
    samples = decoded(capsys, "--profile", "hkt-sd100-smoke", "01 28 02 00 01 88 E4 0C")["reports"][0][
        "samples"
    ]
    assert [sample["value"] for sample in samples] == [3.3]


def test_a_printed_reset_reaches_every_point(capsys: pytest.CaptureFixture[str]) -> None:
    record = b"\x1b626/11/22  10:31\n  \n\x1b9" + "系统复位".encode("gb18030") + b"\n\n"
    said = decoded(capsys, "--profile", "gst-printer", record.hex())
    assert said["kind"] == "operation"
    (reach,) = [report for report in said["reports"] if report["everywhere"]]
    assert "fire" in reach["cleared"]


@pytest.mark.parametrize("data", ["Ih5kABxB", "Ih5k", "%%%"])
def test_a_damaged_uplink_is_not_taken_for_another_message(
    capsys: pytest.CaptureFixture[str], data: str
) -> None:
    uplink = json.dumps({"deduplicationId": "a", "devAddr": "01020304", "fPort": 85, "data": data})
    assert main(["decode", "--profile", "milesight-gs524n", "--text", uplink]) == 1
    assert "event/up" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "not json", "[]", "[1, 2]"])
def test_what_is_no_report_is_not_taken_for_a_word(capsys: pytest.CaptureFixture[str], text: str) -> None:
    assert main(["decode", "--profile", "heiman-smoke", "--text", text]) == 1
    assert "say at which" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("profile", "frame", "text"),
    [
        ("tg563a-smoke", "01 7E 15 01 01", "火警 / fire"),
        ("hkt-sd100-smoke", "01 28 06 00 00", "火警 / fire; 故障 / fault"),
        ("milesight-gs524n", "22 13 64 00 1C 4B", "payload.message = 3"),
    ],
)
def test_a_report_without_words_is_told_in_words(
    capsys: pytest.CaptureFixture[str], profile: str, frame: str, text: str
) -> None:
    assert decoded(capsys, "--profile", profile, frame)["text"] == text
