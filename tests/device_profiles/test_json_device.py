"""Whatever a detector sends, the reader gives a finding or says why not; and a test is never a fire."""

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_profiles import loader
from device_profiles.conversions import per_cent_per_metre
from device_profiles.finding import ReportError
from device_profiles.json_device import reading as json_device

MESSAGES = {
    name: loader.load(name).profile.json_device
    for name in loader.names()
    if loader.load(name).profile.json_device
}
AQARA = MESSAGES["aqara-jy-gz-01aq"].messages[0]  # type: ignore[union-attr]

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
    for device in MESSAGES.values():
        assert device is not None
        for message in device.messages:
            with contextlib.suppress(ReportError):
                json_device.read(message, payload)


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
