"""Hexadecimal as people write it: one reading for every command that takes a frame."""

import pytest

from telemetry.command_line import hex_bytes


@pytest.mark.parametrize(
    "written",
    [
        "01 0a ff",
        "010AFF",
        "0x01,0x0A,0xFF",
        "0x1, 0xa, 0xff",
        "0x010aff",
        "01-0A-FF",
        "01:0a:ff",
        "01;0a;ff",
        "01\n0a\tff\r\n",
        r"\x01\x0a\xff",
        "{0x01, 0x0A, 0xFF}",
        "b'010aff'".removeprefix("b"),
    ],
)
def test_every_habit_of_writing_bytes_gives_the_same(written: str) -> None:
    assert hex_bytes(written) == b"\x01\x0a\xff"


def test_nothing_is_no_bytes() -> None:
    assert hex_bytes(" ") == b""


@pytest.mark.parametrize(
    ("written", "why"), [("01 0g", "digit 3 is 'g'"), ("010", "odd number"), ("1 02", "odd")]
)
def test_what_is_not_hexadecimal_is_named(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        hex_bytes(written)
