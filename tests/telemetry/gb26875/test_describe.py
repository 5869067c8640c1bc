"""What the command says of a frame: kind, addresses, names in both languages, times, notes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given

from telemetry.gb26875 import frame as framing
from telemetry.gb26875.describe import describe_adu, describe_frame
from telemetry.gb26875.frame import Frame
from tests.telemetry.gb26875.test_frame import frames
from tests.telemetry.gb26875.vectors import DAMAGED, FRAMES, UNITS


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("A1", "fire"),
        ("A2", "confirm"),
        ("A3", "deny"),
        ("A4", "fault"),
        ("A5", "operation"),
        ("A6", "information"),
        ("A8", "request"),
        ("A16", "control"),
        ("A17", "confirm"),
        ("B1", "heartbeat"),
        ("C1", "fault"),
        ("C2", "fire"),
        ("C3", "reading"),
        ("D1", "handshake"),
        ("D3", "operation"),
    ],
)
def test_the_kind_of_event_is_told(name: str, kind: str) -> None:
    assert describe_frame(FRAMES[name])["kind"] == kind


@pytest.mark.parametrize("name", FRAMES)
def test_every_frame_can_be_told_as_json(name: str) -> None:
    assert json.loads(json.dumps(describe_frame(FRAMES[name])))["protocol"] == "GB/T 26875.3-2011"


@pytest.mark.parametrize("code", UNITS)
def test_every_unit_can_be_told_without_its_frame(code: int) -> None:
    said = describe_adu(UNITS[code])
    assert said["type"]["code"] == code  # type: ignore[index]


@given(frames)
def test_whatever_a_frame_carries_can_be_told(frame: Frame) -> None:
    json.dumps(describe_frame(framing.encode(frame)))


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "telemetry.gb26875", *arguments], capture_output=True, text=True, check=False
    )


def test_the_command_tells_a_fire_with_its_addresses_and_oddities() -> None:
    said = json.loads(run(FRAMES["A1"].hex(" ")).stdout)
    (component,) = said["objects"]
    assert said["kind"] == "fire"
    assert said["source"]["integer"] == "889"
    assert said["destination"]["integer"] == "88888"
    assert component["component_type"] == {"code": 40, "en": "smoke detector", "zh": "感烟火灾探测器"}
    assert component["component_address"]["zone-point"] == "10-2"
    assert component["component_address"]["hex"] == "0A 00 02 00"
    assert (component["component_address"]["zone"], component["component_address"]["point"]) == (10, 2)
    assert {"bit": 1, "en": "fire alarm", "zh": "火警"} in component["state"]["bits"]
    assert component["at"] == "2012-09-26T09:58:02"
    assert [note["code"] for note in said["notes"]] == ["bit-0-in-alarm"]


def test_the_command_takes_a_unit_without_frame() -> None:
    said = json.loads(run("--adu", UNITS[3].hex(" ")).stdout)
    assert (said["objects"][0]["value"], said["objects"][0]["unit"]) == (80.0, "°C")


@pytest.mark.parametrize("name", DAMAGED)
def test_the_command_refuses_a_damaged_frame_with_a_reason(name: str) -> None:
    done = run(DAMAGED[name].hex())
    assert done.returncode == 1
    assert "checksum" in done.stderr


def test_the_users_own_codes_are_not_given_our_names() -> None:
    said = describe_adu(bytes.fromhex("03 01 82 01 81 01 00 01 00 80 E9 03 04 00 09 02 07 15"))
    (body,) = said["objects"]  # type: ignore[misc]
    assert body["component_type"]["zh"] == "用户自定义 129"
    assert body["analog_type"]["en"] == "user-defined 128"
    assert (body["value"], body["raw"]) == (None, 1001)


@pytest.mark.parametrize(("type_flag", "kind"), [(1, "fault"), (2, "normal")])
def test_the_bits_of_standby_power_and_bus_are_of_a_system_alone(type_flag: int, kind: str) -> None:
    head = bytes((1, 1)) if type_flag == 1 else bytes((1, 1, 40, 1, 0, 2, 0))
    text = b"" if type_flag == 1 else bytes(31)
    for bit in (9, 10):
        state = (1 | 1 << bit).to_bytes(2, "little")
        unit = bytes((type_flag, 1)) + head + state + text + bytes((4, 0, 9, 2, 7, 21))
        assert describe_adu(unit)["kind"] == kind
