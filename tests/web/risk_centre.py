"""A centre with a town's past of four months in its records, scored as it went on, for pages of fire risk."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from cloud.alarms.causes import Cause
from cloud.centre import Centre
from cloud.duty.days import DAY_MS
from cloud.organisations.tables import Building
from cloud.risk.scores.tables import SiteTraits
from tests.cloud.risk.town import Town

HOTEL = "蒙源酒店"
ESTATE = "金桥小区"
#: Names with their categories, one after the other.
KINDS = (
    ("金川商场", "commercial"),
    ("青城医院", "medical"),
    ("敕勒养老院", "elder-care"),
    ("新华小学", "school"),
    ("大召文化宫", "entertainment"),
    ("如意仓储", "industrial"),
    ("鸿盛化工", "chemical"),
    ("云中宾馆", "hotel"),
)
COUNTIES = (
    *("150102", "150103", "150104", "150105", "150202"),
    *("150203", "150402", "150602", "150702", "152502"),
)
PAST_DAYS = 120


@dataclass(frozen=True)
class Seeded:
    """Numbers of what was written."""

    hotel: int
    building: int
    estate: int
    hazard: int


def fill_risk(centre: Centre) -> Seeded:
    """A hotel whose score falls step by step, an estate, and others around them."""
    town = Town(centre.database, centre.clock.now_ms() - PAST_DAYS * DAY_MS)
    hotel, (building, _) = town.organisation(
        "150102-009001", buildings=2, name=HOTEL, category="hotel", persons=420
    )
    town.gateway("15010200000901", hotel, building)
    _known(town, building, built_year=1991, storage_class=2, ebike=1, gas=1, sleeping=1)
    estate, _ = town.organisation(
        "150103-009002", name=ESTATE, category="community", area="150103", buildings=3
    )
    others = []
    for n in range(36):
        name, category = KINDS[n % len(KINDS)]
        number = f"{COUNTIES[n % len(COUNTIES)]}-{n:06d}"
        owner, (own,) = town.organisation(
            number, name=f"{name}{n // len(KINDS) or ''}", category=category, area=COUNTIES[n % len(COUNTIES)]
        )
        if n % 3:
            _known(
                town,
                own,
                built_year=1976 + n,
                storage_class=n % 4,
                gas=n % 2,
                ebike=n // 2 % 2,
                sleeping=n // 4 % 2,
            )
        others.append(owner)
    town.run("risk-night")
    hazard = _the_hotel(town, hotel, building)
    for n, owner in enumerate(others[::3]):
        town.ordered(owner, f"hazard-1{n:03d}", days=5 + n, grade="general", text="灭火器压力不足")
    town.ordered(estate, "hazard-2001", days=12, text="楼道停放电动自行车充电", item="escape.e-bikes")
    town.now = centre.clock.now_ms() - 60_000
    for job in ("risk-events", "risk-night", "risk-warnings", "risk-models"):
        town.run(job)
    return Seeded(hotel, building, estate, hazard)


def _known(town: Town, building: int, **values: float | None) -> None:
    """What an inspector has told of a building."""

    def work(session: Session) -> None:
        owner = session.get_one(Building, building).organisation_id
        row = SiteTraits(
            subject="building",
            site_id=building,
            organisation_id=owner,
            by="王芳",
            changed_at=town.now,
            version=1,
        )
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)

    town.write(work)


#: What was found at the hotel: on which day, what, in how many days to be put right, which item.
FOUND = {
    14: ("二层配电箱私接乱拉", 10, "danger.electric"),
    66: ("东侧安全出口上锁", 15, "escape.clear"),
    83: ("厨房排烟道未清洗", 20, "danger.kitchen"),
    101: ("配电间堆放易燃杂物", 3, "danger.electric"),
    113: ("客房私接取暖器", 3, "danger.electric"),
}


def _the_hotel(town: Town, hotel: int, building: int) -> int:
    """Its four months: what was found, what rang, what was put right; a hazard that is left."""
    began, gateway = town.now, "15010200000901"
    found: dict[int, int] = {}
    for day in (14, 31, 47, 66, 83, 95, 101, 113):
        town.now = began + day * DAY_MS
        if day in FOUND:
            text, days, item = FOUND[day]
            row = town.ordered(hotel, f"hazard-{day:04d}", days=days, building=building, text=text, item=item)
            found[day] = row.id
        for part in range({31: 3, 95: 6}.get(day, 0)):
            town.alarm(gateway, kind="fire" if day == 31 else "fault", part=f"p-{day}-{part}")
        if day == 47:
            town.rectified(found[14])
            town.inspected(hotel, building)
        if day == 101:
            town.verified(town.alarm(gateway, part="p-9"), cause=Cause.ELECTRICAL)
        town.now += 60_000
        for job in ("risk-events", "risk-warnings"):
            town.run(job)
        if day == 101:
            town.run("risk-night")
    return found[66]
