"""County borders that the operator brings along: GeoJSON in, thinned rings by code out.

Each feature names its county by a six-digit code in one of the usual properties. Rings are thinned to what a
screen shows (Douglas-Peucker, 0.004°, about 350 m) and rounded to a thousandth of a degree.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from cloud.areas.tree import COUNTY_CODES
from runtime.faults import PlainFault

Point = tuple[float, float]
Ring = list[Point]

#: Properties that carry the code, in the order in which they are looked for.
CODE_KEYS: Final = ("code", "adcode", "Code_County", "area", "id", "gb")
MAX_BYTES: Final = 64_000_000
_TOLERANCE_DEG: Final = 0.004


def read(file: Path) -> tuple[str, dict[str, list[Ring]]]:
    """The source to be named and the rings by code. Raises PlainFault with the place in the file."""
    try:
        if file.stat().st_size > MAX_BYTES:
            raise _fault(file, f"larger than {MAX_BYTES // 1_000_000} MB")
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as fault:
        raise _fault(file, f"not readable as GeoJSON: {fault}") from fault
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise _fault(file, "not a FeatureCollection with features")
    counties: dict[str, list[Ring]] = {}
    for number, feature in enumerate(features):
        code = _code(feature)
        if code is None:
            raise _fault(file, f"$.features[{number}]: none of {', '.join(CODE_KEYS)} is a county's code")
        counties.setdefault(code, []).extend(_rings(file, number, feature))
    source = document.get("attribution") or document.get("source") or ""
    return str(source)[:256], counties


def _fault(file: Path, reason: str) -> PlainFault:
    return PlainFault(f"{file}: {reason}; correct the file, or `fleet.boundaries`")


def _code(feature: Any) -> str | None:
    if not isinstance(feature, dict):
        return None
    properties = feature.get("properties") or {}
    for key in CODE_KEYS:
        code = str(properties.get(key, ""))
        if code in COUNTY_CODES:
            return code
    code = str(feature.get("id", ""))
    return code if code in COUNTY_CODES else None


def _rings(file: Path, number: int, feature: Any) -> list[Ring]:
    geometry = feature.get("geometry") or {}
    kind, coordinates = str(geometry.get("type")), geometry.get("coordinates")
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(kind)
    if not isinstance(polygons, list):
        raise _fault(file, f"$.features[{number}].geometry: Polygon or MultiPolygon needed, not {kind!r}")
    try:
        rings = [
            [(float(point[0]), float(point[1])) for point in ring] for polygon in polygons for ring in polygon
        ]
    except (TypeError, ValueError, IndexError) as fault:
        raise _fault(file, f"$.features[{number}].geometry.coordinates: not rings of positions") from fault
    if any(not (-180 <= x <= 180 and -90 <= y <= 90) for ring in rings for x, y in ring):
        raise _fault(file, f"$.features[{number}]: positions are not degrees east and north (WGS 84)")
    return [ring for ring in (thinned(each) for each in rings) if len(ring) >= 4]


def thinned(ring: Sequence[Point], tolerance: float = _TOLERANCE_DEG) -> Ring:
    """The ring with only those corners that lie further than the tolerance from the line without them."""
    if len(ring) < 4:
        return []
    kept = {0, len(ring) - 1}
    # A closed ring begins where it ends: without a second fixed corner every distance would be to a point.
    far = max(range(len(ring)), key=lambda at: _square(ring[0], ring[at]))
    kept.add(far)
    spans = [(0, far), (far, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        if last - first < 2:
            continue
        at = max(range(first + 1, last), key=lambda index: _distance(ring[index], ring[first], ring[last]))
        if _distance(ring[at], ring[first], ring[last]) > tolerance:
            kept.add(at)
            spans += [(first, at), (at, last)]
    return [(round(x, 3), round(y, 3)) for x, y in _at(ring, sorted(kept))]


def _at(ring: Sequence[Point], indices: Iterable[int]) -> Iterable[Point]:
    return (ring[index] for index in indices)


def _square(a: Point, b: Point) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _distance(point: Point, first: Point, last: Point) -> float:
    length = _square(first, last)
    if length == 0:
        return math.sqrt(_square(point, first))
    across = (last[0] - first[0]) * (first[1] - point[1]) - (first[0] - point[0]) * (last[1] - first[1])
    return abs(across) / math.sqrt(length)
