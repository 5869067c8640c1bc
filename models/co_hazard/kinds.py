"""Where CO may come from: four dangers, five things that only look so, and plain life."""

from __future__ import annotations

HAZARDS = ("stove_leak", "backdraft", "generator", "fire_smoke")
NUISANCES = ("cooking", "cigarette", "lighting", "cross_sensitivity", "drift")
KINDS = (*HAZARDS, *NUISANCES, "life")

#: What people read. Chinese and English.
WORDS = {
    "stove_leak": ("炉灶泄漏", "a leaking stove or embers"),
    "backdraft": ("烟气倒灌", "flue gas of a boiler flowing back"),
    "generator": ("发电机尾气", "exhaust of a generator"),
    "fire_smoke": ("火灾烟气", "smoke of a fire"),
    "cooking": ("燃气烹饪", "cooking on gas"),
    "cigarette": ("吸烟", "cigarette smoke"),
    "lighting": ("生火", "a stove being lit"),
    "cross_sensitivity": ("交叉干扰", "hydrogen, alcohol or another gas that the cell takes for CO"),
    "drift": ("零点漂移", "drift of the cell's zero"),
    "life": ("日常活动", "ordinary life"),
}
