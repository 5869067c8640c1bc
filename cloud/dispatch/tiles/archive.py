"""A file of tiles (MBTiles 1.3: SQLite, gzipped vector tiles): written whole or not at all, and read."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple, Self

from runtime.faults import PlainFault
from runtime.files import sync_folder

ATTRIBUTION: Final = "© OpenStreetMap contributors"
_TABLES: Final = """
CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE tiles (
    zoom_level INTEGER NOT NULL, tile_column INTEGER NOT NULL, tile_row INTEGER NOT NULL,
    tile_data BLOB NOT NULL, PRIMARY KEY (zoom_level, tile_column, tile_row)
) WITHOUT ROWID;
PRAGMA application_id = 0x4d504258;
"""


class Tile(NamedTuple):
    """One tile; rows count from the top, as on the web."""

    zoom: int
    column: int
    row: int
    content: bytes


class About(NamedTuple):
    """What a file says of itself; degrees."""

    version: str
    least_zoom: int
    most_zoom: int
    west: float
    south: float
    east: float
    north: float
    attribution: str


def write(path: Path, about: About, layers: Mapping[str, Iterable[str]], tiles: Iterable[Tile]) -> int:
    """Write the file in the place of whatever stands there, once it is whole; returns how many tiles.

    `layers` names the fields of each. Raises OSError, sqlite3.Error; then the old file stands as it was.
    """
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    try:
        count = _fill(fresh, about, layers, tiles)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return count


def _fill(path: Path, about: About, layers: Mapping[str, Iterable[str]], tiles: Iterable[Tile]) -> int:
    said = {
        "name": "Steppewatch",
        "format": "pbf",
        "type": "baselayer",
        "version": about.version,
        "minzoom": str(about.least_zoom),
        "maxzoom": str(about.most_zoom),
        "bounds": f"{about.west:.6f},{about.south:.6f},{about.east:.6f},{about.north:.6f}",
        "attribution": about.attribution,
        "json": json.dumps(
            {
                "vector_layers": [
                    {"id": name, "fields": dict.fromkeys(fields, "String")} for name, fields in layers.items()
                ]
            }
        ),
    }  # fmt: skip
    count = 0
    with sqlite3.connect(path) as file:
        file.executescript(_TABLES)
        file.executemany("INSERT INTO metadata VALUES (?, ?)", said.items())
        for tile in tiles:
            upwards = 2**tile.zoom - 1 - tile.row
            file.execute(
                "INSERT INTO tiles VALUES (?, ?, ?, ?)", (tile.zoom, tile.column, upwards, tile.content)
            )
            count += 1
    file.close()
    return count


class TileFile:
    """A file of tiles that is read; safe to ask from several threads at once."""

    def __init__(self, path: Path) -> None:
        """Raises PlainFault: no such file, or none of tiles."""
        if not path.is_file():
            raise PlainFault(
                f"[dispatch] tiles: {path}: no such file; make it with"
                f" `steppewatch tiles build --osm FILE --output {path}`"
            )
        try:
            # What is replaced beneath a running centre goes on being read as it was.
            self._file = sqlite3.connect(
                f"file:{path.resolve()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            said = dict(self._file.execute("SELECT name, value FROM metadata"))
            self._file.execute("SELECT 1 FROM tiles LIMIT 1").fetchone()
            self.about = _about(said)
        except (sqlite3.Error, KeyError, ValueError) as error:
            raise PlainFault(
                f"[dispatch] tiles: {path}: no file of vector tiles ({error}); make it anew with"
                f" `steppewatch tiles build --osm FILE --output {path}`"
            ) from error
        self._lock = threading.Lock()

    @classmethod
    def named(cls, path: Path | None) -> Self | None:
        """The file, where one is named."""
        return None if path is None else cls(path)

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """One tile, gzipped; None: nothing lies there. Rows count from the top."""
        with self._lock:
            found = self._file.execute(
                "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
                (zoom, column, 2**zoom - 1 - row),
            ).fetchone()
        return None if found is None else bytes(found[0])

    def close(self) -> None:
        """Give the file back."""
        self._file.close()


def _about(said: Mapping[str, str]) -> About:
    if said["format"] != "pbf":
        raise ValueError(f"format is {said['format']!r}, not 'pbf'")
    west, south, east, north = (float(part) for part in said["bounds"].split(","))
    zooms = int(said["minzoom"]), int(said["maxzoom"])
    return About(
        said.get("version", ""), *zooms, west, south, east, north, said.get("attribution", ATTRIBUTION)
    )
