"""Whatever a broker sends: the line ends that connection in plain words, comes back, takes what is good."""

from __future__ import annotations

import asyncio
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime import mqtt_connection
from runtime.mqtt_packets import MAX_PACKET
from tests.mqtt_bytes import packet
from tests.runtime.hostile_broker import ACCEPTED, HostileBroker, line_to, message
from tests.services import until

BEFORE, AFTER = message(b"t/before", b"1", 1), message(b"t/after", b"2", 7)
SMUGGLED = message(b"t/smuggled", b"x", 9)
PUBACK_BEFORE, PUBACK_AFTER = b"\x40\x02\x00\x01", b"\x40\x02\x00\x07"

BREACHES = {
    "type 0": (b"\x00\x00", "type 0, which may not come"),
    "type 0 alone": (b"\x00", "type 0, which may not come"),
    "type 15": (b"\xf0\x00", "type 15, which may not come"),
    "CONNECT": (packet(0x10, b"\0\4MQTT\4\2\0\x3c\0\1x"), "CONNECT, which may not come"),
    "SUBSCRIBE": (packet(0x82, b"\0\1\0\1t\1"), "SUBSCRIBE, which may not come"),
    "UNSUBSCRIBE": (packet(0xA2, b"\0\1\0\1t"), "UNSUBSCRIBE, which may not come"),
    "PINGREQ": (b"\xc0\x00", "PINGREQ, which may not come"),
    "DISCONNECT": (b"\xe0\x00", "DISCONNECT, which may not come"),
    "CONNACK twice": (ACCEPTED, "CONNACK twice"),
    "a refusal after CONNACK": (b"\x20\x02\x00\x05", "CONNACK twice"),
    "length of five bytes": (b"\x32\xff\xff\xff\xff\x01", "a length of more than four bytes"),
    "length without end": (b"\x90" + b"\x80" * 9, "a length of more than four bytes"),
    "268 MB": (b"\x30\xff\xff\xff\x7f\x00\x01t", "a packet of 268435455 bytes"),
    "just too long": (
        b"\x30\x81\x80\x80\x08\x00\x01t",
        "a packet of 16777217 bytes",
    ),
    "PUBLISH at QoS 3": (packet(0x36, b"\0\1t\0\1x"), "PUBLISH with flags 0110"),
    "PUBLISH with id 0": (message(b"t/x", b"x", 0), "PUBLISH: packet id 0"),
    "PUBLISH with nothing": (b"\x32\x00", "PUBLISH: a field reaches past its end"),
    "PUBLISH with half a length": (packet(0x30, b"\0"), "PUBLISH: a field reaches past its end"),
    "PUBLISH without id": (packet(0x32, b"\0\3t/x\0"), "PUBLISH: too short"),
    "topic past the packet": (packet(0x30, b"\xff\xfft/x"), "PUBLISH: a field reaches past its end"),
    "empty topic": (message(b"", b"x", 3), "PUBLISH: an empty topic"),
    "PUBACK with flags": (b"\x41\x02\x00\x01", "PUBACK with flags 0001"),
    "PUBACK too long": (packet(0x40, b"\0\1\0"), "PUBACK: 1 bytes too many"),
    "PUBACK too short": (packet(0x40, b"\1"), "PUBACK: too short"),
    "PUBACK with id 0": (packet(0x40, b"\0\0"), "PUBACK: packet id 0"),
    "PUBREL with flags": (b"\x60\x02\x00\x01", "PUBREL with flags 0000"),
    "PUBREC of nothing": (b"\x50\x00", "PUBREC: too short"),
    "SUBACK of nothing": (b"\x90\x00", "SUBACK: too short"),
    "SUBACK without answers": (packet(0x90, b"\0\1"), "SUBACK: 0 answers to one filter"),
    "SUBACK with two answers": (packet(0x90, b"\0\1\1\1"), "SUBACK: 2 answers to one filter"),
    "SUBACK with answer 3": (packet(0x90, b"\0\1\3"), "SUBACK: answer 3"),
    "UNSUBACK with id 0": (packet(0xB0, b"\0\0"), "UNSUBACK: packet id 0"),
    "PINGRESP with a body": (packet(0xD0, b"x"), "PINGRESP: 1 bytes too many"),
}


