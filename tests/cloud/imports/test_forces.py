"""Stations and units from a file: found again by number and call sign, checked with place and cure."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cloud.dispatch.forces.tables import ForceUnit, Station
from cloud.imports.fault import CellFault
from cloud.imports.force_columns import gives
from tests.cloud.imports.conftest import Desk

STATIONS = "站点编号,站点名称,站点类型,区划,经度,纬度\ns-1,回民区站,消防救援站,150103,111.62,40.81\n"
UNITS = "呼号,站点编号,能力,现有人员\n回民1号,s-1,灭火攻坚=1; 载水=5000,6\n"


def test_stations_and_units_come_from_files_and_again_change_nothing(importing: Desk) -> None:
    for _ in range(2):
        stations = importing.load(STATIONS.encode(), "stations")
        units = importing.load(UNITS.encode(), "units")
    assert (stations.unchanged, units.unchanged) == (1, 1)
    moved = importing.load(UNITS.replace(",6\n", ",4\n").encode(), "units")
    assert moved.changed == 1
    with importing.database.read() as session:
        station, unit = session.scalars(select(Station)).one(), session.scalars(select(ForceUnit)).one()
    assert (unit.station_id, unit.base_id, unit.area) == (station.id, station.id, "150103")
    assert (unit.gives, unit.crew, unit.state) == ({"attack": 1, "water_l": 5000}, 4, "in-station")


def test_a_unit_of_no_station_is_refused(importing: Desk) -> None:
    number = importing.take(UNITS.encode(), "units")
    importing.importer.check(number, lambda _done, _of: None)
    [fault] = importing.faults(number)
    assert (fault.row, fault.field, fault.code) == (2, "station", "refers-nowhere")


@pytest.mark.parametrize(
    "cell", ["attack=1;water_l=5,000", "灭火攻坚=1、载水:5000", "attack crews = 1; water=5000"]
)
def test_capabilities_are_written_in_either_language(cell: str) -> None:
    assert gives(cell) == {"attack": 1.0, "water_l": 5000.0}


@pytest.mark.parametrize("cell", ["attack", "attack=0", "云梯=1", "crew=6", "attack=1.2.3"])
def test_what_is_no_capability_is_told_with_the_cure(cell: str) -> None:
    with pytest.raises(CellFault) as told:
        gives(cell)
    assert "attack=1; water_l=5000" in told.value.en
