"""MQTT packets as bytes, right and wrong, for clients and brokers that a test plays itself."""

from __future__ import annotations

from benchmarks.ingest.raw_mqtt import remaining_length


def text(value: bytes) -> bytes:
    return len(value).to_bytes(2) + value


def packet(first: int, body: bytes) -> bytes:
    return bytes([first]) + remaining_length(len(body)) + body
