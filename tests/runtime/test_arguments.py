from __future__ import annotations

from argparse import ArgumentTypeError

import pytest

from runtime.arguments import place, port_number
from runtime.settings import HostPort


def test_ports_are_from_1_to_65535() -> None:
    assert [port_number("1"), port_number("8080"), port_number("65535")] == [1, 8080, 65535]


@pytest.mark.parametrize("text", ["0", "65536", "-1", "http", "", "１２", "8080 "])
def test_anything_else_is_told_with_what_to_give(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="1 to 65535"):
        port_number(text)


def test_a_place_is_a_host_and_a_port() -> None:
    told = ["10.0.0.5:6222", "nats-1.example:1", "[2001:db8::5]:6222"]
    assert [place(text) for text in told] == [
        HostPort("10.0.0.5", 6222),
        HostPort("nats-1.example", 1),
        HostPort("2001:db8::5", 6222),
    ]


@pytest.mark.parametrize(
    "text", ["6222", ":6222", "10.0.0.5", "2001:db8::5:6222", "[10.0.0.5]:1", "a b:1", "a:0"]
)
def test_what_is_no_place_is_told(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        place(text)
