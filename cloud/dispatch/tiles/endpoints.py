"""Tiles over HTTP: the map's ground, from this centre and from nobody else."""

from __future__ import annotations

import gzip
from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from cloud.centre import CentreOf
from cloud.dispatch.tiles.schemas import GroundOut, TilesOut
from cloud.errors import not_found, responses
from cloud.people.asker import Asker, anybody

router = APIRouter(prefix="/api/v1/tiles", tags=["map"])

MEDIA = "application/vnd.mapbox-vector-tile"
#: Crews have no login; the ground is an extract of OpenStreetMap, and nobody's secret.
Viewer = Annotated[Asker, anybody("the ground of the map is public data")]
Number = Annotated[int, Path(ge=0, lt=2**22)]


@router.get("", summary="The ground of the map 地图底图", responses=responses())
def ground(centre: CentreOf, _asker: Viewer) -> GroundOut:
    """Which tiles there are."""
    file = centre.tiles
    return GroundOut(tiles=None if file is None else TilesOut.model_validate(file.about._asdict()))


@router.get(
    "/{zoom}/{column}/{row}",
    summary="One tile",
    response_class=Response,
    responses={
        200: {"content": {MEDIA: {"schema": {"type": "string", "format": "binary"}}}},
        204: {"description": "Nothing lies there."},
        304: {"description": "It is the one that is held already."},
        **responses(404),
    },
)
def tile(
    centre: CentreOf,
    _asker: Viewer,
    zoom: Annotated[int, Path(ge=0, le=22)],
    column: Number,
    row: Number,
    v: Annotated[str, Query(max_length=64, description="The version, so that it may be kept for ever.")] = "",
    if_none_match: Annotated[str, Header(max_length=256)] = "",
    accept_encoding: Annotated[str, Header(max_length=256)] = "",
) -> Response:
    """A Mapbox vector tile (2.1); rows count from the top."""
    file = centre.tiles
    if file is None:
        raise not_found("地图瓦片", "tiles", "path")
    lasting = v != "" and file.about.version.startswith(v)
    tag = f'"{file.about.version[:16]}-{zoom}-{column}-{row}"'
    headers = {
        "etag": tag,
        "cache-control": f"private, {'max-age=31536000, immutable' if lasting else 'no-cache'}",
        "vary": "accept-encoding",
    }
    if tag in if_none_match:
        return Response(status_code=304, headers=headers)
    content = file.tile(zoom, column, row)
    if content is None:
        return Response(status_code=204, headers=headers)
    if "gzip" in accept_encoding:
        return Response(content, media_type=MEDIA, headers=headers | {"content-encoding": "gzip"})
    return Response(gzip.decompress(content), media_type=MEDIA, headers=headers)
