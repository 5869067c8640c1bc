from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from cloud.fleet import boundaries
from runtime.faults import PlainFault

SQUARE = [[111.0, 40.0], [112.0, 40.0], [112.0, 41.0], [111.0, 41.0], [111.0, 40.0]]


def feature(code: Any = "150102", key: str = "code", kind: str = "Polygon", rings: Any = None) -> Any:
    coordinates = [SQUARE] if rings is None else rings
    return {
        "type": "Feature",
        "properties": {key: code},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def written(folder: Path, *features: Any, **more: Any) -> Path:
    file = folder / "counties.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), encoding="utf-8")
    return file


@pytest.mark.parametrize("key", boundaries.CODE_KEYS)
def test_a_county_is_found_by_any_of_the_usual_names_of_its_code(tmp_path: Path, key: str) -> None:
    source, counties = boundaries.read(written(tmp_path, feature(150102, key), attribution="© somebody"))
    assert (source, list(counties)) == ("© somebody", ["150102"])
    assert len(counties["150102"][0]) == 5


def test_pieces_of_one_county_are_kept_together(tmp_path: Path) -> None:
    file = written(tmp_path, feature(kind="MultiPolygon", rings=[[SQUARE], [SQUARE]]), feature())
    assert len(boundaries.read(file)[1]["150102"]) == 3


def test_a_thousand_corners_on_a_circle_are_thinned_and_stay_within_the_tolerance() -> None:
    ring = [(111 + math.cos(a / 500 * math.pi), 40 + math.sin(a / 500 * math.pi)) for a in range(1001)]
    found = boundaries.thinned(ring)
    assert 20 < len(found) < 100
    assert all(abs(math.hypot(x - 111, y - 40) - 1) < 0.005 for x, y in found)


@pytest.mark.parametrize(
    ("spoilt", "word"),
    [
        ({"features": []}, "FeatureCollection"),
        ({"features": [feature("999999")]}, r"features\[0\].*county"),
        ({"features": [feature(kind="Point", rings=[111, 40])]}, "Polygon"),
        ({"features": [feature(rings=[[["x", 1], [2, 3]]])]}, "not rings"),
        ({"features": [feature(rings=[[[11100, 40]] * 5])]}, "WGS 84"),
    ],
)
def test_a_file_that_is_wrong_says_where(tmp_path: Path, spoilt: Any, word: str) -> None:
    file = tmp_path / "counties.geojson"
    file.write_text(json.dumps(spoilt), encoding="utf-8")
    with pytest.raises(PlainFault, match=word):
        boundaries.read(file)


def test_a_file_that_is_no_json_says_so(tmp_path: Path) -> None:
    file = tmp_path / "counties.geojson"
    file.write_bytes(b"\x00")
    with pytest.raises(PlainFault, match=r"fleet\.boundaries"):
        boundaries.read(file)
