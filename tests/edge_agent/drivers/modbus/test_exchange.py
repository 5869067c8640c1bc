"""What is an answer and what is not, byte by byte, without a wire."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_agent.drivers.modbus.exchange import (
    DamagedAnswer,
    Exchange,
    MbapExchange,
    NotModbus,
    RtuExchange,
)
from telemetry import modbus

REQUEST = modbus.read_pdu(modbus.HOLDING, 100, 3)
ANSWER = bytes((3, 6, 0, 1, 0, 2, 0, 3))
chunks = st.lists(st.integers(1, 7), max_size=20)
noise = st.binary(max_size=12)


def rtu(pdu: bytes = ANSWER, unit: int = 9) -> bytes:
    return modbus.frame("rtu", unit, pdu)


def fed(exchange: Exchange, data: bytes, sizes: list[int]) -> bytes | None:
    for size in [*sizes, len(data)]:
        piece, data = data[:size], data[size:]
        if piece and (answer := exchange.feed(piece)) is not None:
            return answer
    return None


@given(chunks)
def test_however_an_answer_is_cut_it_is_the_same(sizes: list[int]) -> None:
    line = RtuExchange()
    line.begin(9, REQUEST)
    assert fed(line, rtu(), sizes) == ANSWER
    tcp = MbapExchange()
    request = tcp.begin(9, REQUEST)
    assert fed(tcp, request[:4] + bytes((0, len(ANSWER) + 1, 9)) + ANSWER, sizes) == ANSWER


@given(noise, chunks)
def test_noise_before_an_answer_does_not_hide_it(before: bytes, sizes: list[int]) -> None:
    line = RtuExchange()
    line.begin(0x55, REQUEST)
    before = before.replace(b"\x55", b"\x54")
    assert fed(line, before + rtu(unit=0x55), sizes) == ANSWER


@pytest.mark.parametrize("at", range(len(rtu())))
@pytest.mark.parametrize("bit", range(8))
def test_one_turned_bit_never_leaves_an_answer(at: int, bit: int) -> None:
    line = RtuExchange()
    line.begin(9, REQUEST)
    damaged = bytearray(rtu())
    damaged[at] ^= 1 << bit
    with contextlib.suppress(DamagedAnswer):
        assert line.feed(bytes(damaged)) is None


@pytest.mark.parametrize(
    "stranger",
    [
        rtu(unit=8),
        rtu(bytes((3, 4, 0, 1, 0, 2))),
        rtu(bytes((4, 6, 0, 1, 0, 2, 0, 3))),
        rtu(bytes((0x84, 2))),
    ],
    ids=["unit", "length", "function", "exception of another function"],
)
def test_a_stranger_on_the_line_is_counted_and_passed_over(stranger: bytes) -> None:
    line = RtuExchange()
    line.begin(9, REQUEST)
    assert line.feed(stranger) is None
    assert line.feed(rtu()) == ANSWER
    assert line.late == 1


def test_what_is_left_over_is_stale_when_the_next_request_begins() -> None:
    line = RtuExchange()
    line.begin(9, REQUEST)
    assert line.feed(rtu()[:5]) is None
    line.begin(9, REQUEST)
    assert line.noise == 5
    assert line.feed(rtu()) == ANSWER


def test_an_exception_is_an_answer() -> None:
    line = RtuExchange()
    line.begin(9, REQUEST)
    assert line.feed(rtu(bytes((0x83, 2)))) == bytes((0x83, 2))


def test_on_tcp_an_earlier_transaction_is_late() -> None:
    tcp = MbapExchange()
    first = tcp.begin(9, REQUEST)
    tcp.begin(9, REQUEST)
    old = first[:4] + bytes((0, len(ANSWER) + 1, 9)) + ANSWER
    assert tcp.feed(old) is None
    assert tcp.late == 1
    assert tcp.feed(b"\0\2" + old[2:]) == ANSWER


def test_what_is_no_modbus_ends_the_connection() -> None:
    tcp = MbapExchange()
    tcp.begin(1, REQUEST)
    with pytest.raises(NotModbus, match="not a Modbus TCP header"):
        tcp.feed(b"SSH-2.0-OpenSSH")


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_hostile_bytes_never_raise_anything_else_and_never_pile_up(pieces: list[bytes]) -> None:
    line, tcp = RtuExchange(), MbapExchange()
    line.begin(1, REQUEST)
    tcp.begin(1, REQUEST)
    for piece in pieces:
        try:
            line.feed(piece)
        except DamagedAnswer:
            line.begin(1, REQUEST)
        try:
            tcp.feed(piece)
        except NotModbus:
            tcp = MbapExchange()
            tcp.begin(1, REQUEST)
    assert len(line._buffer) <= 4096
    assert len(tcp._buffer) < 300


def test_transactions_wrap_and_are_never_zero() -> None:
    tcp = MbapExchange()
    tcp._transaction = 0xFFFE
    assert [tcp.begin(1, REQUEST)[:2] for _ in range(2)] == [b"\xff\xff", b"\0\1"]
