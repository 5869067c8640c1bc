"""The brigade's books: what their lists are narrowed by, and where a refusal says what is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import httpx
import pytest

from cloud.dispatch.carried import repository as carried
from cloud.dispatch.carried import service as devices
from cloud.dispatch.carried.schemas import CarriedIn
from cloud.dispatch.facilities import repository as facilities
from cloud.dispatch.facilities import service as places
from cloud.dispatch.facilities.schemas import FacilityIn
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.jt808 import repository as terminals
from cloud.dispatch.jt808 import service as vehicles
from cloud.dispatch.jt808.schemas import TerminalIn
from cloud.dispatch.sought import Sought
from cloud.dispatch.waters import repository as waters
from cloud.dispatch.waters import service as sources
from cloud.dispatch.waters.schemas import WaterIn
from cloud.people.asker import LOCAL, Asker
from cloud.server import serving
from cloud.settings import CloudSettings
from tests.cloud.dispatch.incidents.desk119 import AREA, LAT, LON, Desk119
from tests.cloud.stores import Stores

ELSEWHERE = "150202"


def _placed(number: str, name: str, area: str = AREA, **more: Any) -> dict[str, Any]:
    return {"number": number, "name": name, "area": area, "longitude": LON, "latitude": LAT} | more


def test_a_list_is_narrowed_by_area_and_by_a_part_of_name_or_number(stores: Stores) -> None:
    desk = Desk119(stores)
    here = desk.station(name="回民区消防救援站", number="HM-01")
    there = desk.station(name="东河区消防救援站", number="dh-01", area=ELSEWHERE)
    desk.unit(here, name="回民 1 号水罐", plate="蒙A0119应急")
    desk.unit(there, name="东河 1 号水罐")
    with stores.database.write() as session:
        for number, name, area, kind, state in (
            ("XHS-1", "通道北街 1 号消火栓", AREA, "hydrant", "in-use"),
            ("XHS-2", "工业路 100%_号消火栓", ELSEWHERE, "hydrant", "repair"),
            ("SC-1", "通道北街水池", AREA, "tank", "in-use"),
        ):
            told = WaterIn.model_validate(
                _placed(number, name, area, kind=kind, state=state, owner="春华水务")
            )
            sources.add(session, LOCAL, told, 1)
        for number, name, area in (("YY-1", "自治区医院", AREA), ("YY-2", "东河医院", ELSEWHERE)):
            told_place = FacilityIn.model_validate(_placed(number, name, area, kind="hospital"))
            places.add(session, LOCAL, told_place, 1)
    with stores.database.read() as session:

        def found(rows: Any) -> list[str]:
            return [row.name for row in rows]

        def stations(area: str = "15", text: str = "") -> list[str]:
            return found(forces.stations(session, LOCAL, sought=Sought(area, text)))

        def water(area: str = "15", text: str = "", **more: Any) -> list[str]:
            return found(waters.waters(session, LOCAL, sought=Sought(area, text), **more))

        assert stations("1501") == ["回民区消防救援站"]
        assert stations(text="DH") == ["东河区消防救援站"]
        assert stations("1502", "回民") == []
        assert found(forces.units(session, LOCAL, sought=Sought(text="a0119"))) == ["回民 1 号水罐"]
        assert found(forces.units(session, LOCAL, sought=Sought(ELSEWHERE))) == ["东河 1 号水罐"]
        assert water(text=" 通道北街 ") == ["通道北街 1 号消火栓", "通道北街水池"]
        assert water(text="通道", kind="tank") == ["通道北街水池"]
        # What a pattern would mean is taken as it stands.
        assert water(text="%_") == ["工业路 100%_号消火栓"]
        assert water(text="春华", state="repair") == ["工业路 100%_号消火栓"]
        assert found(facilities.facilities(session, LOCAL, sought=Sought("1502", "医院"))) == ["东河医院"]
        mine = Asker("x", areas=("1501",))
        assert found(waters.waters(session, mine, sought=Sought(ELSEWHERE))) == []


def test_devices_and_terminals_are_found_by_kind_person_and_number(stores: Stores) -> None:
    desk = Desk119(stores)
    unit = desk.unit(desk.station())
    with stores.database.write() as session:
        for kind, number, person in (("pdt-radio", "15010301", "巴特尔"), ("drone", "uav-1", "王芳")):
            told = {
                "kind": kind,
                "number": number,
                "name": f"{person}的设备",
                "unit_id": unit,
                "person": person,
            }
            devices.add(session, LOCAL, CarriedIn.model_validate(told), 1)
        terminal = TerminalIn(phone="13900000001", area=AREA, name="回民区一站 水罐 1", plate="蒙A119")
        vehicles.register(session, LOCAL, terminal, 1, 2)
    with stores.database.read() as session:
        assert [row.number for row in carried.devices(session, LOCAL, kind="drone")] == ["uav-1"]
        found = carried.devices(session, LOCAL, sought=Sought(text="巴特"))
        assert [row.number for row in found] == ["15010301"]
        assert carried.devices(session, LOCAL, sought=Sought(text="巴特"), kind="drone") == []
        for text, count in (("蒙a119", 1), ("0000001", 1), ("水罐", 1), ("别的", 0)):
            assert len(terminals.terminals(session, LOCAL, sought=Sought(text=text))) == count, text
        assert terminals.terminals(session, LOCAL, sought=Sought("1502")) == []


class Books(NamedTuple):
    """A client of a centre's API."""

    http: httpx.AsyncClient

    async def post(self, path: str, status: int = 201, **told: Any) -> Any:
        answer = await self.http.post(f"/api/v1{path}", json=told)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def get(self, path: str, status: int = 200, **query: Any) -> Any:
        answer = await self.http.get(f"/api/v1{path}", params=query)
        assert answer.status_code == status, answer.text
        return answer.json()

    async def refused(self, path: str, **told: Any) -> tuple[str, str]:
        """Where, and the Chinese words, of a refusal."""
        error = (await self.post(path, 422, **told))["error"]
        return error["where"], error["message_zh"]


