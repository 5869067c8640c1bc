"""What the command says of frames."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.errors import FrameError
from telemetry.jt808 import frame as framing
from telemetry.jt808.bodies import LocationBatch
from telemetry.jt808.describe import describe
from telemetry.jt808.frame import Message
from telemetry.jt808.layouts import compose
from telemetry.jt808.split import packets_of
from tests.telemetry.jt808.test_bodies import PLACE
from tests.telemetry.jt808.vectors import EXAMPLES, HEARTBEAT, LOCATION


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "telemetry.jt808", *words], capture_output=True, text=True, check=False
    )


def test_one_frame_is_one_object() -> None:
    said: dict[str, Any] = json.loads(run(LOCATION.hex(" ")).stdout)
    assert (said["kind"], said["at"]) == ("location report", "2018-10-15T10:10:10+08:00")
    assert said["items"][0]["value"] == 10.0
    assert said["status"]["bits"] == [{"en": "fixed", "zh": "定位"}]


def test_several_frames_are_a_list_and_split_messages_are_joined() -> None:
    batch = compose(0x0704, "13912345678", 7, LocationBatch.of([PLACE] * 40))
    packets = b"".join(framing.encode(packet) for packet in packets_of(batch))
    said: Any = describe(packets.replace(b"\x7e\x7e", b"\x7e") + HEARTBEAT)
    assert [frame.get("packet") for frame in said["frames"]] == [1, 2, None]
    assert len(said["joined"][0]["locations"]) == 40


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["7E0"], "odd number"),
        (["7E", "XY"], "not hexadecimal"),
        ([HEARTBEAT[:-2].hex(), "82", "7E"], "checksum is 82"),
        ([(HEARTBEAT + LOCATION[:-2]).hex(), "00 7E"], "frame 2: byte 51: checksum"),
    ],
)
def test_bad_input_ends_with_1_and_its_reason(words: list[str], reason: str) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert reason in done.stderr


def test_an_unknown_message_keeps_its_bytes() -> None:
    said = describe(framing.encode(Message(0x0F01, "1", 2, b"\x01\x7e")))
    assert (said["kind"], said["body"]) == ("unknown 0F01", "01 7E")


def test_a_bit_of_the_2019_edition_is_named_by_it() -> None:
    for edition, words in ((2013, "bit 15"), (2019, "violation")):
        body = bytes.fromhex("0000 8000") + bytes(24)
        said: Any = describe(framing.encode(Message(0x0200, "1", 2, body, edition)))
        assert said["alarms"]["bits"][0]["en"] == words


@given(st.lists(st.sampled_from(EXAMPLES) | st.binary(max_size=40), max_size=4))
def test_hostile_bytes_raise_a_frame_error_and_nothing_else(pieces: list[bytes]) -> None:
    with contextlib.suppress(FrameError):
        json.dumps(describe(b"".join(pieces)))
