"""Simulated fires beside real ones, where STEPPEWATCH_DATA names the folder of the measured series."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from simulators import fires, replay, smoke_spread
from simulators.building import Building, Name, Panel, Point, Room
from simulators.fires import Fire
from simulators.replay import Columns, CurveFile
from tests.series import series


@pytest.fixture(scope="module")
def nist() -> Path:
    return series("nist_smoke_alarms/curves.csv")


def curve(path: Path, test: str, station: str) -> replay.Curve:
    columns = Columns(smoke="od_upper_per_m", temperature="ceiling_tc_C", co="co_volpct", co_unit="volpct")
    described = CurveFile(file=path, rows={"test": test, "station": station}, columns=columns)
    return replay.read(path, described)


def test_a_measured_fire_is_replayed_as_a_detector_would_see_it(nist: Path) -> None:
    seen = curve(nist, "SDC02", "A")
    assert seen.obscuration.max() > 10
    assert seen.heat_k.max() > 20
    assert 0 < seen.co_ppm.max() < 50_000


def test_real_alarms_sound_where_our_threshold_is_or_later(nist: Path) -> None:
    """Photoelectric alarms of the flaming tests sound after 0.15 dB/m has passed at their station."""
    late = []
    with (nist.parent / "alarm_times.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["type"] != "Pho":
                continue
            seen = curve(nist, row["test"], row["station"])
            if seen.smoke_db_m.max() >= 0.15:
                passed = float(seen.times_s[np.argmax(seen.smoke_db_m >= 0.15)])
                late.append(float(row["t_alarm_s"]) - passed)
    assert len(late) > 20
    assert float(np.median(late)) > 0


def test_a_simulated_chair_alarms_within_the_range_of_the_real_ones(nist: Path) -> None:
    """The nearest photoelectric alarm of each real flaming test, beside a fast furniture fire 2 m away."""
    first: dict[str, float] = {}
    with (nist.parent / "alarm_times.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["type"] == "Pho":
                first[row["test"]] = min(first.get(row["test"], np.inf), float(row["t_alarm_s"]))
    room = Room(id="r", name=Name(zh="房", en="room"), floor=1, origin=(0, 0), size=(4, 4), ceiling=2.4)
    point = Point(id="p", room="r", at=(4, 2), name=room.name, panel="q", loop=1, device=1, component_type=42)
    panel = Panel(id="q", line="modbus", profile="gst5000-modbus", name=room.name)
    box = Building(
        name=room.name, area="150102", gateway="g", rooms=(room,), panels=(panel,), points=(point,)
    )
    met = smoke_spread.exposure(box, Fire(fuel="furniture", growth="medium"), "r", length_s=300)
    seconds = float(np.argmax(met.smoke_db_m[0] >= 0.15)) * met.step_s
    assert 0.2 * min(first.values()) < seconds < max(first.values())


def test_measured_smoke_and_heat_keep_the_ratio_that_our_fires_assume(nist: Path) -> None:
    """Optical density per kelvin under the ceiling of the real fires, 0.003 to 0.03 1/(m K)."""
    ratios = []
    for test, station in (("SDC02", "E"), ("SDC33", "E"), ("SDC38", "B")):
        seen = curve(nist, test, station)
        hot = seen.heat_k > 20
        ratios.append(float(np.median(seen.smoke_db_m[hot] / 10 / seen.heat_k[hot])))
    given_off = fires.emission(np.array([150.0]), Fire(fuel="furniture", growth="medium"))
    rise = fires.jet_temperature(given_off.heat_kw, 2.0, 2.0)
    ours = fires.optical_density(fires.jet_content(given_off.smoke_m2_s, given_off.heat_kw, rise)) / rise
    assert min(ratios) / 2 < float(ours[0]) < max(ratios) * 2
