"""Bytes that are no MQTT, or MQTT that harms nobody: by what is wrong with them."""

from __future__ import annotations

from runtime.mqtt_faults import MAX_FILTERS
from tests.broker_plugins.running import ACCEPTED, A, connect, publish
from tests.mqtt_bytes import packet, text

B = "sw/1/150103/gw-b"
SMUGGLED = publish(f"{A}/event".encode(), b"smuggled")
PING = b"\xc0\x00"


def greeting(
    name: bytes = b"MQTT",
    level: int = 4,
    flags: int = 0xC2,
    client_id: bytes = b"x",
    rest: bytes | None = None,
) -> bytes:
    """A CONNECT of gw-a's with one thing wrong."""
    if rest is None:
        rest = text(b"gw-a") + text(b"secret of gw-a")
    return packet(0x10, text(name) + bytes([level, flags]) + b"\0\x3c" + text(client_id) + rest)


INSTEAD_OF_CONNECT = {
    "PUBLISH": SMUGGLED,
    "SUBSCRIBE": packet(0x82, b"\0\1" + text(b"sw/1/#") + b"\1"),
    "PINGREQ": PING,
    "DISCONNECT": b"\xe0\x00",
    "type 0": b"\x00\x00",
    "type 15": b"\xf0\x00",
    "flags": b"\x11" + greeting()[1:],
    "empty": b"\x10\x00",
    "another name": greeting(b"MQTX"),
    "MQTT 3.1": greeting(b"MQIsdp", 3),
    "a name that is not UTF-8": greeting(b"MQ\xff\xfe"),
    "level 0": greeting(level=0),
    "MQTT 5": packet(0x10, text(b"MQTT") + b"\5\2\0\x3c\0" + text(b"x")),
    "level 255": greeting(level=255),
    "reserved flag": greeting(flags=0xC3),
    "will at QoS 3": greeting(
        flags=0xDE, rest=text(b"w") + text(b"") + text(b"gw-a") + text(b"secret of gw-a")
    ),
    "will flags without will": greeting(flags=0xE2),
    "will that is missing": greeting(flags=0xC6, rest=text(b"w")),
    "password without user name": greeting(flags=0x42, rest=text(b"secret of gw-a")),
    "password that is missing": greeting(rest=text(b"gw-a")),
    "client id that is not UTF-8": greeting(client_id=b"\xff\xfe"),
    "client id with the character 0": greeting(client_id=b"a\0b"),
    "client id past the packet": packet(0x10, text(b"MQTT") + b"\4\2\0\x3c\xff\xffabc"),
    "client id of 64 KB": greeting(client_id=b"x" * 65_535),
    "no client id and a lasting session": greeting(client_id=b"", flags=0xC0),
    "user name that is not UTF-8": greeting(rest=text(b"\xc0\xaf") + text(b"x")),
    "user name of 64 KB": greeting(rest=text(b"x" * 65_535) + text(b"x")),
    "a packet behind its end": greeting(rest=text(b"gw-a") + text(b"secret of gw-a") + SMUGGLED),
    "length of five bytes": b"\x10\xff\xff\xff\xff\x01",
    "length of 268 MB": b"\x10\xff\xff\xff\x7f",
    "TLS": bytes.fromhex("16030100c8010000c40303"),
    "HTTP": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
}

