"""What the map's pages are told of the tiles."""

from __future__ import annotations

from pydantic import BaseModel, Field


class TilesOut(BaseModel):
    """What the file of tiles covers."""

    version: str = Field(description="Another one is another map.")
    least_zoom: int
    most_zoom: int
    west: float = Field(description="Degrees, WGS 84.")
    south: float
    east: float
    north: float
    attribution: str


class GroundOut(BaseModel):
    """The ground of every map."""

    tiles: TilesOut | None = Field(description="Null: no tiles were made here.")
