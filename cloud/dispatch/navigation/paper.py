"""An order on paper (出动命令单): where, what, the way, water, dangers, and the plan behind it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cloud.dispatch.deciding.words import minutes
from cloud.dispatch.facilities.schemas import FacilityOut
from cloud.dispatch.navigation.schemas import RouteOut, UnitOrderOut
from cloud.dispatch.preplans import paper as plan_paper
from cloud.dispatch.preplans.tables import PreplanDrawing
from cloud.duty.days import words_s
from runtime.paper.fonts import FOLDERS
from runtime.paper.pages import Column, Document, Row, clipped

_STEPS: Final = (
    Column("序", "no.", 1),
    Column("行车指引", "what to do", 9),
    Column("距离", "distance", 2),
    Column("用时", "time", 2),
)
_WATERS: Final = (
    Column("水源", "water", 4),
    Column("类型", "kind", 2),
    Column("距离", "distance", 2),
    Column("状态", "state", 4),
)
_TINTS: Final = {"usable": "good", "doubtful": "warn", "unusable": "bad"}


def printed(
    order: UnitOrderOut, drawings: Sequence[PreplanDrawing], folders: Sequence[Path] = FOLDERS
) -> bytes:
    """The order as a PDF file, in a font of these folders."""
    name = f"{order.unit}　{clipped(order.place, 40)}"
    document = Document(f"出动命令单 {order.order_id}", f"{name}　出动命令单 order")
    document.title("出动命令单", "Order to turn out")
    document.facts(_facts(order))
    for text in order.told:
        document.paragraph(f"报警内容:{text}")
    _route(document, order.route)
    _dangers(document, order.dangers_on_the_way, order.dangers_at_the_place)
    _waters(document, order)
    if order.plan is not None:
        document.heading("灭火救援预案", "fire plan of the building")
        plan_paper.write(document, order.plan, drawings)
    held = io.BytesIO()
    document.save(held, folders)
    return held.getvalue()


def _facts(order: UnitOrderOut) -> list[tuple[str, str, str]]:
    keys = "；".join(
        " ".join(part for part in (each.name, each.phone, each.duty) if part) for each in order.keyholders
    )
    return [
        ("车辆", "unit", order.unit),
        ("下令", "ordered", words_s(order.at)),
        ("地点", "place", f"{order.place} {order.floor}".strip()),
        ("类型", "type", f"{order.type_name.zh} {order.grade_name.zh} {order.type_name.en}"),
        ("单位", "organisation", f"{order.organisation} {order.building}".strip() or "—"),
        ("联系人", "keyholders", keys or "—"),
        ("同出力量", "with", "、".join(mate.unit for mate in order.mates) or "—"),
        ("理由", "why", order.why.zh),
    ]


def _route(document: Document, route: RouteOut | None) -> None:
    document.heading("行车路线", "the way")
    if route is None:
        document.paragraph("路线尚未算出。 The route is not reckoned yet.")
        return
    whole = f"{route.metres / 1000:.1f} km,{minutes(route.seconds).zh} {minutes(route.seconds).en}"
    if route.kind == "straight":
        whole += "(无道路数据,直线估计 no road data: as the crow flies)"
    document.paragraph(whole)
    rows = [
        Row((str(at), f"{each.words.zh} {each.words.en}", _far(each.metres), minutes(each.seconds).zh))
        for at, each in enumerate(route.steps, 1)
    ]
    document.table(_STEPS, rows)


def _dangers(document: Document, way: Sequence[FacilityOut], place: Sequence[FacilityOut]) -> None:
    document.heading("危险提示", "dangers")
    for words, found in (("途中 on the way", way), ("现场 at the place", place)):
        for each in found:
            what = "、".join(each.substances)
            document.paragraph(f"{words}:{each.name} {what}({_far(each.metres or 0)})")
    if not way and not place:
        document.paragraph("无登记危险场所 none on record")


def _waters(document: Document, order: UnitOrderOut) -> None:
    document.heading("附近水源", "water nearby")
    rows = [
        Row(
            (
                f"{each.name} {each.number}",
                each.kind_name.zh,
                _far(each.metres or 0),
                f"{each.usable_name.zh}:{each.why.zh} {each.why.en}",
            ),
            _TINTS[each.usable],
        )
        for each in order.waters
    ]
    if rows:
        document.table(_WATERS, rows)
    else:
        document.paragraph("附近无登记水源 none on record")


def _far(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.1f} km"
