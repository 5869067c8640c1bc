"""What is fed with hostile bytes: for each target, what reads them and which errors may leave it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from amqtt.adapters import BufferReader
from amqtt.mqtt import packet_class
from amqtt.mqtt.connect import ConnectPacket
from amqtt.mqtt.packet import MQTTFixedHeader

from broker_plugins import policy
from broker_plugins.policy import Action, Identity, Role
from cloud.imports import csv_file, excel_file
from cloud.imports.fault import FileFault
from cloud.push import onenet
from cloud.push.kinds import Kind, Unreadable, take_apart
from runtime import mqtt_faults
from runtime.mqtt_faults import FROM_BROKER, FROM_CLIENT
from runtime.mqtt_packets import INCOMPLETE, Publish, read_publish
from telemetry import encoding, espa444, topics
from telemetry.errors import ContractError, FrameError
from telemetry.gb26875 import adu, receiver
from telemetry.gb26875.dialect import DIALECTS
from telemetry.gb26875.receiver import Refused
from telemetry.jt808 import receiver as jt808_receiver
from telemetry.jt808.layouts import read_body
from telemetry.jt808.split import Reassembly


class Target(NamedTuple):
    """One reader, its typed errors, and bytes to begin with."""

    read: Callable[[bytes], object]
    errors: tuple[type[Exception], ...]
    seeds: tuple[bytes, ...]


def _uplink(data: bytes) -> None:
    topic, _, payload = data.partition(b"\n")
    encoding.decode_uplink(topic.decode("utf-8", "replace"), payload)
    topics.parse(topic.decode("utf-8", "replace"))


def _gb26875(data: bytes) -> None:
    for dialect in DIALECTS.values():
        whole, bit_by_bit = receiver.Receiver(dialect), receiver.Receiver(dialect)
        told = whole.feed(data) + whole.give_up()
        pieces = [event for index in range(len(data)) for event in bit_by_bit.feed(data[index : index + 1])]
        if len(data) < 200 and pieces + bit_by_bit.give_up() != told:
            raise AssertionError("what was cut differently is read differently")
        for event in told + receiver.datagram(data, dialect):
            if not isinstance(event, Refused):
                adu.parse(event.adu, dialect)


def _jt808(data: bytes) -> None:
    reassembly = Reassembly()
    for event in jt808_receiver.Receiver().feed(data):
        if not isinstance(event, jt808_receiver.Refused):
            whole = reassembly.take(event, 0.0)
            if whole is not None:
                read_body(whole)


def _espa444(data: bytes) -> None:
    espa444.parse_block(data)


_FOLDER: Final = Path(tempfile.mkdtemp(prefix="steppewatch-fuzz-"))


def _table(data: bytes) -> None:
    path = _FOLDER / "table"
    path.write_bytes(data)
    if excel_file.is_excel(path):
        book = excel_file.Workbook(path, 1_000_000)
        try:
            assert book.sheets is not None
        finally:
            book.close()
    elif not excel_file.is_old_excel(path):
        for _ in csv_file.rows(path):
            pass


def _push(data: bytes) -> None:
    kind = list(Kind)[data[0] % len(Kind)] if data else Kind.ONENET
    take_apart(kind, data[1:], "up")


def _onenet(data: bytes) -> None:
    onenet.opened(data, "token", "0123456789abcdef")


def _filters(data: bytes) -> None:
    wanted, _, topic = data.decode("utf-8", "replace").partition("\n")
    identity = Identity("gw-150102-0001", Role.GATEWAY, "150102")
    for action in Action:
        if policy.allowed(identity, action, wanted) and action is Action.SUBSCRIBE:
            heard = policy.matches(wanted, topic)
            own = topic.startswith(topics.prefix("150102", "gw-150102-0001"))
            if heard and not own:
                raise AssertionError("a gateway would hear what is not its own")


def _mqtt_from_broker(data: bytes) -> None:
    """What is read ahead is what the rules allow, byte for byte, wherever it begins and is cut."""
    at = 0
    while at < len(data):
        found = read_publish(data, at)
        if not isinstance(found, Publish):
            break
        body = next(place for place in range(at + 1, at + 5) if data[place] < 0x80) + 1
        topic = found.topic.encode()
        rest = data[body + 2 + len(topic) : found.end]
        number = found.packet_id.to_bytes(2) if found.qos else b""
        assert mqtt_faults.fault(data[at], data[body : found.end], FROM_BROKER) is None
        assert mqtt_faults.sound_topic(found.topic)
        assert data[body : found.end] == len(topic).to_bytes(2) + topic + number + found.payload
        assert rest == number + found.payload
        if at == 0 and found.end <= 24:
            assert all(read_publish(data[:cut], 0) is INCOMPLETE for cut in range(1, found.end))
        at = found.end
    if data:
        mqtt_faults.fault(data[0], data[1:], FROM_BROKER)


def _mqtt_from_client(data: bytes) -> None:
    """What the rules let through, amqtt reads to its last byte and no further, and without a fault."""
    if not data or mqtt_faults.fault(data[0], data[1:], FROM_CLIENT) is not None:
        return
    header = MQTTFixedHeader(data[0] >> 4, data[0] & 15, len(data) - 1)
    reader = BufferReader(data[1:])
    reading = packet_class(header).from_stream(reader, fixed_header=header)
    try:
        reading.send(None)
    except StopIteration as done:
        packet = done.value
    else:
        raise AssertionError("amqtt waits for more")
    another_level = isinstance(packet, ConnectPacket) and packet.proto_level != 4
    assert another_level or reader._stream.read() == b""


_FRAME: Final = bytes.fromhex("4040010000010000000000000000000000000000000000000002002323")
TARGETS: Final[dict[str, Target]] = {
    "uplink": Target(
        _uplink,
        (ContractError,),
        (b'sw/1/150102/gw-1/event\n{"type":"event","gateway":"gw-1","seq":1,"ts_gateway":1}',),
    ),
    "gb26875": Target(_gb26875, (FrameError,), (_FRAME, _FRAME * 2)),
    "jt808": Target(
        _jt808, (FrameError,), (b"\x7e\x00\x02\x00\x00\x01\x39\x12\x34\x56\x78\x00\x01\x00\x7e",)
    ),
    "espa444": Target(_espa444, (FrameError,), (b"\x011\x021\x1f12345\x1e2\x1fFIRE\x03\x12",)),
    "table": Target(
        _table, (FileFault,), ("编号,名称\n1,酒店\n".encode(), "编号\t名称".encode("gb18030"), b"PK\x03\x04")
    ),
    "push": Target(_push, (Unreadable,), (b'\x00{"deviceId":"1","payload":{"APPdata":"AA=="}}',)),
    "onenet": Target(
        _onenet, (onenet.NotSigned, onenet.NotReadable), (b'{"msg":"{}","nonce":"a","signature":"b"}',)
    ),
    "mqtt-from-broker": Target(
        _mqtt_from_broker,
        (),
        (b"\x32\x08\0\3t/x\0\1y\x30\x05\0\3t/xz", b"\x90\0\1\1", b"\x20\0\0", b"\x62\0\1", b"\x35\0\1t\0\1y"),
    ),
    "mqtt-from-client": Target(
        _mqtt_from_client,
        (),
        (
            b"\x10\0\4MQTT\4\xc2\0\x3c\0\1i\0\1u\0\1p",
            b"\x10\0\4MQTT\4\x2e\0\x3c\0\1i\0\1w\0\1m",
            b"\x32\0\3t/x\0\1y",
            b"\x82\0\1\0\3t/#\1\0\1+\0",
            b"\xa2\0\1\0\3t/#",
            b"\x40\0\1",
            b"\xc0",
            b"\xe0",
        ),
    ),
    "filters": Target(_filters, (), (b"sw/1/150102/gw-150102-0001/#\nsw/1/150102/gw-2/event", b"#\nsw/1")),
}
