"""What a hazard is about, as the models sort them: by the item of the checklist, else by its own words.

1. The models know five kinds: wiring, storage and blocked ways, electric bicycles, flame, fire equipment.
   What is about papers and people counts as equipment: it is how equipment is kept and used.
2. A hazard without an item is sorted by the first word of the table that its text has.
"""

from __future__ import annotations

from typing import Final

from models.fire_risk.schema import HAZARDS

_OTHERWISE: Final = "facilities"
#: By item; then by the group that an item's code begins with.
_ITEMS: Final = {
    "danger.electric": "electrical",
    "danger.e-bike-charging": "ebike",
    "escape.e-bikes": "ebike",
    "danger.flame": "flame",
    "danger.gas": "flame",
    "danger.kitchen": "flame",
    "danger.goods": "storage",
    "compartment.materials": "storage",
    "compartment.living": "storage",
    "access.lane": "storage",
    "escape.clear": "storage",
    "escape.stairs": "storage",
    "escape.windows": "storage",
}
_WORDS: Final = (
    ("电动自行车", "ebike"), ("电动车", "ebike"), ("电瓶车", "ebike"), ("充电", "ebike"),
    ("配电", "electrical"), ("电线", "electrical"), ("线路", "electrical"), ("用电", "electrical"),
    ("燃气", "flame"), ("液化气", "flame"), ("明火", "flame"), ("用火", "flame"), ("油烟", "flame"),
    ("堆放", "storage"), ("堵塞", "storage"), ("占用", "storage"), ("锁闭", "storage"), ("上锁", "storage"),
    ("疏散通道", "storage"), ("安全出口", "storage"), ("可燃物", "storage"),
)  # fmt: skip


def kind(item: str, text: str) -> int:
    """The number of the kind in `HAZARDS`."""
    if item:
        return HAZARDS.index(_ITEMS.get(item, _OTHERWISE))
    return HAZARDS.index(next((found for word, found in _WORDS if word in text), _OTHERWISE))
