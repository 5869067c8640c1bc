"""Organisations, their buildings, floors and rooms, and what is planned to stand in them.

What lies below an organisation carries its id. Only that reference is a foreign key: with two million
points an index for each of the others would cost more than it protects, and every change below an
organisation locks its row first, so the service promises what the database would.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, LongText, RowId, ShortText, TimeMs, Wide


class Organisation(Base):
    """One organisation or household under supervision."""

    __tablename__ = "organisation"

    id: Mapped[RowId]
    #: The operator's own number: the key by which imports find it again.
    number: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(256), index=True)
    #: Unified social credit code (统一社会信用代码, GB 32100); households have none.
    credit_code: Mapped[str | None] = mapped_column(String(18), unique=True)
    category: Mapped[str] = mapped_column(String(32))
    area: Mapped[str] = mapped_column(String(6))
    township: Mapped[str | None] = mapped_column(String(9))
    address: Mapped[str] = mapped_column(String(512), default="")
    #: People to call: `name`, `phone`, `duty`.
    contacts: Mapped[JsonList] = mapped_column(default=list)
    #: People who live or work there; None: nobody has said.
    persons: Mapped[int | None]
    note: Mapped[LongText] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[TimeMs]
    changed_at: Mapped[TimeMs]

    __table_args__ = (
        Index("ix_organisation_area", "area", "id"),
        Index("ix_organisation_category", "category", "area", "id"),
    )


class Building(Base):
    """One building (建筑)."""

    __tablename__ = "building"

    id: Mapped[RowId]
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(256), index=True)
    use: Mapped[str] = mapped_column(String(128), default="")
    address: Mapped[str] = mapped_column(String(512), default="")
    height_m: Mapped[float | None]
    storeys: Mapped[int | None]
    storeys_below: Mapped[int | None]
    area_m2: Mapped[float | None]
    #: The position as it was given, and in which datum: `wgs84` or `gcj02`.
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    datum: Mapped[str] = mapped_column(String(8), default="wgs84")
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (UniqueConstraint("organisation_id", "name"),)


class Floor(Base):
    """One floor (楼层), and the size of its plan in metres; the plan's origin is its lower left corner."""

    __tablename__ = "floor"

    id: Mapped[RowId]
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"), index=True)
    building_id: Mapped[Wide]
    #: 1 is the ground floor, -1 the first below it; there is no 0.
    level: Mapped[int]
    name: Mapped[str] = mapped_column(String(128), default="")
    height_m: Mapped[float | None]
    plan_width_m: Mapped[float | None]
    plan_depth_m: Mapped[float | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (UniqueConstraint("building_id", "level"),)


class Room(Base):
    """One room (房间) on its floor's plan."""

    __tablename__ = "room"

    id: Mapped[RowId]
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"), index=True)
    floor_id: Mapped[Wide]
    name: Mapped[str] = mapped_column(String(256))
    use: Mapped[str] = mapped_column(String(128), default="")
    area_m2: Mapped[float | None]
    #: Where it is on the plan, and its outline as `[x, y]` corners: metres from the lower left corner.
    x_m: Mapped[float | None]
    y_m: Mapped[float | None]
    outline: Mapped[JsonList] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (
        UniqueConstraint("floor_id", "name"),
        Index("ix_room_name", "name", "organisation_id"),
    )


class GatewayPlace(Base):
    """Whose gateway it is and where it stands. It may be told long before the gateway is heard."""

    __tablename__ = "gateway_place"

    gateway: Mapped[ShortText] = mapped_column(primary_key=True)
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"), index=True)
    building_id: Mapped[Wide | None]
    room_id: Mapped[Wide | None]
    name: Mapped[str] = mapped_column(String(256), default="")
    #: Points planned on it, and those of them that were ever heard.
    points_planned: Mapped[int] = mapped_column(default=0)
    points_heard: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (
        # Where something that was planned is still missing: what the look for heard points walks.
        Index(
            "ix_gateway_place_missing",
            "gateway",
            sqlite_where=text("points_heard < points_planned"),
            postgresql_where=text("points_heard < points_planned"),
        ),
    )


class Device(Base):
    """A planned device (设备): a panel, a transmission device, a detector with a profile of its own."""

    __tablename__ = "device"

    id: Mapped[RowId]
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(256))
    gateway: Mapped[ShortText | None] = mapped_column(index=True)
    profile: Mapped[str] = mapped_column(String(128), default="")
    serial: Mapped[str] = mapped_column(String(128), default="")
    building_id: Mapped[Wide | None]
    room_id: Mapped[Wide | None]
    x_m: Mapped[float | None]
    y_m: Mapped[float | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (UniqueConstraint("organisation_id", "name"),)


class Point(Base):
    """A planned point (点位): one part of one gateway, with its codes of GB/T 26875.3 and its place."""

    __tablename__ = "point"

    id: Mapped[RowId]
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"))
    #: A copy of the organisation's, so that a search by name within an area is one span of an index.
    area: Mapped[str] = mapped_column(String(6))
    gateway: Mapped[ShortText]
    part: Mapped[ShortText]
    name: Mapped[str] = mapped_column(String(256))
    system_type: Mapped[int]
    component_type: Mapped[int]
    device_id: Mapped[Wide | None]
    building_id: Mapped[Wide | None]
    room_id: Mapped[Wide | None]
    #: The floor on whose plan it was put; where there is a room, the room's floor holds.
    floor_id: Mapped[Wide | None]
    x_m: Mapped[float | None]
    y_m: Mapped[float | None]
    #: When the part was last known to be heard as the look for heard points found it; None: never yet.
    heard_at: Mapped[TimeMs | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (
        UniqueConstraint("gateway", "part"),
        Index("ix_point_organisation", "organisation_id", "id"),
        Index("ix_point_name", "name", "area", "organisation_id"),
        Index("ix_point_part", "part", "area", "organisation_id"),
    )


class Commissioning(Base):
    """How far an organisation has come, and its figures. Narrow: coverage reads all of them."""

    __tablename__ = "commissioning"

    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, autoincrement=False
    )
    #: Copies of the organisation's.
    area: Mapped[str] = mapped_column(String(6))
    category: Mapped[str] = mapped_column(String(32))
    persons: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(16))
    #: Where it was before it was suspended, and comes back to.
    former: Mapped[str | None] = mapped_column(String(16))
    since: Mapped[TimeMs]
    gateways: Mapped[int] = mapped_column(default=0)
    points_planned: Mapped[int] = mapped_column(default=0)
    points_heard: Mapped[int] = mapped_column(default=0)
    #: Last sign of life of any of its gateways, to the hour.
    heard_at: Mapped[TimeMs | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        # Everything that coverage sums, in the order in which it groups: it reads this and not the rows.
        Index(
            "ix_commissioning_area",
            "area",
            "category",
            "state",
            "gateways",
            "heard_at",
            "points_planned",
            "points_heard",
            "persons",
        ),
        Index("ix_commissioning_state", "state", "area", "organisation_id"),
    )


class CommissioningStep(Base):
    """One move of one organisation. Rows are only ever added."""

    __tablename__ = "commissioning_step"

    id: Mapped[RowId]
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"), index=True)
    at: Mapped[TimeMs]
    action: Mapped[ShortText]
    state: Mapped[ShortText]
    by: Mapped[ShortText]
    note: Mapped[LongText] = mapped_column(default="")


class WalkTest(Base):
    """What an installer's walk test (步测) found, as reported."""

    __tablename__ = "walk_test"

    id: Mapped[RowId]
    organisation_id: Mapped[Wide] = mapped_column(ForeignKey("organisation.id"), index=True)
    at: Mapped[TimeMs]
    by: Mapped[ShortText]
    tested: Mapped[int]
    passed: Mapped[int]
    #: `gateway/part` of the points that did not answer, at most a thousand.
    failed: Mapped[JsonList] = mapped_column(default=list)
    #: SHA-256 of the signed report; empty: none was given.
    report_sha256: Mapped[ShortText] = mapped_column(default="")
    note: Mapped[LongText] = mapped_column(default="")
