"""Tiles of a small town: what is written is what lies there, and what is bad leaves nothing behind."""

from __future__ import annotations

import gzip
import math
import sqlite3
from pathlib import Path
from typing import Any

import mapbox_vector_tile
import pytest

from cloud.dispatch.tiles.archive import TileFile
from cloud.dispatch.tiles.building import build
from cloud.dispatch.tiles.command import main
from runtime.faults import PlainFault
from tests.cloud.dispatch.town import ACROSS, LAT, LON, town


def silent(_what: str, _done: int, _known: int) -> None:
    pass


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return town(tmp_path_factory.mktemp("town") / "town.osm.pbf")


@pytest.fixture(scope="module")
def tiles(extract: Path) -> Path:
    path = extract.with_name("town.mbtiles")
    assert main(["build", "--osm", str(extract), "--output", str(path)]) == 0
    return path


def spot(zoom: int, lat: float, lon: float) -> tuple[int, int]:
    """The tile that a place lies on, by the web's own rule."""
    tiles = 2**zoom
    y = math.log(math.tan(math.radians(lat)) + 1 / math.cos(math.radians(lat))) / math.pi
    return int((lon + 180) / 360 * tiles), int((1 - y) / 2 * tiles)


def layers(path: Path, zoom: int, lat: float = LAT, lon: float = LON) -> dict[str, Any]:
    """A tile, read past our own reader: SQLite with rows from below, gzip, vector tile."""
    column, row = spot(zoom, lat, lon)
    with sqlite3.connect(path) as file:
        (content,) = file.execute(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
            (zoom, column, 2**zoom - 1 - row),
        ).fetchone()
    file.close()
    found: dict[str, Any] = mapbox_vector_tile.decode(
        gzip.decompress(content), default_options={"y_coord_down": True}
    )
    return found


def told(found: dict[str, Any], layer: str, key: str) -> set[Any]:
    return {each["properties"].get(key) for each in found.get(layer, {"features": []})["features"]}


def test_the_middle_has_streets_houses_and_the_town(tiles: Path) -> None:
    found = layers(tiles, 14)
    assert {"中山路", "通道街"} <= told(found, "roads", "name")
    assert told(found, "buildings", "kind") == {"building"}
    assert all(number.endswith("号") for number in told(found, "buildings", "number"))
    assert told(found, "places", "name_en") == {"Qingcheng"}


def test_a_place_lies_where_it_is(tiles: Path) -> None:
    column, row = spot(14, LAT, LON)
    [city] = layers(tiles, 14)["places"]["features"]
    x, y = city["geometry"]["coordinates"]
    across = (LON + 180) / 360 * 2**14 - column
    assert x / 4096 == pytest.approx(across, abs=1 / 2000)
    north = math.log(math.tan(math.radians(LAT)) + 1 / math.cos(math.radians(LAT))) / math.pi
    assert y / 4096 == pytest.approx((1 - north) / 2 * 2**14 - row, abs=1 / 2000)


def test_what_is_small_waits_for_a_nearer_zoom(tiles: Path) -> None:
    assert told(layers(tiles, 9), "roads", "kind") == {"trunk", "primary", "secondary"}
    assert "buildings" not in layers(tiles, 12)
    assert told(layers(tiles, 12), "roads", "name") >= set(ACROSS)


def test_a_street_goes_on_over_the_edge_of_its_tile(tiles: Path) -> None:
    reach = [
        place[0]
        for road in layers(tiles, 14)["roads"]["features"]
        if road["properties"].get("name") == "中山路"
        for place in road["geometry"]["coordinates"]
    ]
    assert min(reach) < 0 or max(reach) > 4096


def test_the_same_extract_is_the_same_file_of_the_same_version(extract: Path, tiles: Path) -> None:
    again = extract.with_name("again.mbtiles")
    build(extract, again, silent)
    one, other = TileFile(tiles), TileFile(again)
    assert one.about == other.about
    column, row = spot(14, LAT, LON)
    assert one.tile(14, column, row) == other.tile(14, column, row)
    assert one.tile(14, 0, 0) is None
    assert one.about.west < LON < one.about.east
    assert one.about.south < LAT < one.about.north
    one.close()
    other.close()


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "no such file|No such file"), (b"no map", "cannot be read"), (b"\x00" * 500, "cannot be read")],
)
def test_a_bad_extract_says_so_and_leaves_the_old_file(
    content: bytes | None, says: str, tmp_path: Path
) -> None:
    osm, output = tmp_path / "bad.osm.pbf", tmp_path / "map.mbtiles"
    output.write_bytes(b"as it was")
    if content is not None:
        osm.write_bytes(content)
    with pytest.raises(PlainFault, match=says):
        build(osm, output, silent)
    assert output.read_bytes() == b"as it was"
    assert {path.name for path in tmp_path.iterdir()} <= {"bad.osm.pbf", "map.mbtiles"}


def test_an_extract_that_was_cut_short_leaves_no_file(extract: Path, tmp_path: Path) -> None:
    short, output = tmp_path / "short.osm.pbf", tmp_path / "map.mbtiles"
    short.write_bytes(extract.read_bytes()[:-200])
    assert main(["build", "--osm", str(short), "--output", str(output)]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["short.osm.pbf"]


def test_no_folder_to_write_to_is_told_before_anything_is_read(extract: Path, tmp_path: Path) -> None:
    with pytest.raises(PlainFault, match="no such folder"):
        build(extract, tmp_path / "absent" / "map.mbtiles", silent)


@pytest.mark.parametrize("content", [b"", b"no tiles at all", b"SQLite format 3\x00" + b"\x00" * 200])
def test_what_is_no_file_of_tiles_is_refused_by_name(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "map.mbtiles"
    path.write_bytes(content)
    with pytest.raises(PlainFault, match=r"map\.mbtiles.*steppewatch tiles build"):
        TileFile(path)
