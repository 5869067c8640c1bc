"""Split messages: any order, lost and doubled packets, bounds that hold against anybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry.jt808.bodies import MissingPackets
from telemetry.jt808.frame import Message
from telemetry.jt808.split import Bounds, Reassembly, packets_of

LONG = Message(0x0704, "1", 65_534, bytes(range(256)) * 10)


def test_a_short_message_stays_one_frame() -> None:
    short = Message(0x0002, "1", 3)
    assert packets_of(short) == [short]


def test_packets_have_serials_in_a_row_over_the_end_of_the_numbers() -> None:
    packets = packets_of(LONG)
    assert [packet.serial for packet in packets] == [65_534, 65_535, 0]
    assert [packet.packets for packet in packets] == [(3, 1), (3, 2), (3, 3)]


@given(st.permutations(range(6)), st.lists(st.integers(0, 5), max_size=6))
def test_packets_come_in_any_order_and_any_number_of_times(order: list[int], doubled: list[int]) -> None:
    packets = packets_of(LONG, 500)
    reassembly = Reassembly()
    whole = [reassembly.take(packets[place], 0.0) for place in [*doubled[:2], *order, *doubled]]
    assert [message for message in whole if message is not None] == [LONG]
    assert len(reassembly) == 0


def test_what_is_missing_is_asked_for_and_then_given_up() -> None:
    packets = packets_of(LONG, 500)
    reassembly = Reassembly(Bounds(ask_after_s=5.0, asks=2))
    for place in (0, 2, 5):
        reassembly.take(packets[place], 100.0)
    assert list(reassembly.due(104.9)) == []
    assert list(reassembly.due(105.0)) == [MissingPackets(65_534, (2, 4, 5))]
    assert list(reassembly.due(105.1)) == []
    assert list(reassembly.due(110.0)) == [MissingPackets(65_534, (2, 4, 5))]
    assert list(reassembly.due(115.0)) == []
    assert (len(reassembly), reassembly.given_up) == (0, 1)


def test_the_packets_that_were_asked_for_complete_the_message() -> None:
    packets = packets_of(LONG, 500)
    reassembly = Reassembly()
    for place in (0, 2, 5):
        reassembly.take(packets[place], 0.0)
    (asked,) = reassembly.due(60.0)
    whole = [reassembly.take(packets[number - 1], 61.0) for number in asked.numbers]
    assert whole[-1] == LONG


def test_a_late_packet_begins_no_new_message() -> None:
    packets = packets_of(LONG)
    reassembly = Reassembly()
    for packet in packets:
        reassembly.take(packet, 0.0)
    assert reassembly.take(packets[1], 1.0) is None
    assert len(reassembly) == 0


def test_the_same_serial_with_other_content_is_another_message() -> None:
    other = LONG._replace(body=LONG.body[::-1])
    reassembly = Reassembly()
    for message in (LONG, other):
        whole = [reassembly.take(packet, 0.0) for packet in packets_of(message)]
        assert whole[-1] == message


@given(
    st.lists(
        st.tuples(
            st.integers(0, 65_535), st.integers(1, 65_535), st.integers(1, 65_535), st.integers(0, 1023)
        ),
        max_size=60,
    )
)
def test_memory_stays_bounded_whatever_comes(told: list[tuple[int, int, int, int]]) -> None:
    bounds = Bounds(messages=3, packets=64, bytes=8_000)
    reassembly = Reassembly(bounds)
    for serial, total, number, size in told:
        if number <= total:
            reassembly.take(Message(0x0704, "1", serial, bytes(size), packets=(total, number)), 0.0)
        assert len(reassembly) <= bounds.messages
        assert reassembly.held_bytes <= bounds.bytes


def test_what_needs_more_packets_than_can_be_counted_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 65535"):
        packets_of(Message(1, "1", 0, bytes(65_536)), 1)
