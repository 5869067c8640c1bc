"""The points of a simulated organisation: what hangs in its rooms, with the codes of GB/T 26875.3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from simulators.province import Made

#: What hangs where, by turns: name, system type, component type.
_IN_A_BUILDING: Final = (
    ("感烟", 1, 42),
    ("感烟", 1, 42),
    ("感温", 1, 31),
    ("感烟", 1, 42),
    ("手报", 1, 23),
    ("消火栓按钮", 11, 24),
    ("声光警报", 1, 121),
    ("感烟", 1, 42),
)
_AT_HOME: Final = (("独立感烟", 128, 128), ("可燃气体", 128, 12), ("一氧化碳", 128, 129))
_ROOMS_A_FLOOR: Final = 20


def points(one: Made) -> Iterator[tuple[object, ...]]:
    """Room by room and floor by floor, as a loop is wired."""
    home = not one.making.endings
    kinds = _AT_HOME if home else _IN_A_BUILDING
    floors = max(1, one.making.storeys[1])
    for at in range(one.points):
        name, system, component = kinds[at % len(kinds)]
        floor, room = divmod(at, _ROOMS_A_FLOOR)
        place = "客厅" if home else f"{floor % floors + 1}层{floor % floors + 1}{room + 1:02}室"
        yield (
            one.number,
            one.gateway,
            f"panel-1/{at // 200 + 1}-{at % 200 + 1:03}",
            f"{place}{name}",
            system,
            component,
            "主楼",
        )
