"""The contract on the wire: every message survives it, and nothing that breaks it gets through."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry import encoding, topics
from telemetry.errors import ContractError
from telemetry.event_kinds import EventKind
from telemetry.messages import (
    MAX_MESSAGE_BYTES,
    MAX_TIME_MS,
    Command,
    CommandKind,
    Event,
    Health,
    Inventory,
    Label,
    Part,
    PartState,
    Quality,
    ReadingBatch,
    Receipt,
    Snapshot,
    StoredRange,
    Stream,
    StreamCount,
    UplinkMessage,
)

GATEWAY = "gw-150102-0001"
EVENT_TOPIC = f"sw/1/150102/{GATEWAY}/event"
PART = Part(
    "panel-1/1-023",
    1,
    1,
    42,
    263,
    Label("感烟探测器", "smoke detector"),
    Label("三层走廊", "corridor, 3rd floor"),
    30.0,
)
COMMON = {"gateway": GATEWAY, "seq": 7, "ts_gateway": 1_790_000_000_000, "clock_synced": True}

times = st.integers(0, MAX_TIME_MS)
texts = st.text(max_size=60)
envelopes = st.fixed_dictionaries(
    {
        "gateway": st.just(GATEWAY),
        "seq": st.integers(1, 2**53 - 1),
        "ts_gateway": times,
        "clock_synced": st.booleans(),
    }
)
labels = st.builds(Label, texts, texts)
parts = st.builds(
    Part,
    st.text(min_size=1, max_size=40),
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(0, 2**32 - 1),
    labels,
    labels,
    st.none() | st.floats(0.1, 604_800),
)
events = st.builds(
    lambda common, **rest: Event(**common, **rest),
    envelopes,
    ts_source=st.none() | times,
    part=parts,
    kind=st.sampled_from(EventKind),
    active=st.booleans(),
    bits_before=st.none() | st.integers(0, 0xFFFF),
    bits_after=st.integers(0, 0xFFFF),
    text=texts,
    evidence=st.dictionaries(
        texts,
        texts | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False),
        max_size=4,
    ),
)
snapshots = st.builds(
    lambda common, states: Snapshot(**common, parts=states),
    envelopes,
    st.lists(
        st.builds(
            PartState,
            st.text(min_size=1, max_size=40),
            st.integers(0, 0xFFFF),
            st.lists(st.sampled_from(EventKind), max_size=4),
            st.sampled_from(Quality),
            st.none() | times,
        ),
        max_size=5,
    ),
)


@st.composite
def batches(draw: st.DrawFn) -> ReadingBatch:
    names = draw(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=4))
    count = draw(st.integers(0, 20))

    def column(values: st.SearchStrategy[Any]) -> Any:
        return draw(st.lists(values, min_size=count, max_size=count))

    return ReadingBatch(
        **draw(envelopes),
        parts=names,
        part=column(st.integers(0, len(names) - 1)),
        analog_type=column(st.integers(0, 255)),
        ts=column(times),
        value=column(st.none() | st.floats(allow_nan=False, allow_infinity=False)),
        quality=column(st.sampled_from(Quality)),
    )


@given(events | snapshots | batches(), st.sampled_from(["json", "msgpack"]))
def test_every_message_survives_the_wire_in_both_encodings(
    message: UplinkMessage, form: encoding.Format
) -> None:
    topic = f"sw/1/150102/{GATEWAY}/{message.stream}"
    assert encoding.decode_uplink(topic, encoding.encode(message, form)) == message


@given(st.binary(max_size=300))
def test_hostile_bytes_end_in_a_contract_error_and_nothing_else(data: bytes) -> None:
    with pytest.raises(ContractError):
        encoding.decode_uplink(EVENT_TOPIC, data)


def wire(message: object, **changes: object) -> bytes:
    fields = msgspec.to_builtins(message)
    fields.update(changes)
    return msgspec.json.encode(fields)


FIRE = Event(**COMMON, part=PART, kind=EventKind.FIRE, active=True, bits_before=1, bits_after=3)
BATCH = ReadingBatch(
    **COMMON, parts=["a"], part=[0], analog_type=[128], ts=[1], value=[0.5], quality=[Quality.GOOD]
)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"seq": 0}, "$.seq"),
        ({"seq": 2**63}, "$.seq"),
        ({"seq": "7"}, "$.seq"),
        ({"ts_gateway": 4_294_967_295_000}, "$.ts_gateway"),
        ({"ts_gateway": -1}, "$.ts_gateway"),
        ({"kind": "party"}, "$.kind"),
        ({"bits_after": 70_000}, "$.bits_after"),
        ({"schema": 2}, "$.schema"),
        ({"gateway": "gw/../x"}, "$.gateway"),
        ({"gateway": "another"}, "$.gateway"),
        ({"stream": "reading"}, "$.stream"),
        ({"text": "x" * 513}, "$.text"),
    ],
)
def test_a_field_that_breaks_the_contract_is_named(change: dict[str, object], where: str) -> None:
    with pytest.raises(ContractError) as caught:
        encoding.decode_uplink(EVENT_TOPIC, wire(FIRE, **change))
    assert caught.value.where == where
    assert caught.value.why


def test_an_unknown_field_is_named() -> None:
    with pytest.raises(ContractError, match="shoe_size"):
        encoding.decode_uplink(EVENT_TOPIC, wire(FIRE, shoe_size=43))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"part": [0, 0]}, "columns differ"),
        ({"part": [1]}, "points past"),
        ({"value": ["NaN"]}, "Expected"),
        ({"ts": [MAX_TIME_MS + 1]}, "<="),
    ],
)
def test_columns_that_do_not_fit_together_are_refused(change: dict[str, object], why: str) -> None:
    with pytest.raises(ContractError, match=why):
        encoding.decode_uplink(f"sw/1/150102/{GATEWAY}/reading", wire(BATCH, **change))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused_in_messagepack_where_json_cannot_say_it(value: float) -> None:
    data = msgspec.msgpack.encode({**msgspec.to_builtins(BATCH), "value": [value]})
    with pytest.raises(ContractError, match=r"\$\.value\[0\]"):
        encoding.decode_uplink(f"sw/1/150102/{GATEWAY}/reading", data)


def test_a_message_past_the_size_limit_is_refused_both_ways() -> None:
    with pytest.raises(ContractError, match="at most"):
        encoding.decode_uplink(EVENT_TOPIC, b" " * (MAX_MESSAGE_BYTES + 1))
    long = Inventory(
        **COMMON,
        building=Label(),
        parts=[msgspec.structs.replace(PART, part=f"p{i}" + "x" * 80) for i in range(512)],
    )
    huge = msgspec.structs.replace(long, parts=long.parts * 2)
    with pytest.raises(ContractError, match="at most"):
        encoding.encode(huge)


def test_the_cloud_speaks_down_and_only_down() -> None:
    receipt = Receipt(**COMMON, stored=[StoredRange(Stream.EVENT, 1, 9)])
    data = encoding.encode(receipt)
    assert encoding.decode_downlink(f"sw/1/150102/{GATEWAY}/receipt", data) == receipt
    with pytest.raises(ContractError):
        encoding.decode_uplink(f"sw/1/150102/{GATEWAY}/receipt", data)
    command = Command(**COMMON, command=CommandKind.DUTY_CHECK, expires_at=1_790_000_600_000)
    assert encoding.decode_downlink(f"sw/1/150102/{GATEWAY}/cmd", encoding.encode(command)) == command


def test_health_and_inventory_share_the_health_stream() -> None:
    health = Health(
        **COMMON,
        version="0.1.0",
        started_at=1,
        interval_s=5,
        spool_bytes=0,
        spool_limit_bytes=1,
        rss_bytes=1,
        counts=[StreamCount(Stream.EVENT, 3, 1, 0)],
        buses=[],
        link_ok=True,
    )
    for message in (health, Inventory(**COMMON, building=Label("楼", "house"), parts=[PART])):
        assert encoding.decode_uplink(f"sw/1/150102/{GATEWAY}/health", encoding.encode(message)) == message


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "sw/1/150102/gw/none",
        "sw/1/15010/gw/event",
        "sw/2/150102/gw/event",
        "sw/1/150102/g+w/event",
        "sw/1/150102/gw/event/",
        "sw/1/１50102/gw/event",
    ],
)
def test_a_topic_that_is_not_ours_is_refused(topic: str) -> None:
    with pytest.raises(ContractError, match="topic"):
        topics.parse(topic)


def test_a_topic_reads_back_as_written() -> None:
    topic = topics.Topic("150102", GATEWAY, Stream.EVENT)
    assert topics.parse(str(topic)) == topic
    assert str(topic).startswith(topics.prefix("150102", GATEWAY))
