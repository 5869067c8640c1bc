"""Types of incidents (灾情类型): fires and rescues, one table. Pure.

After the kinds that 《火警和应急救援分级规定(试行)》 grades: fires by where they burn, rescues by what
happened.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class Family(StrEnum):
    """Which ladder of grades holds: five for fires, four for rescues."""

    FIRE = "fire"
    RESCUE = "rescue"


class IncidentType(StrEnum):
    """What happened."""

    BUILDING_FIRE = "building-fire"
    HOME_FIRE = "home-fire"
    HIGH_RISE_FIRE = "high-rise-fire"
    UNDERGROUND_FIRE = "underground-fire"
    CROWDED_PLACE_FIRE = "crowded-place-fire"
    HAZARDOUS_FIRE = "hazardous-fire"
    INDUSTRIAL_FIRE = "industrial-fire"
    HERITAGE_FIRE = "heritage-fire"
    VEHICLE_FIRE = "vehicle-fire"
    ELECTRICAL_FIRE = "electrical-fire"
    GRASSLAND_FIRE = "grassland-fire"
    FODDER_FIRE = "fodder-fire"
    OTHER_FIRE = "other-fire"
    ROAD_ACCIDENT = "road-accident"
    COLLAPSE = "collapse"
    HAZARDOUS_LEAK = "hazardous-leak"
    GAS_LEAK = "gas-leak"
    LIFT_RESCUE = "lift-rescue"
    WATER_RESCUE = "water-rescue"
    HEIGHT_RESCUE = "height-rescue"
    CONFINED_SPACE = "confined-space"
    WEATHER_RESCUE = "weather-rescue"
    LOCKED_OUT = "locked-out"
    OTHER_RESCUE = "other-rescue"


class TypeEntry(NamedTuple):
    """A type's names and its family."""

    zh: str
    en: str
    family: Family


F, R = Family.FIRE, Family.RESCUE

TYPES: Final[dict[IncidentType, TypeEntry]] = {
    IncidentType.BUILDING_FIRE: TypeEntry("建筑火灾", "building fire", F),
    IncidentType.HOME_FIRE: TypeEntry("居民住宅火灾", "fire in a home", F),
    IncidentType.HIGH_RISE_FIRE: TypeEntry("高层建筑火灾", "high-rise fire", F),
    IncidentType.UNDERGROUND_FIRE: TypeEntry("地下建筑火灾", "underground fire", F),
    IncidentType.CROWDED_PLACE_FIRE: TypeEntry("人员密集场所火灾", "fire where many people are", F),
    IncidentType.HAZARDOUS_FIRE: TypeEntry("易燃易爆危险品火灾", "fire of hazardous goods", F),
    IncidentType.INDUSTRIAL_FIRE: TypeEntry("厂房仓库火灾", "factory or warehouse fire", F),
    IncidentType.HERITAGE_FIRE: TypeEntry("文物古建筑火灾", "fire in a heritage building", F),
    IncidentType.VEHICLE_FIRE: TypeEntry("交通工具火灾", "vehicle fire", F),
    IncidentType.ELECTRICAL_FIRE: TypeEntry("带电设备线路火灾", "electrical fire", F),
    IncidentType.GRASSLAND_FIRE: TypeEntry("草原森林火灾", "grassland or forest fire", F),
    IncidentType.FODDER_FIRE: TypeEntry("草垛棚圈火灾", "fire of fodder or a pen", F),
    IncidentType.OTHER_FIRE: TypeEntry("其他火灾", "other fire", F),
    IncidentType.ROAD_ACCIDENT: TypeEntry("道路交通事故", "road accident", R),
    IncidentType.COLLAPSE: TypeEntry("建(构)筑物坍塌", "collapse", R),
    IncidentType.HAZARDOUS_LEAK: TypeEntry("危险化学品泄漏", "leak of hazardous goods", R),
    IncidentType.GAS_LEAK: TypeEntry("燃气泄漏", "gas leak", R),
    IncidentType.LIFT_RESCUE: TypeEntry("电梯困人", "people in a stuck lift", R),
    IncidentType.WATER_RESCUE: TypeEntry("水域冰面救援", "rescue from water or ice", R),
    IncidentType.HEIGHT_RESCUE: TypeEntry("高空山岳救援", "rescue from a height", R),
    IncidentType.CONFINED_SPACE: TypeEntry("有限空间救援", "rescue from a confined space", R),
    IncidentType.WEATHER_RESCUE: TypeEntry("暴雪洪涝等自然灾害", "snowstorm, flood or earthquake", R),
    IncidentType.LOCKED_OUT: TypeEntry("社会救助", "public assistance", R),
    IncidentType.OTHER_RESCUE: TypeEntry("其他救援", "other rescue", R),
}

#: Fires that the regulation calls special places (特殊场所): the same area burns at a higher grade.
SPECIAL: Final = frozenset(
    {
        IncidentType.HIGH_RISE_FIRE,
        IncidentType.UNDERGROUND_FIRE,
        IncidentType.CROWDED_PLACE_FIRE,
        IncidentType.HAZARDOUS_FIRE,
        IncidentType.HERITAGE_FIRE,
    }
)
FIRES: Final = frozenset(kind for kind, entry in TYPES.items() if entry.family is Family.FIRE)
RESCUES: Final = frozenset(TYPES) - FIRES

#: What a fire alarm of an organisation or household of this category (`cloud.organisations`) is taken for.
OF_CATEGORY: Final[dict[str, IncidentType]] = {
    "high-rise": IncidentType.HIGH_RISE_FIRE,
    "commercial": IncidentType.CROWDED_PLACE_FIRE,
    "chemical": IncidentType.HAZARDOUS_FIRE,
    "office": IncidentType.HIGH_RISE_FIRE,
    "industrial": IncidentType.INDUSTRIAL_FIRE,
    "medical": IncidentType.CROWDED_PLACE_FIRE,
    "elder-care": IncidentType.CROWDED_PLACE_FIRE,
    "school": IncidentType.CROWDED_PLACE_FIRE,
    "elder-alone": IncidentType.HOME_FIRE,
    "town-home": IncidentType.HOME_FIRE,
    "farm-home": IncidentType.HOME_FIRE,
    "herder-home": IncidentType.HOME_FIRE,
    "community": IncidentType.HOME_FIRE,
    "heritage": IncidentType.HERITAGE_FIRE,
    "hotel": IncidentType.CROWDED_PLACE_FIRE,
    "entertainment": IncidentType.CROWDED_PLACE_FIRE,
    "small-premises": IncidentType.BUILDING_FIRE,
}


def of_category(category: str | None) -> IncidentType:
    """The type of a fire alarm from such a place; of an unknown one a building's."""
    return OF_CATEGORY.get(category or "", IncidentType.BUILDING_FIRE)


def family_of(kind: IncidentType) -> Family:
    """Fire or rescue."""
    return TYPES[kind].family
