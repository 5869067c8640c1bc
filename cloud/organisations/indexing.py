"""What of each thing goes into the search. Opens and commits nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from cloud.organisations.tables import Building, Device, GatewayPlace, Organisation, Point, Room
from cloud.search import service as search
from cloud.search.schemas import Kind
from cloud.search.service import Entry

Areas = Mapping[int, str]


def put(session: Session, table: type[Any], rows: Sequence[Any], areas: Areas) -> None:
    """Let these rows be found; `areas` gives the area of each organisation that they belong to."""
    writer = _WRITERS.get(table)
    if writer is not None and rows:
        writer(session, rows, areas)


def remove(session: Session, table: type[Any], key: str) -> None:
    """Let a row be found no more. Names that rooms and points share stay: they lead to what is there."""
    kind = _KINDS.get(table)
    if kind is not None:
        search.remove(session, kind, [key])


def _organisations(session: Session, rows: Sequence[Organisation], _areas: Areas) -> None:
    search.put(
        session,
        [
            Entry(
                "organisation",
                str(row.id),
                row.name,
                " ".join((row.address, *(contact["name"] for contact in row.contacts))),
                " ".join((row.number, row.credit_code or "", *_phones(row))),
                row.area,
                row.id,
            )
            for row in rows
        ],
    )


def _phones(row: Organisation) -> list[str]:
    return [contact["phone"] for contact in row.contacts]


def _buildings(session: Session, rows: Sequence[Building], areas: Areas) -> None:
    search.put(
        session,
        [
            Entry(
                "building",
                str(row.id),
                row.name,
                f"{row.address} {row.use}".strip(),
                "",
                areas[row.organisation_id],
                row.organisation_id,
            )
            for row in rows
        ],
    )


def _gateways(session: Session, rows: Sequence[GatewayPlace], areas: Areas) -> None:
    search.put(
        session,
        [
            Entry(
                "gateway",
                row.gateway,
                row.name or row.gateway,
                "",
                row.gateway,
                areas[row.organisation_id],
                row.organisation_id,
            )
            for row in rows
        ],
    )


def _devices(session: Session, rows: Sequence[Device], areas: Areas) -> None:
    search.put(
        session,
        [
            Entry(
                "device",
                str(row.id),
                row.name,
                row.serial,
                f"{row.serial} {row.profile} {row.gateway or ''}",
                areas[row.organisation_id],
                row.organisation_id,
            )
            for row in rows
        ],
    )


def _rooms(session: Session, rows: Sequence[Room], _areas: Areas) -> None:
    search.put_room_names(session, {row.name for row in rows})


def _points(session: Session, rows: Sequence[Point], _areas: Areas) -> None:
    search.put_point_names(session, {row.name for row in rows}, {row.part for row in rows})


_KINDS: Final[dict[type[Any], Kind]] = {
    Organisation: "organisation",
    Building: "building",
    GatewayPlace: "gateway",
    Device: "device",
}
_WRITERS: Final[dict[type[Any], Callable[[Session, Any, Areas], None]]] = {
    Organisation: _organisations,
    Building: _buildings,
    GatewayPlace: _gateways,
    Device: _devices,
    Room: _rooms,
    Point: _points,
}
