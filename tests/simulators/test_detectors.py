from __future__ import annotations

import numpy as np
import pytest

from device_profiles import loader
from device_profiles.finding import Finding
from device_profiles.json_device import reading as json_device
from simulators.detectors import AQARA_STEPS, HUSH_S, MODELS, TEST_S, Unit, aqara_step, as_json, shelly_status
from tests.simulators.places import demo


def unit(name: str) -> Unit:
    detector = next(entry for entry in demo().detectors if entry.id == name)
    return Unit(detector, np.random.default_rng(1))


ONE_OF_EACH = ["smoke-302", "smoke-201", "smoke-401", "smoke-303"]


def test_the_building_has_nine_detectors_of_five_makes() -> None:
    makes = [detector.profile for detector in demo().detectors]
    assert {make: makes.count(make) for make in MODELS} == {
        "aqara-jy-gz-01aq": 3,
        "heiman-smoke": 2,
        "tuya-ts0601-smoke": 1,
        "generic-json": 1,
        "shelly-plus-smoke": 2,
    }


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_smoke_sets_it_off_within_what_en_14604_allows_and_clean_air_ends_it(name: str) -> None:
    detector = unit(name)
    assert 0.05 <= detector.model.sensitivity.alarm <= 0.2
    for second in range(50):
        detector.sense(0.0, second)
    assert not detector.smoke
    assert detector.sense(0.4, 60)
    assert detector.smoke
    detector.sense(0.0, 70)
    assert not detector.smoke


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_an_alarm_is_told_at_once_and_only_once(name: str) -> None:
    detector = unit(name)
    detector.report(0)
    assert detector.sense(5.0, 0.01)
    detector.report(0.01)
    assert not detector.sense(5.0, 0.02)


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_a_hush_ends_no_alarm(name: str) -> None:
    detector = unit(name)
    detector.hush(0)
    assert detector.sense(5.0, 1)
    assert detector.smoke
    report = as_json(detector.report(1))
    assert b'"mute":true' in report or name in ("smoke-201", "smoke-302", "smoke-401")
    detector.report(HUSH_S + 1)


@pytest.mark.parametrize("name", ["smoke-302", "smoke-201", "smoke-401"])
def test_the_profile_reads_a_report_as_fire_test_and_clean_air(name: str) -> None:
    detector = unit(name)
    device = loader.load(detector.detector.profile).profile.json_device
    assert device is not None
    reader = json_device.reader_for(device, "")
    assert reader is not None

    def read(at_s: float) -> Finding:
        told = reader.read(as_json(detector.report(at_s)))
        return told.finding

    detector.sense(0.0, 0)
    clean = read(0)
    assert "fire" in clean.clears
    assert not clean.sets
    assert not clean.doubts
    assert not clean.unknown

    detector.test(10)
    assert read(10).sets == {"test"}
    detector.sense(5.0, 10 + TEST_S)
    burning = read(10 + TEST_S)
    assert burning.sets == {"fire"}


def test_the_profile_reads_a_shelly_as_fire_with_its_own_time() -> None:
    detector = unit("smoke-303")
    device = loader.load("shelly-plus-smoke").profile.json_device
    assert device is not None
    reader = json_device.reader_for(device, "events/rpc")
    assert reader is not None
    detector.sense(5.0, 0)
    for method in ("NotifyFullStatus", "NotifyStatus"):
        payload = shelly_status("shelly-x", method, detector.report(0), 88, 1_800_000_000.25)
        told = reader.read(payload)
        finding = told.finding
        assert finding.sets == {"fire"}
        assert finding.ts_source == 1_800_000_000_250
        assert not finding.unknown


@pytest.mark.parametrize(
    ("density", "step"), [(0.0, 0), (0.084, 0), (0.085, 1), (0.1, 5), (0.125, 10), (2.0, 10)]
)
def test_aqara_reports_density_in_its_steps(density: float, step: int) -> None:
    assert aqara_step(density) == step
    assert len(AQARA_STEPS) == 10


def test_steps_of_density_come_at_a_pace() -> None:
    detector = unit("smoke-302")
    detector.force(False)
    detector.report(0)
    assert not detector.sense(1.0, 0.5)
    assert detector.sense(1.0, 1.5)


def test_a_dead_detector_says_nothing() -> None:
    detector = unit("smoke-302")
    detector.state.dead = True
    assert not detector.sense(5.0, 0)


def test_a_low_battery_is_told_in_the_makers_words() -> None:
    for name, word in (("smoke-201", b'"battery_low":true'), ("smoke-401", b'"battery_state":"low"')):
        detector = unit(name)
        detector.state.battery = 7
        assert word in as_json(detector.report(0))


def test_the_same_seed_gives_the_same_readings() -> None:
    one, two = unit("smoke-302"), unit("smoke-302")
    for second in range(20):
        one.sense(0.05, second)
        two.sense(0.05, second)
    assert one.report(20) == two.report(20)
