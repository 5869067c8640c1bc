from __future__ import annotations

import pytest

from cloud.access.examine import Arrival
from cloud.dead_letters.source import may_be_fire, source_of
from telemetry import encoding
from telemetry.event_kinds import EventKind
from telemetry.messages import UplinkMessage
from tests.cloud.said import NOW, event, health, readings, topic_of


@pytest.mark.parametrize(
    ("topic", "speaker", "source"),
    [
        ("sw/1/150102/gw-a/event", None, "gw-a"),
        ("sw/1/150102/gw-a/no-such-stream/more", None, "gw-a"),
        ("push/aep/860000000000001", None, "push/aep"),
        ("push/aep?event=up", None, "push/aep"),
        ("push/aep/860000000000001", "nb-860000000000001", "nb-860000000000001"),
        ("somebody/elses/topic", None, "somebody"),
        ("sw/1/150102", None, "sw"),
        ("", None, ""),
    ],
)
def test_the_topic_tells_who_sent_a_letter(topic: str, speaker: str | None, source: str) -> None:
    assert source_of(topic, speaker) == source


@pytest.mark.parametrize("form", ["json", "msgpack"])
@pytest.mark.parametrize(
    ("message", "fire"),
    [
        (event(1, EventKind.FIRE), True),
        (event(1, EventKind.FAULT), False),
        (readings(1, [1.0]), False),
        (health(1), False),
    ],
)
def test_an_event_of_the_fire_class_may_be_a_fire(message: UplinkMessage, form: str, fire: bool) -> None:
    payload = encoding.encode(message, "json" if form == "json" else "msgpack")
    assert may_be_fire(Arrival(topic_of(message), payload, NOW)) is fire


@pytest.mark.parametrize(
    ("topic", "fire"),
    [
        (topic_of(event(1)), True),
        (topic_of(readings(1, [1.0])), False),
        ("push/aep/860000000000001", True),
        ("gb26875/uitd-1", True),
        ("nobody/knows", False),
    ],
)
@pytest.mark.parametrize("payload", [b"", b"{", b"\xff\x00", b'{"kind": "volcano"}', b"[" * 5000])
def test_what_nobody_can_read_may_be_a_fire_where_fires_come(topic: str, payload: bytes, fire: bool) -> None:
    assert may_be_fire(Arrival(topic, payload, NOW)) is fire
