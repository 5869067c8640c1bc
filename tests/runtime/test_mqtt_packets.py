from __future__ import annotations

import asyncio
import contextlib
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.ingest.raw_mqtt import remaining_length
from runtime.mqtt_line import MqttLine, MqttSettings
from runtime.mqtt_packets import INCOMPLETE, MAX_HERE, Publish, pubacks, read_publish
from tests.mqtt_bytes import packet, text


def publish(topic: bytes, payload: bytes, qos: int = 1, packet_id: int = 1, flags: int = 0) -> bytes:
    return packet(0x30 | qos << 1 | flags, text(topic) + (packet_id.to_bytes(2) if qos else b"") + payload)


@given(
    st.text("abc/草", min_size=1, max_size=40),
    st.binary(max_size=300),
    st.integers(0, 1),
    st.integers(1, 65535),
    st.booleans(),
    st.booleans(),
    st.binary(max_size=4),
    st.binary(max_size=9),
)
def test_what_was_written_is_read(
    topic: str,
    payload: bytes,
    qos: int,
    packet_id: int,
    retain: bool,
    again: bool,
    before: bytes,
    behind: bytes,
) -> None:
    packet = publish(topic.encode(), payload, qos, packet_id, retain | again << 3)
    found = read_publish(before + packet + behind, len(before))
    end = len(before) + len(packet)
    assert found == Publish(topic, payload, qos, retain, again, packet_id if qos else 0, end)
    for missing in range(1, len(packet)):
        assert read_publish(packet[:-missing], 0) is INCOMPLETE


@given(st.binary(min_size=1, max_size=64))
def test_any_bytes_are_read_or_left_alone(data: bytes) -> None:
    found = read_publish(data, 0)
    assert not isinstance(found, Publish) or found.end <= len(data)


@pytest.mark.parametrize(
    "packet",
    [
        b"\xd0\x00",
        publish(b"t", b"", qos=2),
        publish(b"t", b"x", qos=1, packet_id=0),
        publish(b"", b"x"),
        publish(b"\xff", b"x"),
        b"\x32\x02\x00\x09",
        b"\x32\x00",
        b"\x32\xff\xff\xff\xff\x01",
        b"\x32" + remaining_length(MAX_HERE + 1),
    ],
)
def test_what_is_not_a_sound_publish_is_left_to_the_library(packet: bytes) -> None:
    assert read_publish(packet, 0) is None


def test_acknowledgements_are_joined() -> None:
    assert pubacks([1, 0x1234]) == b"\x40\x02\x00\x01\x40\x02\x12\x34"


async def test_messages_cut_anywhere_arrive_whole_and_each_is_acknowledged() -> None:
    said = [publish(b"t", bytes([number]) * number, packet_id=number) for number in range(1, 60)]
    stream = b"".join(said)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    heard: list[bytes] = []
    line = MqttLine(MqttSettings(port=listener.getsockname()[1], client_id="cut"), incoming_limit=5)

    async def broker() -> None:
        loop = asyncio.get_running_loop()
        peer, _ = await loop.sock_accept(listener)
        with peer:
            peer.setblocking(False)
            await loop.sock_recv(peer, 4096)
            await loop.sock_sendall(peer, b"\x20\x02\x00\x00")
            for start in range(0, len(stream), 37):
                await loop.sock_sendall(peer, stream[start : start + 37])
                await asyncio.sleep(0)
            while len(b"".join(heard)) < 4 * len(said):
                heard.append(await loop.sock_recv(peer, 4096))

    tasks = [asyncio.create_task(line.run()), asyncio.create_task(broker())]
    came = []
    async for message in line.messages():
        came.append(message.payload)
        message.ack()
        if len(came) == len(said):
            break
    await tasks[1]
    assert came == [bytes([number]) * number for number in range(1, 60)]
    assert b"".join(heard) == pubacks(list(range(1, 60)))
    tasks[0].cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await tasks[0]
    listener.close()
