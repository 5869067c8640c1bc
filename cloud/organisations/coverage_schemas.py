"""Coverage as the API shows it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from cloud.areas.tree import AREAS, Area
from cloud.organisations.categories import CATEGORIES
from cloud.organisations.coverage import Coverage, Figures, share
from cloud.vocabulary import LabelOut


class FiguresOut(BaseModel):
    """Sums over organisations, and what share of the planned they are."""

    organisations: int
    homes: int = Field(description="Those of them that are homes.")
    in_service: int
    with_gateway: int
    heard_within_a_day: int
    points_planned: int
    points_heard: int
    gateway_share: float | None = Field(description="With a gateway, of all organisations.", examples=[0.93])
    heard_share: float | None = Field(description="Heard within a day, of those with a gateway.")
    points_share: float | None = Field(description="Points ever heard, of those planned.")
    persons: int = Field(description="Who live or work where a gateway was heard.")


class AreaCoverageOut(FiguresOut):
    """One area. The shares of the population are rough: people work where they do not live."""

    code: str = Field(examples=["150102"])
    name: LabelOut
    population: int
    households: int = Field(description="Estimated, 2.35 persons a household.")
    homes_share: float | None = Field(description="Homes watched, of the households.")
    persons_at_home_share: float | None = Field(description="Persons in homes that are heard, of residents.")


class CategoryCoverageOut(FiguresOut):
    """One category."""

    code: str = Field(examples=["high-rise"])
    name: LabelOut
    household: bool
    priority: int


class CoverageOut(BaseModel):
    """How much of an area is watched."""

    at: int = Field(description="Milliseconds UTC; what is heard is known to the hour.")
    total: AreaCoverageOut
    areas: list[AreaCoverageOut] = Field(description="The areas directly below; a county: itself.")
    categories: list[CategoryCoverageOut]


def shown(area: str, at: int, coverage: Coverage) -> CoverageOut:
    """The figures with their names."""
    return CoverageOut(
        at=at,
        total=_area(AREAS[area], coverage.total),
        areas=[_area(AREAS[code], figures) for code, figures in coverage.by_area.items()],
        categories=[
            CategoryCoverageOut(
                **_figures(figures),
                code=code,
                name=LabelOut(zh=CATEGORIES[code].zh, en=CATEGORIES[code].en),
                household=CATEGORIES[code].household,
                priority=CATEGORIES[code].priority,
            )
            for code, figures in coverage.by_category.items()
        ],
    )


def _area(area: Area, figures: Figures) -> AreaCoverageOut:
    return AreaCoverageOut(
        **_figures(figures),
        code=area.code,
        name=LabelOut(zh=area.zh, en=area.en),
        population=area.population,
        households=area.households,
        homes_share=share(figures.homes, area.households),
        persons_at_home_share=share(figures.persons_at_home, area.population),
    )


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "organisations": figures.organisations,
        "homes": figures.homes,
        "in_service": figures.in_service,
        "with_gateway": figures.with_gateway,
        "heard_within_a_day": figures.heard_within_a_day,
        "points_planned": figures.points_planned,
        "points_heard": figures.points_heard,
        "gateway_share": share(figures.with_gateway, figures.organisations),
        "heard_share": share(figures.heard_within_a_day, figures.with_gateway),
        "points_share": share(figures.points_heard, figures.points_planned),
        "persons": figures.persons,
    }
