"""The weather as the API shows it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from cloud.vocabulary import LabelOut


class WeatherOut(BaseModel):
    """The newest day of one county; what was not measured is null."""

    area: str
    area_name: LabelOut
    day: str = Field(description="ISO, Beijing's: the values are of this whole day.", examples=["2026-01-31"])
    days_old: int = Field(description="0: today.")
    temperature_c: float | None = Field(description="Mean.")
    wind_ms: float | None = Field(description="Mean speed.")
    wind_force: int | None = Field(description="0 to 12, by the mean speed.")
    strong: bool = Field(description="Wind of force 6 or more.")
    humidity: float | None = Field(description="Percent, mean.")
    precipitation_mm: float | None
    fallen: LabelOut | None = Field(description="Rain or snow, by the mean temperature; null: nothing.")
    longitude: float | None = Field(
        description="The middle of the county, or of its stations; null: unknown."
    )
    latitude: float | None


class WeatherList(BaseModel):
    """By county; of counties that are not here nothing is known."""

    items: list[WeatherOut]
    not_held: LabelOut = Field(description="What no source of this centre tells.")
