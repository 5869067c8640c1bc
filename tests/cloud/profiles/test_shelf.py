"""The profiles that who registers a device chooses among."""

from __future__ import annotations

from cloud.profiles.shelf import profiles
from device_profiles import loader


def test_each_way_has_the_profiles_of_its_devices_with_names_in_both_languages() -> None:
    told = {"uitd": profiles("uitd"), "json_device": profiles("json_device")}
    for way, found in told.items():
        assert len(found) > 3
        for one in found:
            assert getattr(loader.load(one.profile).profile, way) is not None
            assert one.label.zh
            assert one.label.en
    assert not {one.profile for one in told["uitd"]} & {one.profile for one in told["json_device"]}


def test_a_transmission_devices_profile_says_by_which_habit_its_address_is_read() -> None:
    habits = {one.profile: one.device_address for one in profiles("uitd")}
    assert habits["gb26875-generic"] == "integer"
    assert habits["gb26875-ip-style"] == "ip"
