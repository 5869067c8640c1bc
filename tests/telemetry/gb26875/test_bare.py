"""The bare form of NB-IoT devices."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.errors import FrameError
from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bare
from telemetry.gb26875.bare import BareMessage
from tests.telemetry.gb26875.vectors import UNITS


@pytest.mark.parametrize("code", UNITS)
def test_every_unit_travels_in_it(code: int) -> None:
    data = bare.encode(BareMessage(2, UNITS[code]))
    assert data[:3] == len(UNITS[code]).to_bytes(2, "little") + b"\x02"
    assert units.parse(bare.parse(data).adu).type == code


@pytest.mark.parametrize(
    ("data", "words"),
    [("00", "at least 3"), ("010002", "there are 3"), ("010402", "at most 1024"), ("000007", "command 7")],
)
def test_what_is_no_message_is_refused_with_the_byte(data: str, words: str) -> None:
    with pytest.raises(FrameError, match=words):
        bare.parse(bytes.fromhex(data))


@pytest.mark.parametrize("message", [BareMessage(7), BareMessage(2, bytes(1025))])
def test_what_the_standard_forbids_is_not_written(message: BareMessage) -> None:
    with pytest.raises(ValueError, match=r"reserved|at most"):
        bare.encode(message)


@given(st.binary(max_size=60))
def test_hostile_bytes_raise_a_frame_error_and_nothing_else(data: bytes) -> None:
    with contextlib.suppress(FrameError):
        assert bare.encode(bare.parse(data)) == data
