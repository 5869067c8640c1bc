"""What stands in a plan: its sections as a table. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from cloud.dispatch.deciding.words import Words


class Section(StrEnum):
    """One part of a plan."""

    ACCESS = "access"
    WATER = "water"
    DANGERS = "dangers"
    KEYHOLDERS = "keyholders"
    TACTICS = "tactics"
    GATHERING = "gathering"


SECTION_NAMES: Final[dict[Section, Words]] = {
    Section.ACCESS: Words("行车路线与消防车道", "ways in"),
    Section.WATER: Words("水源", "water"),
    Section.DANGERS: Words("危险因素", "dangers"),
    Section.KEYHOLDERS: Words("联系人与钥匙", "keyholders"),
    Section.TACTICS: Words("力量部署与战术要点", "tactics"),
    Section.GATHERING: Words("集结点与疏散点", "gathering points"),
}
