"""What of an OpenStreetMap extract stands on the map: tables from tags to a layer, a kind and a zoom. Pure.

| layer | geometry | kind | more |
|---|---|---|---|
| `land` | areas | farm, grass, sand, wood, built, works, care, school, military | `name` |
| `water` | areas and lines | water, wetland, river, canal, stream | `name` |
| `roads` | lines | motorway … service, track, path, rail | `name`, `ref` |
| `buildings` | areas | building | `name`, `number` (house number), `levels` |
| `borders` | outlines | the `admin_level` | |
| `places` | points | city … hamlet | `name` |

Names are Chinese first; `name_en` is there where it is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

LEAST_ZOOM: Final = 5
MOST_ZOOM: Final = 14


class Shape(StrEnum):
    """How a thing lies on the map."""

    POINT = "point"
    LINE = "line"
    AREA = "area"
    OUTLINE = "outline"


class Rule(NamedTuple):
    """Values of one key that make a kind; no values: whatever is told."""

    layer: str
    kind: str
    shape: Shape
    key: str
    values: frozenset[str]
    least_zoom: int


class Standing(NamedTuple):
    """Where something stands on the map, and what is told of it."""

    layer: str
    kind: str
    shape: Shape
    least_zoom: int
    told: dict[str, str | int]


def _rule(layer: str, kind: str, shape: Shape, key: str, values: str, least_zoom: int) -> Rule:
    return Rule(layer, kind, shape, key, frozenset(values.split()), least_zoom)


_A, _L = Shape.AREA, Shape.LINE
#: The first that fits decides.
RULES: Final[tuple[Rule, ...]] = (
    _rule("places", "city", Shape.POINT, "place", "city", 5),
    _rule("places", "town", Shape.POINT, "place", "town", 8),
    _rule("places", "suburb", Shape.POINT, "place", "suburb quarter neighbourhood", 11),
    _rule("places", "village", Shape.POINT, "place", "village", 11),
    _rule("places", "hamlet", Shape.POINT, "place", "hamlet isolated_dwelling farm locality", 12),
    _rule("roads", "motorway", _L, "highway", "motorway motorway_link", 5),
    _rule("roads", "trunk", _L, "highway", "trunk trunk_link", 5),
    _rule("roads", "primary", _L, "highway", "primary primary_link", 7),
    _rule("roads", "secondary", _L, "highway", "secondary secondary_link", 9),
    _rule("roads", "tertiary", _L, "highway", "tertiary tertiary_link", 10),
    _rule("roads", "minor", _L, "highway", "unclassified residential living_street road pedestrian", 12),
    _rule("roads", "service", _L, "highway", "service", 13),
    _rule("roads", "track", _L, "highway", "track", 12),
    _rule("roads", "path", _L, "highway", "path footway cycleway steps bridleway", 14),
    _rule("roads", "rail", _L, "railway", "rail light_rail narrow_gauge subway", 8),
    _rule("water", "river", _L, "waterway", "river", 8),
    _rule("water", "canal", _L, "waterway", "canal", 10),
    _rule("water", "stream", _L, "waterway", "stream ditch drain", 13),
    _rule("buildings", "building", _A, "building", "", 13),
    _rule("borders", "4", Shape.OUTLINE, "admin_level", "4", 5),
    _rule("borders", "5", Shape.OUTLINE, "admin_level", "5", 5),
    _rule("borders", "6", Shape.OUTLINE, "admin_level", "6", 7),
    _rule("water", "water", _A, "natural", "water", 6),
    _rule("water", "water", _A, "landuse", "reservoir basin", 8),
    _rule("water", "water", _A, "waterway", "riverbank dock", 8),
    _rule("water", "wetland", _A, "natural", "wetland", 9),
    _rule("land", "sand", _A, "natural", "sand beach desert", 6),
    _rule("land", "wood", _A, "natural", "wood scrub", 7),
    _rule("land", "wood", _A, "landuse", "forest orchard", 7),
    _rule("land", "grass", _A, "natural", "grassland heath", 7),
    _rule("land", "grass", _A, "landuse", "grass meadow village_green recreation_ground cemetery", 10),
    _rule("land", "grass", _A, "leisure", "park garden golf_course pitch", 11),
    _rule("land", "farm", _A, "landuse", "farmland farmyard greenhouse_horticulture vineyard", 8),
    _rule("land", "care", _A, "amenity", "hospital clinic nursing_home social_facility", 12),
    _rule("land", "school", _A, "amenity", "school kindergarten university college", 12),
    _rule("land", "works", _A, "landuse", "industrial quarry landfill railway depot", 9),
    _rule("land", "built", _A, "landuse", "residential commercial retail construction", 8),
    _rule("land", "military", _A, "landuse", "military", 9),
)  # fmt: skip
#: Keys that a reader of an extract has to look at.
KEYS: Final = tuple(sorted({rule.key for rule in RULES}))
#: An outline is a border only where the tags say so too.
_NEEDS: Final = {Shape.OUTLINE: ("boundary", "administrative")}
_NAMES: Final = ("name:zh-Hans", "name:zh", "name")
_LONGEST: Final = 80
_NOT: Final = frozenset({"no", "proposed", "razed", "demolished"})


def standing(tags: Mapping[str, str], *, closed: bool, point: bool = False) -> Standing | None:
    """Where something with these tags stands; `closed`: it is an area. None: it stands on no map."""
    for rule in RULES:
        if (rule.shape is Shape.POINT) != point or (
            rule.shape is not Shape.LINE and not closed and not point
        ):
            continue
        if rule.shape is Shape.LINE and closed:
            continue
        value = tags.get(rule.key)
        if value is None or value in _NOT or (rule.values and value not in rule.values):
            continue
        if (needed := _NEEDS.get(rule.shape)) and tags.get(needed[0]) != needed[1]:
            continue
        return Standing(rule.layer, rule.kind, rule.shape, rule.least_zoom, _told(rule.kind, tags))
    return None


def _told(kind: str, tags: Mapping[str, str]) -> dict[str, str | int]:
    told: dict[str, str | int] = {"kind": kind}
    if name := next((tags[key] for key in _NAMES if tags.get(key)), None):
        told["name"] = name[:_LONGEST]
    for key, source in (("name_en", "name:en"), ("ref", "ref"), ("number", "addr:housenumber")):
        if value := tags.get(source):
            told[key] = value[:_LONGEST]
    if (levels := tags.get("building:levels", "")).isascii() and levels.isdigit() and len(levels) < 4:
        told["levels"] = int(levels)
    return told
