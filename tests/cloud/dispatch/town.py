"""A small town as an OpenStreetMap extract: streets, a river with a bridge, blocks of houses, a park."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import osmium

#: Its middle; one hundredth of a degree of latitude is 1.1 km.
LAT, LON = 40.80, 111.60
STEP = 0.004
#: Streets from south to north and from west to east; the middle ones are the wide ones.
ACROSS = ("南环路", "文化路", "新华街", "中山路", "人民路", "学府街", "北环路")
UP = ("西环路", "兴安路", "锡林路", "通道街", "呼伦路", "东风路", "东环路")
HALF = 3
WIDE = "中山路"


class _Pen:
    """Writes an extract; numbers are given as things are drawn."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._writer = osmium.SimpleWriter(str(path))
        self._next = 1
        self._ways: list[osmium.osm.mutable.Way] = []
        self._nodes: dict[tuple[float, float], int] = {}

    def node(self, lat: float, lon: float, tags: Mapping[str, str] | None = None) -> int:
        """A place; one that is drawn already is the same."""
        key = (round(lat, 7), round(lon, 7))
        if key not in self._nodes or tags:
            self._nodes[key] = self._next
            self._writer.add_node(
                osmium.osm.mutable.Node(id=self._next, location=(lon, lat), tags=dict(tags or {}), version=1)
            )
            self._next += 1
        return self._nodes[key]

    def way(
        self, places: Sequence[tuple[float, float]], tags: Mapping[str, str], closed: bool = False
    ) -> None:
        nodes = [self.node(lat, lon) for lat, lon in places]
        if closed:
            nodes.append(nodes[0])
        number = len(self._ways) + 1
        self._ways.append(osmium.osm.mutable.Way(id=number, nodes=nodes, tags=dict(tags), version=1))

    def close(self) -> None:
        for way in self._ways:
            self._writer.add_way(way)
        self._writer.close()


def town(path: Path) -> Path:
    """Write the extract (`.osm.pbf` by the file's name)."""
    pen = _Pen(path)
    pen.node(LAT, LON, {"place": "city", "name": "青城", "name:en": "Qingcheng"})
    pen.node(LAT + 0.03, LON + 0.02, {"place": "village", "name": "北村"})
    lines = [STEP * (at - HALF) for at in range(len(ACROSS))]
    for name, north in zip(ACROSS, lines, strict=True):
        kind = "primary" if name == WIDE else "secondary" if "环" in name else "residential"
        tags = {"highway": kind, "name": name, "name:en": f"{name} Road"}
        pen.way([(LAT + north, LON + east * 1.3) for east in lines], tags)
    for name, east in zip(UP, lines, strict=True):
        kind = "trunk" if name == "通道街" else "secondary" if "环" in name else "residential"
        pen.way([(LAT + north, LON + east * 1.3) for north in lines], {"highway": kind, "name": name})
    for south, north in pairwise(lines):
        for west, east in pairwise(lines):
            _block(pen, LAT + south, LON + west * 1.3, LAT + north, LON + east * 1.3)
    river = [_at(-0.02 + 0.004 * (at % 2), -0.03 + 0.01 * at) for at in range(7)]
    pen.way(river, {"waterway": "river", "name": "小黑河"})
    lake = [_at(-0.035, -0.02), _at(-0.03, 0.005), _at(-0.04, 0.01), _at(-0.045, -0.015)]
    pen.way(lake, {"natural": "water", "name": "南湖"}, closed=True)
    fields = [_at(0.02, -0.04), _at(0.05, -0.04), _at(0.05, 0.04), _at(0.02, 0.04)]
    pen.way(fields, {"landuse": "farmland"}, closed=True)
    pen.way([(LAT + 0.012, LON), (LAT + 0.06, LON + 0.003)], {"highway": "primary", "name": "北郊路"})
    pen.way([(LAT - 0.012, LON), (LAT - 0.06, LON - 0.002)], {"highway": "primary", "name": "南郊路"})
    pen.close()
    return path


def _at(north: float, east: float) -> tuple[float, float]:
    return LAT + north, LON + east


def _box(south: float, west: float, north: float, east: float) -> list[tuple[float, float]]:
    return [(south, west), (north, west), (north, east), (south, east)]


def _block(pen: _Pen, south: float, west: float, north: float, east: float) -> None:
    """Houses around a yard, or a park in the place of every seventh."""
    number = round((north + east) * 10_000)
    edge = STEP * 0.12
    yard = _box(south + edge, west + edge, north - edge, east - edge)
    if number % 7 == 0:
        pen.way(yard, {"leisure": "park", "name": "青城公园"}, closed=True)
        return
    pen.way(yard, {"landuse": "residential"}, closed=True)
    levels = str(3 + number % 9)
    for at in range(4):
        left = west + edge * 1.6 + at * STEP * 0.28
        for low in (south + edge * 1.6, north - edge * 3.6):
            house = _box(low, left, low + edge * 1.8, left + STEP * 0.2)
            tags = {"building": "yes", "addr:housenumber": f"{number % 90 + at}号", "building:levels": levels}
            pen.way(house, tags, closed=True)
