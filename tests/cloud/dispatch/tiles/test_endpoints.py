"""Tiles from a centre: kept for ever by version, asked for again by tag, none where none were made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import mapbox_vector_tile

from cloud.dispatch.tiles.building import build
from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.trust import system_trust
from tests.cloud.dispatch.tiles.test_building import silent, spot
from tests.cloud.dispatch.town import LAT, LON, town

Make = Callable[..., CloudSettings]


async def test_a_tile_is_asked_for_once(make_settings: Make, tmp_path: Path) -> None:
    path = tmp_path / "town.mbtiles"
    build(town(tmp_path / "town.osm.pbf"), path, silent)
    column, row = spot(14, LAT, LON)
    async with (
        serving(make_settings(dispatch={"tiles": path})) as (_, at),
        httpx.AsyncClient(base_url=f"http://{at}/api/v1", trust_env=False, verify=system_trust()) as http,
    ):
        ground = (await http.get("/tiles")).json()["tiles"]
        assert ground["west"] < LON < ground["east"]
        address, version = f"/tiles/14/{column}/{row}", ground["version"][:16]
        answer = await http.get(address, params={"v": version})
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
        assert "roads" in mapbox_vector_tile.decode(answer.content)
        plain = await http.get(address, headers={"accept-encoding": "identity"})
        assert (plain.content, plain.headers["cache-control"]) == (answer.content, "private, no-cache")
        again = await http.get(address, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert (await http.get("/tiles/14/0/0")).status_code == 204
        assert (await http.get("/tiles/23/0/0")).status_code == 422


async def test_without_a_file_there_is_no_tile(make_settings: Make) -> None:
    async with (
        serving(make_settings()) as (_, at),
        httpx.AsyncClient(base_url=f"http://{at}/api/v1", trust_env=False, verify=system_trust()) as http,
    ):
        assert (await http.get("/tiles")).json() == {"tiles": None}
        assert (await http.get("/tiles/1/0/0")).json()["error"]["code"] == "not-found"
