"""What a simulated unit answers, and how requests and replies stand on each wire."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.modbus_framing import Mbap, Rtu
from simulators.modbus_slave import (
    ILLEGAL_ADDRESS,
    ILLEGAL_FUNCTION,
    ILLEGAL_VALUE,
    Asked,
    Faults,
    Reply,
    Request,
    Slave,
    Unit,
    registers,
)
from telemetry.checksums import crc16_modbus

COUNTING = registers(300)
for number in range(len(COUNTING)):
    COUNTING[number] = number


def a_unit(**more: object) -> Unit:
    more = {"holding": COUNTING, "inputs": registers(10, 7), "coils": bytearray([1, 0, 1] * 10), **more}
    return Unit(5, **more)  # type: ignore[arg-type]


def ask(function: int, first: int, count: int) -> bytes:
    return bytes((function,)) + first.to_bytes(2) + count.to_bytes(2)


def answer(unit: Unit, pdu: bytes) -> bytes:
    reply = unit.answer(pdu)
    assert reply is not None
    return reply.pdu


def test_registers_come_high_byte_first() -> None:
    assert answer(a_unit(), ask(3, 258, 2)) == bytes((3, 4, 1, 2, 1, 3))


def test_input_registers_are_a_table_of_their_own() -> None:
    assert answer(a_unit(), ask(4, 9, 1)) == bytes((4, 2, 0, 7))


def test_bits_are_packed_lowest_first() -> None:
    assert answer(a_unit(), ask(1, 0, 10)) == bytes((1, 2, 0b01101101, 0b11))


def test_a_published_request_is_understood() -> None:
    assert Rtu().feed(bytes.fromhex("01030000000AC5CD")) == [Request(1, ask(3, 0, 10))]


@pytest.mark.parametrize(
    ("pdu", "code"),
    [
        (ask(6, 1, 1), ILLEGAL_FUNCTION),
        (ask(16, 1, 1), ILLEGAL_FUNCTION),
        (ask(3, 0, 0), ILLEGAL_VALUE),
        (ask(3, 0, 126), ILLEGAL_VALUE),
        (ask(1, 0, 2001), ILLEGAL_VALUE),
        (ask(3, 299, 2), ILLEGAL_ADDRESS),
        (ask(3, 65535, 2), ILLEGAL_ADDRESS),
        (ask(2, 0, 1), ILLEGAL_ADDRESS),
        (ask(3, 0, 1)[:-1], ILLEGAL_VALUE),
        (bytes((43, 14, 1, 0)), ILLEGAL_FUNCTION),
    ],
)
def test_what_a_unit_cannot_do_is_an_exception(pdu: bytes, code: int) -> None:
    unit = a_unit()
    assert answer(unit, pdu) == bytes((pdu[0] | 0x80, code))
    assert unit.refused == 1


def test_a_unit_with_holes_refuses_a_request_that_touches_one() -> None:
    unit = a_unit(illegal=(range(100, 110),), max_registers=100)
    assert answer(unit, ask(3, 0, 100))[0] == 3
    assert answer(unit, ask(3, 110, 100))[0] == 3
    for first, count in ((99, 2), (105, 1), (109, 1), (50, 100)):
        assert answer(unit, ask(3, first, count)) == bytes((0x83, ILLEGAL_ADDRESS))
    assert answer(unit, ask(3, 0, 101)) == bytes((0x83, ILLEGAL_VALUE))
    assert unit.asked[0] == Asked(3, 0, 100)


def test_a_unit_says_what_it_is_and_goes_on_in_a_next_request() -> None:
    long = b"x" * 200
    unit = a_unit(identity={0: b"GST", 1: b"GST5000", 2: b"1.0", 4: long, 0x80: b"own"})
    assert answer(unit, bytes((43, 14, 1, 0))) == (
        bytes((43, 14, 1, 0x83, 0, 0, 3, 0, 3)) + b"GST" + bytes((1, 7)) + b"GST5000" + bytes((2, 3)) + b"1.0"
    )
    unit.identity = {0: long, 1: long}
    first = answer(unit, bytes((43, 14, 1, 0)))
    assert first[4:7] == bytes((0xFF, 1, 1))
    assert answer(unit, bytes((43, 14, 1, 1)))[4:9] == bytes((0, 0, 1, 1, 200))
    assert answer(unit, bytes((43, 14, 4, 1)))[6:9] == bytes((1, 1, 200))
    assert answer(unit, bytes((43, 14, 4, 9))) == bytes((0xAB, ILLEGAL_ADDRESS))


def test_faults_last_as_many_requests_as_they_say() -> None:
    unit = a_unit(faults=Faults(dead=True, last=2))
    assert [unit.answer(ask(3, 0, 1)) is None for _ in range(4)] == [True, True, False, False]


def test_each_fault_is_what_it_says() -> None:
    assert answer(a_unit(faults=Faults(exception=6)), ask(3, 0, 1)) == bytes((0x83, 6))
    assert answer(a_unit(faults=Faults(short=True)), ask(3, 256, 2)) == bytes((3, 2, 1, 0))
    late = a_unit(faults=Faults(delay_s=0.3), response_delay_s=0.2).answer(ask(3, 0, 1))
    assert late is not None
    assert late.delay_s == 0.5
    foreign = a_unit(faults=Faults(foreign=True)).answer(ask(3, 0, 1))
    assert foreign is not None
    assert foreign.unit == 6
    corrupt = a_unit(faults=Faults(corrupt=True)).answer(ask(3, 0, 1))
    assert corrupt is not None
    assert crc16_modbus(Rtu().encode(Request(5, b""), corrupt)) != 0


def test_nobody_answers_for_a_unit_that_is_not_there_unless_a_gateway_does() -> None:
    request = Request(9, ask(3, 0, 1))
    assert Slave([a_unit()]).answer(request) is None
    assert Slave([a_unit()], absent=11).answer(request) == Reply(9, bytes((0x83, 11)))


def rtu(request: Request) -> bytes:
    body = bytes((request.unit,)) + request.pdu
    return body + crc16_modbus(body).to_bytes(2, "little")


def mbap(request: Request) -> bytes:
    assert request.transaction is not None
    head = request.transaction.to_bytes(2) + b"\0\0" + (len(request.pdu) + 1).to_bytes(2)
    return head + bytes((request.unit,)) + request.pdu


REQUESTS = st.builds(
    Request,
    st.integers(0, 247),
    st.builds(ask, st.sampled_from([1, 2, 3, 4]), st.integers(0, 65535), st.integers(0, 65535)),
    st.none(),
)


@given(st.lists(REQUESTS, max_size=4), st.lists(st.integers(0, 40), max_size=4))
def test_rtu_requests_are_found_however_the_bytes_are_cut(requests: list[Request], cuts: list[int]) -> None:
    stream, framing, found = b"".join(map(rtu, requests)), Rtu(), []
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    for start, end in itertools.pairwise(edges):
        found += framing.feed(stream[start:end])
    assert found == requests
    assert framing.broken == 0


@given(REQUESTS, st.integers(0, 7), st.integers(0, 7))
def test_an_rtu_request_with_one_turned_bit_is_never_served(request: Request, place: int, bit: int) -> None:
    frame = bytearray(rtu(request))
    frame[place] ^= 1 << bit
    framing = Rtu()
    assert framing.feed(bytes(frame)) + framing.silence() == []
    assert framing.broken == 1
    assert framing.feed(rtu(request)) == [request]


def test_a_function_of_unknown_length_ends_by_silence() -> None:
    request = Request(5, bytes((65, 1, 2, 3)))
    framing = Rtu()
    assert framing.feed(rtu(request)) == []
    assert framing.silence() == [request]


@given(st.lists(st.tuples(REQUESTS, st.integers(0, 65535)), max_size=4), st.integers(0, 60))
def test_mbap_requests_keep_their_transaction(asked: list[tuple[Request, int]], cut: int) -> None:
    requests = [request._replace(transaction=transaction) for request, transaction in asked]
    stream, framing = b"".join(map(mbap, requests)), Mbap()
    assert framing.feed(stream[:cut]) + framing.feed(stream[cut:]) == requests


@given(st.binary(max_size=600))
def test_noise_on_tcp_ends_the_connection_or_is_waited_on(noise: bytes) -> None:
    framing = Mbap()
    try:
        framing.feed(noise)
    except ValueError as fault:
        assert framing.broken == 1
        assert "no Modbus TCP header" in str(fault)  # noqa: PT017 - either outcome is right
