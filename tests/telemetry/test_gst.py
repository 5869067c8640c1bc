"""GST panels: captured frames read as the panel printed them; damage never makes a fire."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry import gst
from telemetry.errors import FrameError
from telemetry.event_kinds import EventKind

FIRE = bytes.fromhex("0D DD 00 10 04 03 01 18 BB")
FAULT = bytes.fromhex("0E EE 00 10 06 03 00 19 BB")
CALL_POINT = bytes.fromhex("AA 15 01 10 18 0B F3 00 01 00 31 18 67 55 63 32 40 45 88 34 71 29 27 83")


@pytest.mark.parametrize(
    ("frame", "kind", "address", "device"),
    [
        (FIRE, EventKind.FIRE, "001004", 0x03),
        (FAULT, EventKind.FAULT, "001006", 0x03),
        (CALL_POINT, EventKind.FIRE, "011018", 0x0B),
        (bytes.fromhex("0A AA BB"), EventKind.OPERATION, None, None),
        (bytes.fromhex("F0 F0 BB"), None, None, None),
    ],
)
def test_captured_frames_read_as_the_panel_meant_them(
    frame: bytes, kind: EventKind | None, address: str | None, device: int | None
) -> None:
    read = gst.parse(frame)
    assert (read.meaning.kind, read.address, read.device_type) == (kind, address, device)


@given(st.sampled_from([FIRE, FAULT, CALL_POINT]), st.data())
def test_one_flipped_byte_never_makes_a_fire(frame: bytes, data: st.DataObject) -> None:
    damaged = bytearray(frame)
    at = data.draw(st.integers(0, len(frame) - 1))
    damaged[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(FrameError):
        gst.parse(bytes(damaged))


@given(st.binary(max_size=40))
def test_hostile_bytes_are_refused_by_a_frame_error_and_nothing_else(data: bytes) -> None:
    with contextlib.suppress(FrameError):
        gst.parse(data)


def test_an_unknown_code_is_kept_and_shown() -> None:
    body = bytes.fromhex("00 10 04 63 77")
    said = gst.describe(b"\x0d\xdd" + body + bytes((sum(body) & 0xFF, 0xBB)))
    assert said["kind"] is None
    assert said["code"] == "77"
    assert said["device_type"] == {"code": 63, "en": "unknown type 63", "zh": "未知类型 63"}


def test_the_command_prints_one_json_object() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "telemetry.gst", FIRE.hex()], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["kind"] == "fire"


@pytest.mark.parametrize(
    ("given_hex", "reason"), [("0DDD", "has 9"), ("zz", "hexadecimal"), ("FFFF", "begins")]
)
def test_the_command_refuses_a_bad_frame_with_a_reason(given_hex: str, reason: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "telemetry.gst", given_hex], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert reason in done.stderr
