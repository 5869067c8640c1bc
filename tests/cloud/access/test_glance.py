from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.access import glance
from cloud.access.examine import Accepted, Arrival, examine
from telemetry import encoding
from telemetry.encoding import Format
from telemetry.event_kinds import FIRE_CLASS, EventKind
from tests.cloud.said import NOW, event, health, inventory, part, readings, topic_of

FORMS: tuple[Format, ...] = ("json", "msgpack")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", list(EventKind))
def test_a_glance_sees_the_fire_that_decoding_sees(kind: EventKind, form: Format) -> None:
    said = event(1, kind)
    payload = encoding.encode(said, form)
    full = examine(Arrival(topic_of(said), payload, NOW))
    assert isinstance(full, Accepted)
    assert glance.fire_class(topic_of(said), payload) is full.fire_class is (kind in FIRE_CLASS)


@pytest.mark.parametrize("form", FORMS)
def test_readings_and_health_show_the_identity_by_which_they_are_given_up(form: Format) -> None:
    for said in (readings(7, [1.0, 2.0]), health(8)):
        identity = glance.sheddable(Arrival(topic_of(said), encoding.encode(said, form), NOW))
        assert identity is not None
        assert (str(identity.place), identity.seq) == (topic_of(said), said.seq)


@pytest.mark.parametrize("form", FORMS)
def test_events_and_inventories_are_never_given_up(form: Format) -> None:
    for said in (event(1), inventory(2, [part()])):
        assert glance.sheddable(Arrival(topic_of(said), encoding.encode(said, form), NOW)) is None


def test_a_reading_under_anothers_topic_is_looked_at_in_full() -> None:
    payload = encoding.encode(readings(1, [1.0]))
    assert glance.sheddable(Arrival("sw/1/150102/gw-other/reading", payload, NOW)) is None


@given(st.text(max_size=60), st.binary(max_size=200))
def test_hostile_bytes_show_nothing(topic: str, payload: bytes) -> None:
    assert glance.sheddable(Arrival(topic, payload, NOW)) is None
    assert glance.fire_class("sw/1/150102/gw/event", payload) is False


@given(st.integers(1, 5000))
def test_nesting_without_end_shows_nothing(depth: int) -> None:
    payload = b'{"x":' + b"[" * depth
    assert glance.sheddable(Arrival("sw/1/150102/gw/reading", payload, NOW)) is None
    assert glance.fire_class("sw/1/150102/gw/event", payload) is False


@given(st.integers(1, 2**53 - 1))
def test_what_a_short_look_shows_is_what_decoding_shows(seq: int) -> None:
    said = readings(seq, [1.0])
    payload = encoding.encode(said)
    spaced = payload.replace(b'":', b'": ', 1)  # a writer of another habit takes the long way
    for told in (payload, spaced):
        identity = glance.sheddable(Arrival(topic_of(said), told, NOW))
        assert identity is not None
        assert identity.seq == seq


@pytest.mark.parametrize("seq", [b"0", b"-1", b"1e3", b"9007199254740992", b"99999999999999999999"])
def test_a_number_that_is_none_shows_nothing(seq: bytes) -> None:
    said = readings(7, [1.0])
    payload = encoding.encode(said).replace(b'"seq":7', b'"seq":' + seq)
    assert glance.sheddable(Arrival(topic_of(said), payload, NOW)) is None
