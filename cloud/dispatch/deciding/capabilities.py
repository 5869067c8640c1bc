"""What a unit can do and carry (作战能力): run cards ask for these, not for vehicles. Pure.

All are amounts that add up: two crews of six are twelve people, an engine that pumps and has a ladder
counts for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from cloud.dispatch.deciding.words import Words


class Capability(StrEnum):
    """One thing that can be asked for."""

    ATTACK = "attack"
    CREW = "crew"
    WATER_L = "water_l"
    FOAM_L = "foam_l"
    PUMP_L_S = "pump_l_s"
    WATER_SUPPLY = "water_supply"
    REACH_24M = "reach_24m"
    REACH_32M = "reach_32m"
    REACH_54M = "reach_54m"
    BREATHING = "breathing"
    SMOKE_EXHAUST = "smoke_exhaust"
    LIGHTING = "lighting"
    COMMAND = "command"
    RESCUE = "rescue"
    EXTRICATION = "extrication"
    HAZMAT = "hazmat"
    LIFTING = "lifting"
    SEARCH = "search"
    WATER_RESCUE = "water_rescue"
    ROPE_RESCUE = "rope_rescue"
    FIRELINE = "fireline"
    OFF_ROAD = "off_road"
    DRONE = "drone"
    MEDICAL = "medical"
    FIRST_AID_FIRE = "first_aid_fire"


class CapabilityEntry(NamedTuple):
    """Names, and what the amount counts."""

    zh: str
    en: str
    unit_zh: str
    unit_en: str


CAPABILITIES: Final[dict[Capability, CapabilityEntry]] = {
    Capability.ATTACK: CapabilityEntry("灭火攻坚", "attack crews", "组", ""),
    Capability.CREW: CapabilityEntry("战斗员", "crew", "人", ""),
    Capability.WATER_L: CapabilityEntry("载水", "water", "升", "l"),
    Capability.FOAM_L: CapabilityEntry("泡沫液", "foam", "升", "l"),
    Capability.PUMP_L_S: CapabilityEntry("泵流量", "pumping", "升/秒", "l/s"),
    Capability.WATER_SUPPLY: CapabilityEntry("远程供水", "water supply over distance", "套", ""),
    Capability.REACH_24M: CapabilityEntry("举高 24 米", "reach of 24 m", "台", ""),
    Capability.REACH_32M: CapabilityEntry("举高 32 米", "reach of 32 m", "台", ""),
    Capability.REACH_54M: CapabilityEntry("举高 54 米", "reach of 54 m", "台", ""),
    Capability.BREATHING: CapabilityEntry("空气呼吸器", "breathing sets", "具", ""),
    Capability.SMOKE_EXHAUST: CapabilityEntry("排烟", "smoke exhaust", "台", ""),
    Capability.LIGHTING: CapabilityEntry("照明", "lighting", "台", ""),
    Capability.COMMAND: CapabilityEntry("现场指挥", "command posts", "个", ""),
    Capability.RESCUE: CapabilityEntry("抢险救援", "rescue crews", "组", ""),
    Capability.EXTRICATION: CapabilityEntry("破拆", "extrication sets", "套", ""),
    Capability.HAZMAT: CapabilityEntry("防化洗消", "hazmat crews", "组", ""),
    Capability.LIFTING: CapabilityEntry("起重", "lifting", "台", ""),
    Capability.SEARCH: CapabilityEntry("生命探测", "search teams", "组", ""),
    Capability.WATER_RESCUE: CapabilityEntry("水域救援", "water rescue teams", "组", ""),
    Capability.ROPE_RESCUE: CapabilityEntry("绳索救援", "rope rescue teams", "组", ""),
    Capability.FIRELINE: CapabilityEntry("草原扑火", "fireline crews", "组", ""),
    Capability.OFF_ROAD: CapabilityEntry("越野", "off-road vehicles", "台", ""),
    Capability.DRONE: CapabilityEntry("无人机侦察", "drones", "架", ""),
    Capability.MEDICAL: CapabilityEntry("医疗救护", "medical crews", "组", ""),
    Capability.FIRST_AID_FIRE: CapabilityEntry("初起火灾处置", "first-aid firefighting", "组", ""),
}

Amounts = Mapping[str, float]


def added(parts: Iterable[Amounts]) -> dict[str, float]:
    """The sum of amounts, in the order of the table; none that are nothing."""
    whole: dict[str, float] = {}
    for part in parts:
        for name, amount in part.items():
            whole[name] = whole.get(name, 0.0) + amount
    return {name.value: whole[name] for name in Capability if whole.get(name, 0.0) > 0}


def missing(needs: Amounts, there: Amounts) -> dict[str, float]:
    """What is needed and not there: the difference that is still to be sent."""
    left = {name: amount - there.get(name, 0.0) for name, amount in needs.items()}
    return {name: amount for name, amount in left.items() if amount > 1e-9}


def said(amounts: Amounts) -> Words:
    """Amounts in words."""
    entries = [(CAPABILITIES[Capability(name)], f"{amount:g}") for name, amount in amounts.items()]
    return Words(
        "、".join(f"{entry.zh} {amount} {entry.unit_zh}" for entry, amount in entries),
        ", ".join(f"{amount} {entry.unit_en} {entry.en}".replace("  ", " ") for entry, amount in entries),
    )