async def _taken(bad: list[bytes], *, hangs_up: bool = False) -> tuple[HostileBroker, list[str], str]:
    """A good message, the bad bytes, then a good one on the next connection: what came, and the fault."""
    broker = HostileBroker([[BEFORE, *bad], [AFTER]])
    broker.hangs_up = hangs_up
    faults: list[str] = []
    async with line_to(broker) as line:
        line.on_connect.append(lambda: faults.append(str(line.last_fault)))
        topics = []
        async for incoming in line.messages():
            topics.append(incoming.topic)
            incoming.ack()
            if incoming.topic == "t/after":
                break
        await until(lambda: PUBACK_AFTER in broker.answered[-1])
    return broker, topics, faults[-1]


@pytest.mark.parametrize("name", list(BREACHES))
async def test_a_breach_ends_its_connection_and_nothing_behind_it_is_taken(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    bad, why = BREACHES[name]
    broker, topics, fault = await _taken([bad, SMUGGLED])
    assert topics == ["t/before", "t/after"]
    assert 0 in broker.hung_up
    assert f"the broker does not keep to MQTT 3.1.1: {why}" in fault
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize("bad", [SMUGGLED[:-1], SMUGGLED[:3], SMUGGLED[:1], b"\x90\x03\x00", b"\x30\xff\xff"])
async def test_a_packet_cut_short_by_the_end_is_not_taken(bad: bytes) -> None:
    _, topics, fault = await _taken([bad], hangs_up=True)
    assert topics == ["t/before", "t/after"]
    assert "the connection broke" in fault


@pytest.mark.parametrize(
    "greeting", [BEFORE + ACCEPTED, packet(0x90, b"\0\1\1"), b"\x20\x02\x02\x00", b"\xd0\x00"]
)
async def test_what_comes_instead_of_the_greeting_ends_the_connection(greeting: bytes) -> None:
    broker = HostileBroker([[SMUGGLED], [AFTER]], greeting)
    async with line_to(broker) as line:
        assert (await anext(line.messages())).topic == "t/after"
        assert line.reconnects == 1


HARMLESS = {
    "PUBACK for what was never sent": packet(0x40, b"\x12\x34"),
    "PUBREC for what was never sent": packet(0x50, b"\x12\x34"),
    "PUBCOMP for what was never sent": packet(0x70, b"\x12\x34"),
    "PUBREL for what never came": packet(0x62, b"\x12\x34"),
    "SUBACK for what was never asked": packet(0x90, b"\x12\x34\x01"),
    "SUBACK again, now a refusal": packet(0x90, b"\0\1\x80"),
    "UNSUBACK for what was never asked": packet(0xB0, b"\x12\x34"),
    "PINGRESP unasked": b"\xd0\x00" * 500,
    "a topic that is not UTF-8": message(b"t/\xff", b"x", 3),
    "a topic with a surrogate": message(b"t/\xed\xa0\x80", b"x", 3),
    "a topic with the character 0": message(b"t/a\0b", b"x", 3),
    "a topic with wildcards": message(b"t/+", b"x", 3) + message(b"#", b"x", 3),
    "all of these at QoS 0": b"".join(message(t, b"x", qos=0) for t in (b"t/\xff", b"t/\0", b"t/#")),
    "a topic with the character 0, large": message(b"t/a\0b", b"x" * 2_000_000, 3),
}


@pytest.mark.parametrize("name", list(HARMLESS))
async def test_what_is_whole_but_useless_is_passed_over(name: str) -> None:
    broker = HostileBroker([[BEFORE, HARMLESS[name], AFTER]])
    async with line_to(broker) as line:
        messages = line.messages()
        for topic in ("t/before", "t/after"):
            incoming = await anext(messages)
            incoming.ack()
            assert incoming.topic == topic
        expected = 2 + HARMLESS[name].count(b"\0\3x")
        await until(lambda: broker.answered[0].count(b"\x40\x02") == expected)
        assert (line.reconnects, line.received, line.refused) == (0, 2, ())
    assert {PUBACK_BEFORE, PUBACK_AFTER} <= {
        broker.answered[0][at : at + 4] for at in range(0, len(broker.answered[0]), 4)
    }


async def test_packets_that_come_byte_by_byte_are_taken_as_any() -> None:
    said = BEFORE + b"\xd0\x00" + message(b"t/long", b"y" * 300, 5) + AFTER
    broker = HostileBroker([[bytes([byte]) for byte in said]])
    async with line_to(broker) as line:
        messages = line.messages()
        came = [await anext(messages) for _ in range(3)]
        assert [each.topic for each in came] == ["t/before", "t/long", "t/after"]
        for each in came:
            each.ack()
        await until(lambda: broker.answered[0] == PUBACK_BEFORE + b"\x40\x02\x00\x05" + PUBACK_AFTER)


async def test_a_breach_byte_by_byte_is_a_breach() -> None:
    _, topics, fault = await _taken([bytes([byte]) for byte in b"\x00\x00" + SMUGGLED])
    assert topics == ["t/before", "t/after"]
    assert "type 0" in fault


async def test_the_longest_packet_passes_and_no_more_than_that_is_ever_held() -> None:
    longest = message(b"t/long", b"z" * (MAX_PACKET - 10), 3)
    endless = [b"\x32\xff\xff\xff\x7f\x00\x03t/x\x00\x04", *([b"z" * 65536] * 600)]
    broker = HostileBroker([[longest, *endless], [AFTER]])
    tracemalloc.start()
    try:
        async with line_to(broker) as line:
            messages = line.messages()
            assert len((await anext(messages)).payload) == MAX_PACKET - 10
            tracemalloc.reset_peak()
            assert (await anext(messages)).topic == "t/after"
            peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * MAX_PACKET


async def test_messages_at_qos_2_that_are_never_released_are_bounded() -> None:
    flood = [message(b"t/x", b"x", number, qos=2) for number in range(1, 200)]
    _, topics, fault = await _taken(flood)
    assert topics == ["t/before", "t/after"]
    assert "messages at QoS 2 and never their release" in fault


async def test_a_broker_that_reads_nothing_is_dialled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt_connection, "_MAX_UNSENT", 20)
    broker = HostileBroker([[BEFORE]])
    async with line_to(broker) as line:
        incoming = await anext(line.messages())
        connection = line._connection
        assert connection is not None
        monkeypatch.setattr(connection._wire, "send", _blocked)
        sending = [asyncio.create_task(line.publish("t/x", b"x")) for _ in range(30)]
        await asyncio.sleep(0)
        incoming.ack()
        await until(lambda: line.reconnects == 1)
        assert "does not read what is sent" in str(line.last_fault)
        assert all(
            isinstance(each, OSError) for each in await asyncio.gather(*sending, return_exceptions=True)
        )