@pytest.fixture
async def books(make_settings: Callable[..., CloudSettings]) -> AsyncIterator[Books]:
    async with (
        serving(make_settings()) as (_, at),
        httpx.AsyncClient(base_url=f"http://{at}", trust_env=False, timeout=30) as http,
    ):
        yield Books(http)


STATION = _placed("s-1", "甲站", kind="regular")
HYDRANT = _placed("w-1", "8 号栓", kind="hydrant")


async def test_a_refusal_names_the_field_in_chinese(books: Books) -> None:
    exchanged = {"longitude": LAT, "latitude": LON}
    for path, told in (("/stations", STATION), ("/waters", HYDRANT)):
        where, words = await books.refused(path, **told | exchanged)
        assert (where, "不在本区域内" in words) == ("body.latitude", True)
    assert (await books.refused("/waters", **HYDRANT, gateway="gw-1"))[0] == "body.part"
    assert (await books.refused("/waters", **HYDRANT, part="1"))[0] == "body.part"
    station = (await books.post("/stations", **STATION))["id"]
    unit = {"station_id": station, "name": "甲1", "gives": {"water_l": 5000}, "crew": 6}
    where, words = await books.refused("/units", **unit | {"gives": {"crew": 3}})
    assert (where, "随车人数" in words) == ("body.gives", True)
    lost = await books.post("/units", 404, **unit | {"station_id": station + 1})
    assert lost["error"]["where"] == "body.station_id"
    number = (await books.post("/units", **unit))["id"]
    camera = {"kind": "body-camera", "number": "1", "name": "单兵", "unit_id": number}
    assert await books.refused("/carried-devices", **camera) == (
        "body.number",
        "参数 body.number 无效:GB/T 28181 编码应为 20 位数字",
    )
    radio = camera | {"kind": "pdt-radio"}
    for address, words in (("ftp://a", "https"), ("https://a:b@c/1", "用户名和密码")):
        where, said = await books.refused("/carried-devices", **radio, stream_url=address)
        assert (where, words in said) == ("body.stream_url", True)
    where, said = await books.refused("/crew-links", person="平板", unit=number, station=station)
    assert "只打开一样" in said


async def test_one_of_each_is_told_by_its_number(books: Books) -> None:
    station = (await books.post("/stations", **STATION))["id"]
    assert (await books.get(f"/stations/{station}"))["name"] == "甲站"
    await books.get(f"/stations/{station + 1}", 404)
    unit = await books.post("/units", station_id=station, name="甲1", gives={"water_l": 5000}, crew=6)
    radio = await books.post(
        "/carried-devices", kind="pdt-radio", number="15010301", name="对讲机", unit_id=unit["id"]
    )
    found = await books.get(f"/carried-devices/{radio['id']}")
    assert (found["unit_name"], found["heard_at"]) == ("甲1", None)
    await books.get(f"/carried-devices/{radio['id'] + 1}", 404)
    assert [row["name"] for row in (await books.get("/stations", q="甲", area=AREA))["items"]] == ["甲站"]
    assert (await books.get("/stations", 422, area="99"))["error"]["where"] == "query.area"


async def test_nobody_writes_over_a_change_that_they_have_not_seen(books: Books) -> None:
    station = await books.post("/stations", **STATION)
    unit = await books.post("/units", station_id=station["id"], name="甲1", gives={}, crew=6)
    radio = {"name": "对讲机", "unit_id": unit["id"]}
    place = _placed("f-1", "医院", kind="hospital")
    for path, told in (
        ("/stations", STATION | {"number": "s-2"}),
        ("/waters", HYDRANT),
        ("/facilities", place),
        ("/carried-devices", radio | {"kind": "pdt-radio", "number": "1"}),
    ):
        made = await books.post(path, **told)
        change = {name: value for name, value in told.items() if name != "number"}
        if path == "/carried-devices":
            change.pop("kind")
        where = f"/api/v1{path}/{made['id']}"
        for version, status in ((1, 200), (1, 409), (2, 200), (None, 200)):
            answer = await books.http.put(where, json=change | {"version": version})
            assert answer.status_code == status, (path, version, answer.text)


async def test_the_vocabulary_has_the_codes_of_every_form(books: Books) -> None:
    told = await books.get("/incidents/vocabulary")
    assert told["water_kinds"]["hydrant"] == {"zh": "市政消火栓", "en": "hydrant"}
    assert told["water_states"]["repair"]["zh"] == "维修"
    assert told["facility_kinds"]["burns-centre"]["zh"] == "烧伤救治中心"
    assert told["carried_kinds"]["drone"]["zh"] == "无人机"
    assert set(told["preplan_sections"]) >= {"access", "tactics"}
