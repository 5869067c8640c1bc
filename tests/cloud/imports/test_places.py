"""Waters and reference places from files: found again by number, and tied to real points only."""

from __future__ import annotations

from sqlalchemy import select

from cloud.dispatch.facilities.tables import Facility
from cloud.dispatch.waters.tables import WaterSource
from tests.cloud.imports.conftest import Desk

WATERS = (
    "水源编号,水源名称,水源类型,区划,经度,纬度,状态,最近检查,监测网关,监测部件\n"
    "w-1,8号栓,市政消火栓,150103,111.62,40.81,在用,2026-09-01,,\n"
)
PLACES = (
    "场所编号,场所名称,场所类型,区划,经度,纬度,烧伤床位,危险物质\ny-1,人民医院,医院,150103,111.62,40.81,30,\n"
)


def test_waters_and_places_come_from_files_and_again_change_nothing(importing: Desk) -> None:
    for _ in range(2):
        waters = importing.load(WATERS.encode(), "waters")
        places = importing.load(PLACES.encode(), "facilities")
    assert (waters.unchanged, places.unchanged) == (1, 1)
    assert importing.load(PLACES.replace("30,", "40,液氨 UN1005; 汽油").encode(), "facilities").changed == 1
    with importing.database.read() as session:
        water, place = session.scalars(select(WaterSource)).one(), session.scalars(select(Facility)).one()
    assert (water.kind, water.state, water.owner) == ("hydrant", "in-use", "")
    assert (place.kind, place.burn_beds, place.substances) == ("hospital", 40, ["液氨 UN1005", "汽油"])


def test_a_water_tied_to_no_point_is_refused(importing: Desk) -> None:
    number = importing.take(WATERS.replace("2026-09-01,,", "2026-09-01,gw-1,p-1").encode(), "waters")
    importing.importer.check(number, lambda _done, _of: None)
    [fault] = importing.faults(number)
    assert (fault.row, fault.field, fault.code) == (2, "part", "refers-nowhere")


def test_half_a_point_is_refused(importing: Desk) -> None:
    number = importing.take(WATERS.replace("2026-09-01,,", "2026-09-01,gw-1,").encode(), "waters")
    importing.importer.check(number, lambda _done, _of: None)
    assert [fault.code for fault in importing.faults(number)] == ["half-point"]