AFTER_CONNECT = {
    "second CONNECT": connect(),
    "CONNACK": ACCEPTED,
    "SUBACK": packet(0x90, b"\0\1\1"),
    "UNSUBACK": packet(0xB0, b"\0\1"),
    "PINGRESP": b"\xd0\x00",
    "type 0": b"\x00\x00",
    "type 15": b"\xf0\x00",
    "length of five bytes": b"\x30\xff\xff\xff\xff\x01",
    "length of 268 MB": b"\x30\xff\xff\xff\x7f",
    "PUBLISH at QoS 3": packet(0x36, text(f"{A}/event".encode()) + b"\0\1x"),
    "PUBLISH with id 0": publish(f"{A}/event".encode(), b"x", 1, 0),
    "PUBLISH at QoS 2 with id 0": publish(f"{A}/event".encode(), b"x", 2, 0),
    "PUBLISH without id": packet(0x32, text(f"{A}/event".encode()) + b"\1"),
    "PUBLISH with nothing": b"\x30\x00",
    "topic past the packet": packet(0x30, b"\xff\xffabc"),
    "empty topic": publish(b"", SMUGGLED),
    "topic that is not UTF-8": publish(b"\xff\xfe", SMUGGLED),
    "topic with a surrogate": publish(b"\xed\xa0\x80", SMUGGLED),
    "topic with the character 0": publish(f"{A}/event\0".encode(), SMUGGLED),
    "topic with #": publish(b"sw/#", SMUGGLED, 1),
    "topic with +": publish(f"{A}/+".encode(), SMUGGLED),
    "topic of 64 KB": publish(b"x" * 65_535, b""),
    "SUBSCRIBE of nothing": b"\x82\x00",
    "SUBSCRIBE without filters": packet(0x82, b"\0\1"),
    "SUBSCRIBE with id 0": packet(0x82, b"\0\0" + text(b"sw/1/#") + b"\1"),
    "SUBSCRIBE with flags": packet(0x80, b"\0\1" + text(b"sw/1/#") + b"\1"),
    "SUBSCRIBE at QoS 3": packet(0x82, b"\0\1" + text(f"{A}/cmd".encode()) + b"\3"),
    "SUBSCRIBE with QoS 0x81": packet(0x82, b"\0\1" + text(f"{A}/cmd".encode()) + b"\x81"),
    "SUBSCRIBE without a QoS": packet(0x82, b"\0\1" + text(b"sw/1/#")),
    "SUBSCRIBE with an empty filter": packet(0x82, b"\0\1" + text(b"") + b"\1"),
    "SUBSCRIBE that is not UTF-8": packet(0x82, b"\0\1" + text(b"\xff/#") + b"\1"),
    "SUBSCRIBE past the packet": packet(0x82, b"\0\1\xff\xffabc"),
    "SUBSCRIBE to too many": packet(0x82, b"\0\1" + (text(b"a") + b"\1") * (MAX_FILTERS + 1)),
    "UNSUBSCRIBE without filters": packet(0xA2, b"\0\1"),
    "UNSUBSCRIBE with id 0": packet(0xA2, b"\0\0" + text(b"a")),
    "UNSUBSCRIBE with flags": packet(0xA0, b"\0\1" + text(b"a")),
    "UNSUBSCRIBE past the packet": packet(0xA2, b"\0\1\0\5a"),
    "PUBACK of nothing": b"\x40\x00",
    "PUBACK with id 0": packet(0x40, b"\0\0"),
    "PUBACK with a packet in it": packet(0x40, b"\0\1" + SMUGGLED),
    "PUBREL with flags": packet(0x60, b"\0\1"),
    "PUBREC with flags": packet(0x52, b"\0\1"),
    "PINGREQ with a packet in it": packet(0xC0, SMUGGLED),
    "DISCONNECT with a packet in it": packet(0xE0, SMUGGLED),
}

HARMLESS = {
    "PUBACK for what was never sent": packet(0x40, b"\x12\x34"),
    "PUBREC for what was never sent": packet(0x50, b"\x12\x34"),
    "PUBREL for what was never sent": packet(0x62, b"\x12\x34"),
    "PUBCOMP for what was never sent": packet(0x70, b"\x12\x34"),
    "UNSUBSCRIBE of what was never asked": packet(0xA2, b"\0\1" + text(f"{B}/cmd".encode())),
    "a message of another's": publish(f"{B}/event".encode(), b"forged", 1),
    "a retained message of another's": b"\x31" + publish(f"{B}/event".encode(), b"forged")[1:],
    "filters of another's": packet(0x82, b"\0\1" + text(f"{B}/#".encode()) + b"\1" + text(b"#") + b"\2"),
}
