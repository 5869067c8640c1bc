"""A small town of named streets as an OpenStreetMap file: a grid of a kilometre, streets every 220 m."""

from __future__ import annotations

from pathlib import Path

from tests.cloud.dispatch.incidents.desk119 import LAT, LON
from tests.cloud.dispatch.travel_time.drawing import Way, drawn

SIDE = 6
STEP = 0.002


def node(row: int, column: int) -> int:
    return row * SIDE + column + 1


def town(folder: Path) -> Path:
    """Rows are 东西路 1 to 6 from the south, columns 南北街 1 to 6 from the west; its corner is LAT, LON."""
    nodes = {
        node(row, column): (LAT + row * STEP, LON + column * STEP)
        for row in range(SIDE)
        for column in range(SIDE)
    }
    rows = [
        Way(
            100 + row,
            [node(row, column) for column in range(SIDE)],
            {"highway": "secondary", "name": f"{row + 1}号东西路"},
        )
        for row in range(SIDE)
    ]
    columns = [
        Way(
            200 + column,
            [node(row, column) for row in range(SIDE)],
            {"highway": "residential", "name": f"{column + 1}号南北街"},
        )
        for column in range(SIDE)
    ]
    return drawn(folder / "town.osm", nodes, [*rows, *columns])
