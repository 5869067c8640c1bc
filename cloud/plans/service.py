"""Changing plans and what stands on them. Opens and commits nothing; every change is in the audit log.

1.  A plan's newest version is in use; the others are kept until somebody takes them down.
2.  The floor has the plan's size in metres: there is one truth, and positions are metres on it.
3.  Putting a part on a plan gives its point the floor, the position, and the room whose outline holds it. A
    part that was heard and never planned is planned by that.
"""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.errors import ApiError, not_found
from cloud.organisations import nouns
from cloud.organisations import service as organisations
from cloud.organisations.tables import Floor, Point
from cloud.people.asker import Asker
from cloud.plans import repository, views
from cloud.plans.layout import Frame, Spot, room_at
from cloud.plans.reading.apart import Read
from cloud.plans.reading.drawing import Drawing
from cloud.plans.schemas import PlacementIn
from cloud.plans.tables import FloorPlan

#: Sizes nearer to each other than this are the same: a scan is never quite square.
_SAME_SIZE = 0.01
_MAX_M = 10_000.0


def add(
    session: Session,
    asker: Asker,
    floor_id: int,
    read: Read,
    *,
    file_name: str,
    content: bytes,
    width_m: float | None,
    limit: int,
    now: int,
) -> FloorPlan:
    """A new version of a floor's plan, in use from now on. `content`: the file as it was uploaded."""
    floor = organisations.found(session, asker, nouns.FLOOR, floor_id)
    organisations.locked(session, asker, floor.organisation_id)
    session.refresh(floor)
    if len(repository.versions(session, floor_id)) >= limit:
        raise ApiError(
            409,
            "too-many-versions",
            f"该楼层已保存 {limit} 个版本的平面图,请先删除旧版本。",
            f"There are {limit} versions of this floor's plan already. Take an old one down first.",
            "query.floor_id",
        )
    _size(session, asker, floor, read.drawing, width_m, now)
    drawing = read.drawing
    sha256 = hashlib.sha256(drawing.content).hexdigest()
    repository.keep_drawing(session, sha256, drawing.media, drawing.content)
    row = FloorPlan(
        organisation_id=floor.organisation_id,
        floor_id=floor_id,
        sha256=sha256,
        format=read.format,
        file_name=file_name,
        file_bytes=len(content),
        file_sha256=hashlib.sha256(content).hexdigest(),
        left_out=dict(drawing.left_out),
        by=asker.name,
        at=now,
    )
    session.add(row)
    session.flush()
    audit.record(session, asker, "plan.add", _subject(row), None, organisations.seen(row), at=now)
    return row


def take_down(session: Session, asker: Asker, floor_id: int, number: int, now: int) -> None:
    """Delete one version; the one before it is in use again, or the rooms are drawn."""
    floor = organisations.found(session, asker, nouns.FLOOR, floor_id)
    organisations.locked(session, asker, floor.organisation_id)
    row = next((one for one in repository.versions(session, floor_id) if one.id == number), None)
    if row is None:
        raise not_found("平面图", "plan", "path.plan_id")
    before = organisations.seen(row)
    session.delete(row)
    session.flush()
    repository.let_go(session, row.sha256)
    audit.record(session, asker, "plan.remove", _subject(row), before, None, at=now)


def place(session: Session, asker: Asker, floor_id: int, told: PlacementIn, now: int) -> Point:
    """Put a part at a position of a floor's plan."""
    floor = organisations.found(session, asker, nouns.FLOOR, floor_id)
    owner = organisations.locked(session, asker, floor.organisation_id)
    shown = views.floors(session, owner.id, [floor])[0]
    spot = _metres(told, shown.frame)
    point = repository.point_of(session, told.gateway, told.part)
    room = room_at(shown.shapes, spot)
    if room is None and point is not None and point.room_id in {one.room.id for one in shown.shapes}:
        # Of a room without an outline nobody can say that the spot lies outside.
        room = next((s.room.id for s in shown.shapes if s.room.id == point.room_id and s.approximate), None)
    where: dict[str, Any] = {
        "building_id": floor.building_id,
        "floor_id": floor.id,
        "room_id": room,
        "x_m": round(spot[0], 3),
        "y_m": round(spot[1], 3),
    }
    if point is None:
        return _plan(session, asker, owner, told, where, now)
    if point.organisation_id != owner.id:
        raise not_found("点位", "point", "body.part")
    return _moved(session, asker, point, where, told.version, now)


