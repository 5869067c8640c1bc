"""From an extract to a file of tiles; what is between waits in a file, so that memory is bounded."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import mapbox_vector_tile
import shapely
from mapbox_vector_tile.encoder import on_invalid_geometry_make_valid

from cloud.dispatch.tiles import archive, extract
from cloud.dispatch.tiles.archive import ATTRIBUTION, About, Tile
from cloud.dispatch.tiles.cutting import EXTENT, flattened, on_tile, pieces
from cloud.dispatch.tiles.kinds import LEAST_ZOOM, MOST_ZOOM, RULES
from runtime.faults import PlainFault
from runtime.progress_bar import Say

#: Another meaning of the tags or another layout of tiles is another number.
_FORMAT: Final = 1
_FIELDS: Final = ("kind", "name", "name_en", "ref", "number", "levels")
_TABLE: Final = (
    "CREATE TABLE piece (zoom INTEGER, column INTEGER, row INTEGER, layer TEXT, told TEXT, wkb BLOB)"
)
_TOGETHER: Final = 20_000


def build(osm: Path, output: Path, say: Say, most_zoom: int = MOST_ZOOM) -> int:
    """Make the file; returns how many tiles it has. Raises PlainFault: nothing can be made of this."""
    if not output.parent.is_dir():
        raise PlainFault(f"{output.parent}: no such folder; name a file in one that is there")
    version = _version(osm, say)
    try:
        with tempfile.TemporaryDirectory(prefix=".tiles-", dir=output.parent) as folder:
            waiting = sqlite3.connect(Path(folder) / "pieces", isolation_level=None)
            try:
                waiting.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLE};")
                bounds = _cut(osm, waiting, say, most_zoom)
                about = About(version, LEAST_ZOOM, most_zoom, *bounds, ATTRIBUTION)
                layers = {rule.layer: _FIELDS for rule in RULES}
                return archive.write(output, about, layers, _encoded(waiting, say))
            finally:
                waiting.close()
    except (OSError, sqlite3.Error) as error:
        raise PlainFault(f"{output}: cannot be written ({error}); make room, or name another file") from error


def _version(osm: Path, say: Say) -> str:
    try:
        with osm.open("rb") as file:
            say("checksum 校验", 0, 1)
            digest = hashlib.file_digest(file, "sha256")
    except OSError as error:
        raise PlainFault(
            f"{osm}: {error.strerror}; name an OpenStreetMap extract (.osm.pbf or .osm)"
        ) from error
    digest.update(repr((_FORMAT, RULES)).encode())
    return digest.hexdigest()


def _cut(
    osm: Path, waiting: sqlite3.Connection, say: Say, most_zoom: int
) -> tuple[float, float, float, float]:
    """Every piece of everything into the waiting file; gives the bounds in degrees."""
    west, south, east, north = 180.0, 90.0, -180.0, -90.0
    found = False

    def rows() -> Iterator[tuple[Any, ...]]:
        nonlocal west, south, east, north, found
        for feature in extract.features(osm, lambda count: say("read 读取", count, 0)):
            standing, geometry = feature
            if geometry.is_empty:
                continue
            found = True
            left, low, right, high = geometry.bounds
            west, south, east, north = min(west, left), min(south, low), max(east, right), max(north, high)
            told = json.dumps(standing.told, ensure_ascii=False)
            for zoom, column, row, piece in pieces(flattened(geometry), standing.least_zoom, most_zoom):
                yield zoom, column, row, standing.layer, told, shapely.to_wkb(piece)

    every = rows()
    while some := list(itertools.islice(every, _TOGETHER)):
        waiting.execute("BEGIN")
        waiting.executemany("INSERT INTO piece VALUES (?, ?, ?, ?, ?, ?)", some)
        waiting.execute("COMMIT")
    if not found:
        raise PlainFault(f"{osm}: nothing in it that stands on a map; name an extract with roads and places")
    return west, south, east, north


def _encoded(waiting: sqlite3.Connection, say: Say) -> Iterator[Tile]:
    [(known,)] = waiting.execute("SELECT count(*) FROM (SELECT DISTINCT zoom, column, row FROM piece)")
    rows = waiting.execute("SELECT * FROM piece ORDER BY zoom, column, row, layer, rowid")
    for done, ((zoom, column, row), some) in enumerate(itertools.groupby(rows, key=lambda each: each[:3]), 1):
        layers: dict[str, list[dict[str, Any]]] = {}
        for *_, layer, told, wkb in some:
            piece = on_tile(shapely.from_wkb(wkb), zoom, column, row)
            feature = {"geometry": piece, "properties": json.loads(told)}
            layers.setdefault(layer, []).append(feature)
        content = mapbox_vector_tile.encode(
            [{"name": name, "features": features} for name, features in layers.items()],
            default_options={
                "extents": EXTENT,
                # The square counts downwards already, as a tile does.
                "y_coord_down": True,
                "on_invalid_geometry": on_invalid_geometry_make_valid,
            },
        )
        say("tiles 瓦片", done, known)
        # Without its time, so that the same extract gives the same file.
        yield Tile(zoom, column, row, gzip.compress(content, mtime=0))