def _blocked(_data: bytes) -> int:
    raise BlockingIOError


async def test_a_flood_of_pongs_lets_others_on_the_loop_have_their_turn() -> None:
    broker = HostileBroker([[b"\xd0" + b"\x00\xd0" * 20_000 + b"\x00", AFTER]])
    async with line_to(broker) as line:
        incoming = asyncio.create_task(anext(line.messages()))
        turns = 0
        while not incoming.done():
            await asyncio.sleep(0)
            turns += 1
        assert (await incoming).topic == "t/after"
        assert turns > 300


async def test_subscriptions_that_are_never_answered_are_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt_connection, "_SUBSCRIBED_S", 0.05)
    monkeypatch.setattr(mqtt_connection, "_LOOK_S", 0.02)
    broker = HostileBroker([[], [AFTER]])
    broker.after_subscribe = lambda _asked: b"\xd0\x00"
    async with line_to(broker) as line:
        assert (await anext(line.messages())).topic == "t/after"
        assert "did not answer our subscriptions" in str(line.last_fault)


async def test_a_packet_that_never_ends_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mqtt_connection, "_PACKET_S", 0.05)
    monkeypatch.setattr(mqtt_connection, "_LOOK_S", 0.02)
    _, topics, fault = await _taken([SMUGGLED[:-1]])
    assert topics == ["t/before", "t/after"]
    assert "began a packet and did not end it" in fault


GOOD = [message(b"t/%d" % number, bytes(range(number)), number) for number in range(1, 6)]
STREAM = b"".join([*GOOD[:2], b"\xd0\x00", packet(0x40, b"\0\x63"), *GOOD[2:]])


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.integers(0, len(STREAM) - 1), st.integers(1, 255)), max_size=4),
    st.lists(st.tuples(st.integers(0, len(STREAM)), st.binary(max_size=6)), max_size=2),
    st.integers(1, 40),
)
def test_a_stream_with_bytes_flipped_and_put_in_never_stops_the_line(
    flips: list[tuple[int, int]], insertions: list[tuple[int, bytes]], step: int
) -> None:
    spoilt = bytearray(STREAM)
    for at, bits in flips:
        spoilt[at] ^= bits
    for at, more in insertions:
        spoilt[at:at] = more
    pieces = [bytes(spoilt[at : at + step]) for at in range(0, len(spoilt), step)]
    _, topics, _ = asyncio.run(_taken(pieces, hangs_up=True))
    assert topics[0] == "t/before"
    assert topics[-1] == "t/after"
    for topic in topics:
        assert topic
        assert not set(topic) & {"\0", "+", "#"}