def take_off(
    session: Session, asker: Asker, floor_id: int, gateway: str, part: str, version: int, now: int
) -> Point:
    """Take a part off the plan; its room stays where it was."""
    floor = organisations.found(session, asker, nouns.FLOOR, floor_id)
    point = repository.point_of(session, gateway, part)
    if point is None or point.organisation_id != floor.organisation_id:
        raise not_found("点位", "point", "query.part")
    return _moved(session, asker, point, {"x_m": None, "y_m": None, "floor_id": None}, version, now)


def _moved(
    session: Session, asker: Asker, point: Point, where: dict[str, Any], version: int | None, now: int
) -> Point:
    same = {
        column: getattr(point, column)
        for column in ("gateway", "part", "name", "system_type", "component_type", "device_id")
    }
    same |= {
        column: getattr(point, column) for column in ("building_id", "room_id", "floor_id", "x_m", "y_m")
    }
    told = {**same, **where, "version": version}
    changed: Point = organisations.change(session, asker, nouns.POINT, point.id, told, now)
    return changed


def _plan(
    session: Session, asker: Asker, owner: Any, told: PlacementIn, where: dict[str, Any], now: int
) -> Point:
    heard = repository.heard_part(session, told.gateway, told.part)
    if heard is None:
        raise not_found("部件", "part", "body.part")
    values = {
        "gateway": told.gateway,
        "part": told.part,
        "name": (heard.device_zh or heard.device_en or heard.place_zh or told.part)[:128],
        "system_type": heard.system_type,
        "component_type": heard.component_type,
        "device_id": None,
        **where,
    }
    added: Point = organisations.add(session, asker, nouns.POINT, owner, values, now)
    return added


def _metres(told: PlacementIn, frame: Frame) -> Spot:
    if told.x_percent is not None and told.y_percent is not None:
        return told.x_percent / 100 * frame.width, told.y_percent / 100 * frame.depth
    x, y = told.x_m or 0.0, told.y_m or 0.0
    if x > frame.width or y > frame.depth:
        raise ApiError(
            422,
            "off-the-plan",
            f"位置超出平面图({frame.width:g} m × {frame.depth:g} m)。",
            f"The position lies outside the plan, which is {frame.width:g} m by {frame.depth:g} m.",
            "body.x_m" if x > frame.width else "body.y_m",
        )
    return x, y


def _size(
    session: Session, asker: Asker, floor: Floor, drawing: Drawing, width_m: float | None, now: int
) -> None:
    """Give the floor the plan's size: as the person says, as the file says, or as wide as it was."""
    width = width_m or drawing.width_m or floor.plan_width_m
    if width is None:
        raise ApiError(
            422,
            "width-wanted",
            "该文件没有说明实际尺寸。请填写平面图左右边缘之间的实际宽度(米)。",
            "The file does not say how large the floor is. Give the real width of the drawing in metres,"
            " from its left edge to its right.",
            "query.width_m",
        )
    depth = width * drawing.height / drawing.width
    if depth > _MAX_M:
        raise ApiError(
            422,
            "off-the-plan",
            f"按此宽度,平面图的进深为 {depth:.0f} m,超过 {_MAX_M:.0f} m。请核对宽度。",
            f"At this width the plan is {depth:.0f} m deep, more than {_MAX_M:.0f} m. Check the width.",
            "query.width_m",
        )
    held = (floor.plan_width_m or 0.0, floor.plan_depth_m or 0.0)
    if abs(held[0] - width) <= _SAME_SIZE * width and abs(held[1] - depth) <= _SAME_SIZE * depth:
        return
    told = {"plan_width_m": round(width, 3), "plan_depth_m": round(depth, 3), "level": floor.level}
    organisations.change(session, asker, nouns.FLOOR, floor.id, {**told, "version": floor.version}, now)


def _subject(row: FloorPlan) -> str:
    return f"floor/{row.floor_id}/plan/{row.id}"
