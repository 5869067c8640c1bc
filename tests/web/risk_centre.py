"""A centre with a town's past of four months in its records, scored as it went on, for the pages of fire risk."""

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
    ("金川商场", "commercial"), ("青城医院", "medical"), ("敕勒养老院", "elder-care"), ("新华小学", "school"),
    ("大召文化宫", "entertainment"), ("如意仓储", "industrial"), ("鸿盛化工", "chemical"), ("云中宾馆", "hotel"),
)  # fmt: skip
COUNTIES = (
    "150102",
    "150103",
    "150104",
    "150105",
    "150202",
    "150203",
    "150402",
    "150602",
    "150702",
    "152502",
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


def _the_hotel(town: Town, hotel: int, building: int) -> int:
    """Its four months: what was found, what rang, what was put right; the hazard that is left."""
    steps = town.now

    def at(day: int) -> None:
        town.now = steps + day * DAY_MS

    def scored() -> None:
        town.now += 60_000
        town.run("risk-events")

    at(14)
    first = town.ordered(hotel, "hazard-0001", days=10, building=building, text="二层配电箱私接乱拉")
    scored()
    at(31)
    for part in range(3):
        town.alarm("15010200000901", part=f"p-{part}")
    scored()
    at(47)
    town.rectified(first.id)
    town.inspected(hotel, building)
    scored()
    at(66)
    kept = town.ordered(
        hotel, "hazard-0002", days=15, building=building, text="东侧安全出口上锁", item="escape.clear"
    )
    scored()
    at(83)
    town.ordered(
        hotel, "hazard-0003", days=20, building=building, text="厨房排烟道未清洗", item="danger.kitchen"
    )
    scored()
    at(95)
    for part in range(6):
        town.alarm("15010200000901", kind="fault", part=f"f-{part}")
    scored()
    at(101)
    town.ordered(
        hotel, "hazard-0004", days=3, building=building, text="配电间堆放易燃杂物", item="danger.electric"
    )
    town.verified(town.alarm("15010200000901", part="p-9"), cause=Cause.ELECTRICAL)
    scored()
    town.run("risk-night")
    town.run("risk-warnings")
    at(113)
    town.ordered(
        hotel, "hazard-0005", days=3, building=building, text="客房私接取暖器", item="danger.electric"
    )
    scored()
    return kept.id
