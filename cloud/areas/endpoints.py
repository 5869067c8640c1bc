"""Areas over HTTP. They are public facts: whoever may look sees all of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from cloud.areas import repository
from cloud.areas.schemas import AreaDetail, AreaNode, AreaOut, TownshipOut
from cloud.areas.tree import AREAS, Area, full_name, path_of
from cloud.centre import CentreOf
from cloud.errors import not_found, responses
from cloud.people.asker import Asker, Permission, needs
from cloud.vocabulary import LabelOut

router = APIRouter(prefix="/api/v1/areas", tags=["areas"])


@router.get("", summary="The region, its leagues and counties as a tree", responses=responses())
def areas(asker: Annotated[Asker, needs(Permission.VIEW)]) -> AreaNode:
    """Every area by code, with names in both languages and residents."""
    return _node(AREAS["15"])


@router.get("/{code}", summary="One area, above and below it", responses=responses(404))
def area(
    centre: CentreOf,
    asker: Annotated[Asker, needs(Permission.VIEW)],
    code: Annotated[str, Path(pattern=r"^[0-9]{2,6}$", examples=["150102"])],
) -> AreaDetail:
    """A league's counties, or a county's townships as far as the operator has imported them."""
    found = AREAS.get(code)
    if found is None:
        raise not_found("区划", "area", "path.code")
    with centre.database.read() as session:
        townships = [
            TownshipOut(
                code=row.code, name=LabelOut(zh=row.name_zh, en=row.name_en), population=row.population
            )
            for row in repository.townships_of(session, code)
        ]
    return AreaDetail(
        **_out(found).model_dump(),
        path=[_out(step) for step in path_of(code)],
        children=[_out(AREAS[below]) for below in found.children],
        townships=townships,
    )


def _out(area: Area) -> AreaOut:
    zh, en = full_name(area.code)
    return AreaOut(
        code=area.code,
        level=area.level,
        parent=area.parent,
        name=LabelOut(zh=area.zh, en=area.en),
        full_name=LabelOut(zh=zh, en=en),
        population=area.population,
        households=area.households,
    )


def _node(area: Area) -> AreaNode:
    return AreaNode(**_out(area).model_dump(), children=[_node(AREAS[below]) for below in area.children])
