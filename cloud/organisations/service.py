"""Changing the registry of places. Opens and commits nothing; every change is in the audit log.

1.  What the asker does not see is not there (404). What somebody else changed meanwhile is refused (409,
    `moved`).
2.  Every change below an organisation locks the organisation's row first. So what a row refers to stays,
    and the figures of an organisation are counted by one writer at a time.
3.  Only what nothing hangs on can be deleted. Anything else is suspended.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.duty import repository as duty_rooms
from cloud.enrolment import repository as enrolment
from cloud.errors import ApiError, not_found
from cloud.live import changes
from cloud.organisations import indexing, repository
from cloud.organisations.commissioning import State
from cloud.organisations.nouns import ORGANISATION, POINT, Noun
from cloud.organisations.schemas import GatewayPlaceIn, OrganisationChange, OrganisationIn
from cloud.organisations.tables import (
    Building,
    Commissioning,
    CommissioningStep,
    Device,
    GatewayPlace,
    Organisation,
    Point,
    Room,
)
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees
from cloud.search import service as search
from cloud.versions import check_version

_UNSEEN = frozenset({"version", "changed_at", "created_at", "id"})


def locked(session: Session, asker: Asker, organisation_id: int) -> Organisation:
    """The organisation, locked until the transaction ends."""
    found = repository.organisation(session, asker, organisation_id, for_update=True)
    if found is None:
        raise not_found("单位", "organisation", "path.id")
    return found


def add_organisation(session: Session, asker: Asker, told: OrganisationIn, now: int) -> Organisation:
    """A new organisation, planned."""
    _check_organisation(session, asker, told, None)
    row = Organisation(**told.model_dump(mode="json"), version=1, created_at=now, changed_at=now)
    session.add(row)
    session.flush()
    session.add(commissioning_of(row, now))
    session.add(
        CommissioningStep(
            organisation_id=row.id, at=now, action="plan", state=State.PLANNED, by=asker.name, note=""
        )
    )
    indexing.put(session, Organisation, [row], {})
    audit.record(session, asker, "organisation.add", f"organisation/{row.id}", None, seen(row), at=now)
    return row


def commissioning_of(row: Organisation, now: int) -> Commissioning:
    """The beginnings of a planned organisation."""
    return Commissioning(
        organisation_id=row.id,
        area=row.area,
        category=row.category,
        persons=row.persons or 0,
        state=State.PLANNED,
        former=None,
        since=now,
        gateways=0,
        points_planned=0,
        points_heard=0,
        heard_at=None,
        version=1,
    )


def change_organisation(
    session: Session, asker: Asker, number: int, told: OrganisationChange, now: int
) -> Organisation:
    """The organisation as it shall be from now on."""
    row = locked(session, asker, number)
    check_version(row.version, told.version)
    _check_organisation(session, asker, told, row.id)
    before = seen(row)
    moved = row.area != told.area
    _take(row, told.model_dump(mode="json", exclude={"version"}), now)
    session.flush()
    progress = repository.commissioning(session, row.id)
    progress.area, progress.category, progress.persons = row.area, row.category, row.persons or 0
    session.flush()
    indexing.put(session, Organisation, [row], {})
    if moved:
        carry_below(session, row)
    audit.record(session, asker, "organisation.change", f"organisation/{row.id}", before, seen(row), at=now)
    return row


def carry_below(session: Session, row: Organisation) -> None:
    """Give everything below an organisation its new area."""
    repository.move_below(session, row.id, row.area)
    duty_rooms.move(session, row.id, row.area)
    for table in (Building, GatewayPlace, Device):
        indexing.put(session, table, repository.all_below(session, table, row.id), {row.id: row.area})


def remove_organisation(session: Session, asker: Asker, number: int, version: int, now: int) -> None:
    """Delete an organisation that nothing hangs on and nothing speaks of."""
    row = locked(session, asker, number)
    check_version(row.version, version, where="query.version")
    _check_hanging(session, ORGANISATION, row.id, row.id)
    if repository.has_history(session, row.id):
        raise ApiError(
            409,
            "in-use",
            "该单位已有警情或步测记录,不能删除,请改为停用或注销。",
            "Alarms or walk tests speak of this organisation. Suspend or retire it instead.",
            "path.id",
        )
    before = seen(row)
    repository.delete_organisation(session, row.id)
    indexing.remove(session, Organisation, str(row.id))
    audit.record(session, asker, "organisation.remove", f"organisation/{number}", before, None, at=now)


def add(
    session: Session, asker: Asker, noun: Noun, owner: Organisation, values: dict[str, Any], now: int
) -> Any:
    """A new thing below an organisation that is `locked`."""
    given = {**values, "organisation_id": owner.id}
    if noun is POINT:
        given |= {"area": owner.area, "heard_at": None}
        _check_gateway(session, owner, values["gateway"])
    _check_taken(session, noun, given, None)
    _check_references(session, noun, given, owner.id)
    row = noun.table(**given, version=1, changed_at=now)
    session.add(row)
    session.flush()
    _count(session, noun, owner.id, {given.get("gateway")})
    indexing.put(session, noun.table, [row], {owner.id: owner.area})
    audit.record(session, asker, f"{noun.word}.add", f"{noun.word}/{row.id}", None, seen(row), at=now)
    return row


def change(session: Session, asker: Asker, noun: Noun, number: int, told: dict[str, Any], now: int) -> Any:
    """A thing below an organisation as it shall be from now on; `told` has its version."""
    row = found(session, asker, noun, number)
    owner = locked(session, asker, row.organisation_id)
    session.refresh(row)
    check_version(row.version, told["version"])
    given = {name: value for name, value in told.items() if name != "version"}
    key = {name: given.get(name, getattr(row, name)) for name in noun.key}
    _check_taken(session, noun, key, row.id)
    _check_references(session, noun, given, owner.id)
    before, gateways = seen(row), {getattr(row, "gateway", None), given.get("gateway")}
    if noun is POINT:
        _check_gateway(session, owner, given["gateway"])
        if (row.gateway, row.part) != (given["gateway"], given["part"]):
            row.heard_at = None
    _take(row, given, now)
    session.flush()
    _count(session, noun, owner.id, gateways)
    indexing.put(session, noun.table, [row], {owner.id: owner.area})
    audit.record(session, asker, f"{noun.word}.change", f"{noun.word}/{row.id}", before, seen(row), at=now)
    return row


def remove(session: Session, asker: Asker, noun: Noun, number: int, version: int, now: int) -> None:
    """Delete a thing that nothing hangs on."""
    row = found(session, asker, noun, number)
    owner = locked(session, asker, row.organisation_id)
    session.refresh(row)
    check_version(row.version, version, where="query.version")
    _check_hanging(session, noun, owner.id, row.id)
    before = seen(row)
    session.delete(row)
    session.flush()
    _count(session, noun, owner.id, {getattr(row, "gateway", None)})
    indexing.remove(session, noun.table, str(number))
    audit.record(session, asker, f"{noun.word}.remove", f"{noun.word}/{number}", before, None, at=now)


def bind(
    session: Session, asker: Asker, owner: Organisation, gateway: str, told: GatewayPlaceIn, now: int
) -> GatewayPlace:
    """Give a gateway to an organisation that is `locked`, and its open alarms with it.

    A gateway that was never heard is whose its last certificate or open code says.
    """
    place, heard = repository.gateway_place(session, gateway), repository.heard_gateway(session, gateway)
    if place is not None and place.organisation_id != owner.id:
        raise ApiError(
            409,
            "bound-elsewhere",
            "该网关已属于其他单位,请先在原单位解除绑定。",
            "The gateway belongs to another organisation. Release it there first.",
            "path.gateway",
        )
    known = heard or (enrolment.last_given(session, gateway, now) if place is None else None)
    if known is not None and not sees(asker, known.area, known.organisation_id):
        raise not_found("网关", "gateway", "path.gateway")
    if known is not None and known.area != owner.area:
        raise ApiError(
            409,
            "other-area",
            f"该网关属于区划 {known.area},而单位位于 {owner.area},请核对。",
            f"The gateway is one of area {known.area}, but the organisation lies in {owner.area}.",
            "path.gateway",
        )
    if place is not None:
        check_version(place.version, told.version or 0)
    given = told.model_dump(exclude={"version"})
    _check_references(session, _GATEWAY, given, owner.id)
    before = seen(place) if place is not None else None
    if place is None:
        place = GatewayPlace(
            gateway=gateway,
            organisation_id=owner.id,
            points_planned=0,
            points_heard=0,
            version=0,
            changed_at=now,
        )
        session.add(place)
    _take(place, given, now)
    session.flush()
    own(session, place)
    repository.recount(session, [owner.id], [gateway])
    session.refresh(place)
    indexing.put(session, GatewayPlace, [place], {owner.id: owner.area})
    audit.record(session, asker, "gateway.bind", f"gateway/{gateway}", before, seen(place), at=now)
    return place


def release(
    session: Session, asker: Asker, owner: Organisation, gateway: str, version: int, now: int
) -> None:
    """Take a gateway from its organisation. Its planned points must be gone or planned on another first."""
    place = repository.gateway_place(session, gateway)
    if place is None or place.organisation_id != owner.id:
        raise not_found("网关", "gateway", "path.gateway")
    check_version(place.version, version, where="query.version")
    _check_hanging(session, _GATEWAY, owner.id, gateway)
    before = seen(place)
    session.delete(place)
    session.flush()
    heard = repository.heard_gateway(session, gateway)
    if heard is not None:
        heard.organisation_id = heard.building_id = None
        changes.note(session, changes.GATEWAY, gateway)
    for alarm in repository.own_open_alarms(session, gateway, None):
        changes.note(session, changes.ALARM, alarm)
    session.flush()
    repository.recount(session, [owner.id])
    search.remove(session, "gateway", [gateway])
    audit.record(session, asker, "gateway.release", f"gateway/{gateway}", before, None, at=now)


def own(session: Session, place: GatewayPlace) -> bool:
    """Write onto a heard gateway and its open alarms whose they are; False: it was never heard, or knows."""
    heard = repository.heard_gateway(session, place.gateway)
    if heard is None or (heard.organisation_id, heard.building_id) == (
        place.organisation_id,
        place.building_id,
    ):
        return False
    heard.organisation_id, heard.building_id = place.organisation_id, place.building_id
    changes.note(session, changes.GATEWAY, place.gateway)
    for alarm in repository.own_open_alarms(session, place.gateway, place.organisation_id):
        changes.note(session, changes.ALARM, alarm)
    return True


def seen(row: Any) -> dict[str, Any]:
    """A row as the audit log keeps it."""
    return {
        column.name: getattr(row, column.name)
        for column in row.__table__.columns
        if column.name not in _UNSEEN
    }


_GATEWAY = Noun(
    GatewayPlace,
    "gateway",
    "网关",
    ("gateway",),
    (("building_id", Building), ("room_id", Room)),
    ((Point, "gateway", "点位", "points"), (Device, "gateway", "设备", "devices")),
)


def found(session: Session, asker: Asker, noun: Noun, number: int, where: str = "path.id") -> Any:
    """One thing below an organisation that the asker sees. Raises ApiError 404."""
    row = repository.below(session, asker, noun.table, number)
    if row is None:
        raise not_found(noun.zh, noun.word, where)
    return row


def _take(row: Any, values: dict[str, Any], now: int) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_at = now


def _count(session: Session, noun: Noun, organisation_id: int, gateways: set[str | None]) -> None:
    if noun is POINT:
        repository.recount(session, [organisation_id], [name for name in gateways if name is not None])


def _check_organisation(session: Session, asker: Asker, told: OrganisationIn, number: int | None) -> None:
    if not sees(asker, told.area, number):
        raise outside()
    for column, value in ((Organisation.number, told.number), (Organisation.credit_code, told.credit_code)):
        other = repository.organisation_by(session, column, value) if value is not None else None
        if other is not None and other.id != number:
            raise ApiError(
                409,
                "taken",
                f"{value} 已被其他单位使用。",
                f"{value} is already another organisation's.",
                f"body.{column.key}",
            )


def _check_taken(session: Session, noun: Noun, values: dict[str, Any], but: int | None) -> None:
    if repository.taken(session, noun.table, {name: values[name] for name in noun.key}, but):
        raise ApiError(
            409,
            "taken",
            f"同名{noun.zh}已存在。",
            f"There is already such a {noun.word}.",
            f"body.{noun.key[-1]}",
        )


def _check_references(session: Session, noun: Noun, values: dict[str, Any], organisation_id: int) -> None:
    for column, table in noun.refers:
        number = values.get(column)
        if number is not None and not repository.belongs(session, table, number, organisation_id):
            raise ApiError(
                422,
                "refers-nowhere",
                f"{column} {number} 不属于该单位。",
                f"{column} {number} is none of this organisation's.",
                f"body.{column}",
            )


def _check_gateway(session: Session, owner: Organisation, gateway: str) -> None:
    place = repository.gateway_place(session, gateway)
    if place is None or place.organisation_id != owner.id:
        raise ApiError(
            422,
            "refers-nowhere",
            f"网关 {gateway} 未绑定到该单位,请先绑定。",
            f"Gateway {gateway} is not bound to this organisation. Bind it first.",
            "body.gateway",
        )


def _check_hanging(session: Session, noun: Noun, organisation_id: int, key: Any) -> None:
    for table, column, zh, en in noun.hanging:
        if repository.hangs(session, table, organisation_id, column, key):
            raise ApiError(
                409,
                "in-use",
                f"该{noun.zh}下仍有{zh},不能删除。",
                f"There are still {en} of this {noun.word}; it cannot be deleted.",
                "path.id",
            )
