"""A centre with a town, its station, waters, a dangerous neighbour, a plan, and a building that rings."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw

from cloud.centre import Centre
from cloud.dispatch.facilities import service as facilities
from cloud.dispatch.facilities.schemas import FacilityIn
from cloud.dispatch.forces import service as forces
from cloud.dispatch.forces.schemas import StationIn, UnitChange
from cloud.dispatch.preplans import service as preplans
from cloud.dispatch.preplans.schemas import PreplanIn
from cloud.dispatch.waters import service as waters
from cloud.dispatch.waters.schemas import WaterIn
from cloud.duty.days import DAY_MS
from cloud.organisations.tables import Building
from cloud.people.asker import LOCAL
from tests.cloud.dispatch.incidents.desk119 import AREA, ENGINE, LAT, LON, RESCUE
from tests.cloud.dispatch.navigation.town import STEP
from tests.cloud.places import add_organisation, furnish
from tests.cloud.said import GATEWAY, arrival, event

#: Where it burns: the far corner of the town.
FIRE = (LAT + 4.5 * STEP, LON + 5 * STEP)
ENGINES = ("新华 1 号水罐车", "新华 2 号水罐车")


@dataclass(frozen=True)
class Town:
    """Numbers of what was written."""

    station: int
    engines: tuple[int, int]
    building: int


def drawing() -> bytes:
    """A site plan: an outline, the entrance and the hydrant."""
    picture = Image.new("RGB", (900, 520), (255, 255, 255))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((120, 90, 780, 420), outline=(20, 32, 28), width=6)
    pen.line((450, 90, 450, 420), fill=(20, 32, 28), width=3)
    pen.line((120, 250, 780, 250), fill=(20, 32, 28), width=3)
    pen.rectangle((410, 405, 490, 435), fill=(192, 40, 28))
    pen.ellipse((60, 440, 100, 480), fill=(31, 87, 127))
    held = io.BytesIO()
    picture.save(held, "PNG")
    return held.getvalue()


def fill_town(centre: Centre) -> Town:
    """Everything that an order speaks of."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        owner = add_organisation(session, name="蒙源酒店", category="hotel", credit_code=None)
        made = furnish(session, owner, GATEWAY)
        building: Building = made["building"]
        building.latitude, building.longitude = FIRE
        building.height_m, building.storeys, building.storeys_below = 42.0, 12, 1
        station = forces.add_station(session, LOCAL, StationIn.model_validate(_placed(
            0, 0, number="150102-01", name="新华消防救援站", kind="regular", phone="0471-3119119",
        )), now)  # fmt: skip
        engines = [
            forces.add_unit(session, LOCAL, UnitChange.model_validate({
                "station_id": station.id, "name": name, "crew": 7, "gives": ENGINE | RESCUE,
            }), now).id
            for name in ENGINES
        ]  # fmt: skip
        for north, east, more in (
            (4.6, 4.7, {"number": "XHS-0012", "name": "南北街 12 号消火栓", "flow_l_s": 15,
                        "inspected_at": now - 40 * DAY_MS}),
            (4.2, 5.0, {"number": "XHS-0013", "name": "南北街 13 号消火栓", "state": "repair"}),
            (3.5, 4.0, {"number": "SC-0002", "name": "东西路消防水池", "kind": "tank", "capacity_m3": 300}),
        ):  # fmt: skip
            told = {"kind": "hydrant", "owner": "春华水务"} | more
            waters.add(session, LOCAL, WaterIn.model_validate(_placed(north, east, **told)), now)
        for north, east, more in (
            (4.8, 5.4, {"number": "WX-01", "name": "南北街加油站", "kind": "fuel",
                        "substances": ["汽油 UN1203"]}),
            (9.0, 2.0, {"number": "YY-01", "name": "自治区人民医院", "kind": "hospital", "burn_beds": 30,
                        "phone": "0471-3283999"}),
        ):  # fmt: skip
            facilities.add(session, LOCAL, FacilityIn.model_validate(_placed(north, east, **more)), now)
        session.flush()
        plan = preplans.draw_up(
            session, LOCAL, PreplanIn(building_id=building.id), centre.latest, now - 3_000
        )
        preplans.attach(session, LOCAL, plan.id, "总平面图.png", "image/png", drawing(), now - 2_000)
        preplans.put_in_force(session, LOCAL, plan.id, now - 1_000)
        return Town(station.id, (engines[0], engines[1]), building.id)


def ring(centre: Centre) -> None:
    """A detector of the building rings."""
    now = centre.clock.now_ms()
    centre.ingest.store_arrivals([arrival(event(1, at=now), at=now)])


def _placed(north: float, east: float, **more: Any) -> dict[str, Any]:
    return {"area": AREA, "latitude": LAT + north * STEP, "longitude": LON + east * STEP} | more
