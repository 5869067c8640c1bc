"""Addresses as people read them, in each maker's habit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_profiles.finding import canonical_address
from telemetry.gb26875.addresses import COMPONENT_HABITS, DEVICE_HABITS


@pytest.mark.parametrize(
    ("habit", "raw", "shown"),
    [
        ("zone-point", "0A 00 02 00", "10-2"),
        ("u32", "01 02 03 04", "67305985"),
        ("loop-point-be", "00 03 00 11", "3-17"),
        ("bytes", "01 02 03 04", "1-2-3-4"),
    ],
)
def test_component_addresses_read_as_the_maker_means_them(habit: str, raw: str, shown: str) -> None:
    assert COMPONENT_HABITS[habit].read(bytes.fromhex(raw)) == shown


@pytest.mark.parametrize(
    ("habit", "raw", "shown"),
    [
        ("integer", "38 5B 01 00 00 00", "88888"),
        ("ip", "C0 A8 01 04 6D 1D", "192.168.1.4:27933"),
        ("imei", "86 12 34 56 78 90", "861234567890"),
    ],
)
def test_device_addresses_read_as_their_settings_show_them(habit: str, raw: str, shown: str) -> None:
    assert DEVICE_HABITS[habit].read(bytes.fromhex(raw)) == shown


@pytest.mark.parametrize("habit", COMPONENT_HABITS)
@given(raw=st.binary(min_size=4, max_size=4))
def test_component_addresses_go_both_ways_and_are_canonical(habit: str, raw: bytes) -> None:
    shown = COMPONENT_HABITS[habit].read(raw)
    assert COMPONENT_HABITS[habit].pack(shown) == raw
    assert canonical_address(shown) == shown


@pytest.mark.parametrize("habit", DEVICE_HABITS)
@given(raw=st.binary(min_size=6, max_size=6))
def test_device_addresses_go_both_ways(habit: str, raw: bytes) -> None:
    assert DEVICE_HABITS[habit].pack(DEVICE_HABITS[habit].read(raw)) == raw


@pytest.mark.parametrize(
    ("habit", "shown"),
    [("zone-point", "10"), ("zone-point", "10-x"), ("u32", "4294967296"), ("loop-point-be", "70000-1")],
)
def test_a_wrong_component_address_is_refused_with_its_form(habit: str, shown: str) -> None:
    with pytest.raises(ValueError, match="address"):
        COMPONENT_HABITS[habit].pack(shown)


@pytest.mark.parametrize(
    ("habit", "shown"),
    [("integer", "-1"), ("integer", str(1 << 48)), ("ip", "1.2.3.4"), ("ip", "1.2.3.999:1"), ("imei", "xyz")],
)
def test_a_wrong_device_address_is_refused_with_its_form(habit: str, shown: str) -> None:
    with pytest.raises(ValueError, match="device address"):
        DEVICE_HABITS[habit].pack(shown)
