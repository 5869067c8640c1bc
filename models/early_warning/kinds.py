"""What a detector's curves may come from: three kinds of fire, six of nuisance, and plain life."""

from __future__ import annotations

FIRES = ("flaming", "smouldering", "electrical")
NUISANCES = ("cooking", "steam", "dust", "cigarette", "candle", "heater")
KINDS = (*FIRES, *NUISANCES, "life")

#: What people read. Chinese and English.
WORDS = {
    "flaming": ("明火", "flaming fire"),
    "smouldering": ("阴燃", "smouldering fire"),
    "electrical": ("电气火灾", "electrical fire"),
    "cooking": ("烹饪油烟", "cooking"),
    "steam": ("水蒸气", "steam"),
    "dust": ("粉尘", "dust"),
    "cigarette": ("吸烟", "cigarette smoke"),
    "candle": ("蜡烛", "candles"),
    "heater": ("取暖设备", "a heater"),
    "life": ("日常活动", "ordinary life"),
}

#: The simulator's scenarios, each as one of our kinds.
_SCENARIOS = {
    "flaming": "flaming",
    "liquid": "flaming",
    "smouldering": "smouldering",
    "electrical": "electrical",
    "cooking": "cooking",
    "toast": "cooking",
    "steam": "steam",
    "dust": "dust",
    "cigarette": "cigarette",
    "incense": "cigarette",
    "candle": "candle",
    "heater": "heater",
    "co_leak": "heater",
    "life": "life",
}
_TURNS = "smoulder_to_flame"
SCENARIOS = (_TURNS, *_SCENARIOS)


def kind_of(scenario: str, flames: bool = False) -> str:
    """The kind of a scenario's moment; what smoulders towards flames becomes flaming with them."""
    if scenario == _TURNS:
        return "flaming" if flames else "smouldering"
    return _SCENARIOS[scenario]
