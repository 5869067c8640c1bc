"""Whatever a detector sends, the reader gives a finding or says why not; and a test is never a fire."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from device_profiles import loader
from device_profiles.conversions import per_cent_per_metre
from device_profiles.finding import ReportError
from device_profiles.json_device import reading as json_device
from device_profiles.json_device.schema import JsonDevice, JsonMessage

DEVICES = {
    name: profile.json_device
    for name in loader.names()
    if (profile := loader.load(name).profile).json_device is not None
}
READERS = [
    reader
    for device in DEVICES.values()
    for suffix in json_device.suffixes(device)
    if (reader := json_device.reader_for(device, suffix)) is not None
]
AQARA = DEVICES["aqara-jy-gz-01aq"].messages[0]

values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
fields = st.dictionaries(
    st.sampled_from(["smoke", "test", "battery", "smoke_density_dbm", "last_seen", "x"]), values
)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(payload: bytes) -> None:
    for reader in READERS:
        with contextlib.suppress(ReportError):
            reader.read(payload)


@given(
    st.recursive(
        st.text(max_size=8) | st.integers(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "data",
                        "object",
                        "status",
                        "payload",
                        "params",
                        "messageType",
                        "method",
                        "code",
                        "value",
                    ]
                )
                | st.text(max_size=4),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused(said: object) -> None:
    for reader in READERS:
        with contextlib.suppress(ReportError):
            assert reader.read(json.dumps(said).encode()).reports


@given(fields)
def test_any_fields_are_read_and_each_is_kept(said: dict[str, object]) -> None:
    try:
        finding = json_device.read(AQARA, json.dumps(said).encode())
    except ReportError:
        return  # NaN and infinity are no JSON
    assert set(said) <= {path.split(".")[0] for path in finding.evidence}
    if said.get("test") is True:
        assert "fire" not in finding.sets


def test_the_devices_own_time_is_taken_only_when_it_can_be_true() -> None:
    for said, ts in ((1_767_225_600_123, 1_767_225_600_123), (12, None), (9e15, None), (True, None)):
        finding = json_device.read(AQARA, json.dumps({"smoke": True, "last_seen": said}).encode())
        assert finding.ts_source == ts


def test_obscuration_follows_the_standards_definition() -> None:
    assert per_cent_per_metre(0.0) == 0.0
    assert per_cent_per_metre(10.0) == pytest.approx(90.0)
    assert per_cent_per_metre(0.085) == pytest.approx(1.938, abs=0.001)


def test_a_report_too_large_is_refused() -> None:
    with pytest.raises(ReportError, match="at most"):
        json_device.read(AQARA, b" " * 70_000)


@pytest.mark.parametrize("number", ["1" + "0" * 400, "1e308", "-1e308", "-3083.0"])
def test_an_absurd_number_does_not_hide_the_smoke_beside_it(number: str) -> None:
    payload = f'{{"smoke": true, "smoke_density_dbm": {number}, "battery": {number}}}'
    assert json_device.read(AQARA, payload.encode()).sets == {"fire"}


def message(**fields: object) -> JsonMessage:
    return JsonMessage.model_validate(fields)


def sets(made: JsonMessage, payload: str) -> set[str]:
    return set(json_device.read(made, payload.encode()).sets)


def test_one_is_not_true_and_a_number_is_itself_however_it_is_written() -> None:
    numbers = message(states=[{"path": "a", "state": "fire", "holds": [1], "ends": [0]}])
    assert sets(numbers, '{"a": 1}') == sets(numbers, '{"a": 1.0}') == {"fire"}
    assert json_device.read(numbers, b'{"a": true}').doubts == ("a = True",)
    truths = message(states=[{"path": "a", "state": "fire"}])
    assert sets(truths, '{"a": true}') == {"fire"}
    assert json_device.read(truths, b'{"a": 1}').doubts == ("a = 1",)


def test_what_is_left_out_means_something_only_beside_what_is_there() -> None:
    made = message(states=[{"path": "object.smoke", "state": "fire", "absent": "ends"}])
    assert json_device.read(made, b'{"object": {"battery": 9}}').clears == {"fire"}
    assert json_device.read(made, b'{"fCnt": 1}').clears == frozenset()


def test_the_kind_of_a_message_is_picked_by_its_field() -> None:
    reader = json_device.TopicReader(
        [
            message(states=[{"path": "other", "state": "fault"}]),
            message(when={"kind": ["a"]}, states=[{"path": "x", "state": "fire"}]),
        ]
    )
    assert reader.read(b'{"kind": "a", "x": true}').finding.sets == {"fire"}
    assert reader.read(b'{"kind": "b", "other": true}').finding.sets == {"fault"}


def test_no_crowd_of_fields_hides_the_smoke() -> None:
    crowd = {f"x{number}": number for number in range(500)}
    finding = json_device.read(AQARA, json.dumps({**crowd, "smoke": True}).encode())
    assert finding.sets == {"fire"}
    assert "fields_left_out" in finding.unknown


def test_a_path_is_found_whatever_dots_its_keys_have() -> None:
    made = message(object="a.b", states=[{"path": "c", "state": "fire"}])
    for payload in ('{"a": {"b": {"c": true}}}', '{"a.b": {"c": true}}'):
        assert sets(made, payload) == {"fire"}


def test_a_time_without_its_zone_is_not_believed() -> None:
    made = message(time={"path": "t", "unit": "iso8601"})
    assert json_device.read(made, b'{"t": "2026-01-01T00:00:00"}').ts_source is None
    assert json_device.read(made, b'{"t": "2026-01-01T08:00:00.5+08:00"}').ts_source == 1_767_225_600_500


def test_points_of_one_report_have_their_own_addresses() -> None:
    reader = json_device.TopicReader(
        [message(object="list", each="id", states=[{"path": "smoke", "state": "fire"}])]
    )
    told = reader.read(b'{"list": [{"id": "01-002", "smoke": true}, {"id": 7, "smoke": false}]}')
    assert [(report.address, set(report.finding.sets)) for report in told.reports] == [
        ("1-2", {"fire"}),
        ("7", set()),
    ]
    for wrong in (b'{"list": {}}', b'{"list": [{}]}', b'{"list": [{"id": true}]}', b"[]"):
        with pytest.raises(ReportError):
            reader.read(wrong)


def test_the_bytes_of_a_report_are_refused_by_name_when_they_are_none() -> None:
    reader = json_device.reader_for(DEVICES["milesight-gs524n"], "event/up")
    assert reader is not None
    for said, words in (('{"data": 7}', "`data` is int, not base64 text"), ('{"data": "%"}', "not base64")):
        with pytest.raises(ReportError, match=words):
            reader.read(said.encode())


@pytest.mark.parametrize(
    ("device", "words"),
    [
        ({}, "needs `messages` or `uplink`"),
        ({"messages": [{"suffix": "a"}, {"suffix": "a"}]}, "tell them apart by `when`"),
        ({"messages": [{"bare": True, "each": "x"}]}, "exclude one another"),
        ({"messages": [{"binary": {"path": "$", "encoding": "hex"}}]}, "by `frame` or by `layout`"),
        ({"messages": [{"states": [{"path": "a", "state": "burning"}]}]}, "no such state 'burning'"),
    ],
)
def test_a_device_that_cannot_be_is_told(device: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        JsonDevice.model_validate(device)


def test_an_absurd_number_is_of_no_kind() -> None:
    reader = json_device.TopicReader([message(when={"kind": [1]})])
    with pytest.raises(ReportError, match="is none of 1"):
        reader.read(b'{"kind": 1%s}' % (b"0" * 400))
