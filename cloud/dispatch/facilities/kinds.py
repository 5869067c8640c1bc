"""Kinds of reference places: a table. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from cloud.dispatch.deciding.words import Words


class FacilityKind(StrEnum):
    """What kind of place it is."""

    HOSPITAL = "hospital"
    BURNS = "burns-centre"
    HAZARDOUS = "hazardous"
    FUEL = "fuel"
    SHELTER = "shelter"
    SCHOOL = "school"
    HELIPAD = "helipad"
    UTILITY = "utility"
    OTHER = "other"


FACILITY_NAMES: Final[dict[FacilityKind, Words]] = {
    FacilityKind.HOSPITAL: Words("医院", "hospital"),
    FacilityKind.BURNS: Words("烧伤救治中心", "burns centre"),
    FacilityKind.HAZARDOUS: Words("危险化学品场所", "hazardous site"),
    FacilityKind.FUEL: Words("加油加气站", "fuel station"),
    FacilityKind.SHELTER: Words("应急避难场所", "shelter"),
    FacilityKind.SCHOOL: Words("学校", "school"),
    FacilityKind.HELIPAD: Words("直升机起降点", "helipad"),
    FacilityKind.UTILITY: Words("水电气调度", "utility"),
    FacilityKind.OTHER: Words("其他", "other"),
}

#: What endangers whoever passes or works nearby.
DANGEROUS: Final = frozenset({FacilityKind.HAZARDOUS, FacilityKind.FUEL})
