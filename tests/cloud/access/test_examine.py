from __future__ import annotations

import json

import pytest

from cloud.access.examine import Accepted, Arrival, Refused, examine
from telemetry import encoding
from telemetry.event_kinds import EventKind
from telemetry.messages import MAX_TIME_MS
from tests.cloud.said import NOW, arrival, event, readings, topic_of

TOPIC = topic_of(event(1))
DAY = 86_400_000


def changed(**fields: object) -> bytes:
    return json.dumps(json.loads(encoding.encode(event(7))) | fields).encode()


HOSTILE = {
    "nothing": (TOPIC, b"", "message"),
    "truncated": (TOPIC, encoding.encode(event(7))[:-9], "message"),
    "not JSON": (TOPIC, b"fire!", "message"),
    "not UTF-8": (TOPIC, b'{"text":"\xff\xfe"}', "message"),
    "ten megabytes": (TOPIC, b"{" + b" " * 10_000_000, "message"),
    "nested without end": (TOPIC, b'{"a":' * 50_000, "message"),
    "a list": (TOPIC, b"[]", "message"),
    "NaN": (TOPIC, b'{"seq":NaN}', "message"),
    "a huge number": (TOPIC, changed(seq=2**80), "$.seq"),
    "the year 2106": (TOPIC, changed(ts_gateway=4_294_967_296_000), "$.ts_gateway"),
    "before 1970": (TOPIC, changed(ts_source=-1), "$.ts_source"),
    "an unknown field": (TOPIC, changed(surprise=1), "message"),
    "another schema": (TOPIC, changed(schema=2), "$.schema"),
    "a wrong prefix": ("sw/2/150102/gw-1/event", encoding.encode(event(7)), "topic"),
    "no such stream": ("sw/1/150102/gw-1/secrets", encoding.encode(event(7)), "topic"),
    "a downlink stream": ("sw/1/150102/gw-1/receipt", encoding.encode(event(7)), "topic"),
    "another gateway": ("sw/1/150102/gw-2/event", encoding.encode(event(7)), "$.gateway"),
    "another stream": (TOPIC.replace("event", "reading"), encoding.encode(event(7)), "$.stream"),
    "a broken MessagePack": (TOPIC, b"\xdf\xff\xff\xff\xff", "message"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_is_refused_with_its_place_and_a_reason(name: str) -> None:
    topic, payload, where = HOSTILE[name]
    refused = examine(Arrival(topic, payload, NOW))
    assert isinstance(refused, Refused)
    assert refused.where == where
    assert refused.reason


@pytest.mark.parametrize("form", ["json", "msgpack"])
def test_a_valid_message_is_accepted_in_both_encodings(form: encoding.Format) -> None:
    item = examine(Arrival(TOPIC, encoding.encode(event(7), form), NOW))
    assert isinstance(item, Accepted)
    assert item.message == event(7)


def test_a_refused_message_keeps_the_identity_that_its_envelope_shows() -> None:
    refused = examine(Arrival(TOPIC, changed(kind="volcano"), NOW))
    assert isinstance(refused, Refused)
    assert refused.where == "$.kind"
    assert refused.identity is not None
    assert refused.identity.seq == 7


@pytest.mark.parametrize("name", ["another gateway", "another stream", "a huge number", "another schema"])
def test_an_envelope_that_is_itself_at_fault_has_no_identity(name: str) -> None:
    topic, payload, _ = HOSTILE[name]
    refused = examine(Arrival(topic, payload, NOW))
    assert isinstance(refused, Refused)
    assert refused.identity is None


def test_readings_from_the_future_are_refused_if_the_clock_claims_to_be_set() -> None:
    refused = examine(arrival(readings(1, [1.0], at=NOW + DAY + 1)))
    assert isinstance(refused, Refused)
    assert "days ahead" in refused.reason
    assert isinstance(examine(arrival(readings(1, [1.0], at=NOW + DAY + 1, synced=False))), Accepted)
    assert isinstance(examine(arrival(readings(1, [1.0], at=NOW + DAY - 1000))), Accepted)


def test_a_fire_is_never_refused_for_its_clock() -> None:
    assert isinstance(examine(arrival(event(1, at=MAX_TIME_MS))), Accepted)


def test_only_events_of_the_fire_class_go_first() -> None:
    assert examine(arrival(event(1, EventKind.FIRE))).fire_class
    assert examine(arrival(event(1, EventKind.FIRE, active=False))).fire_class
    assert not examine(arrival(event(1, EventKind.FAULT))).fire_class
    assert not examine(arrival(readings(1, [1.0]))).fire_class
