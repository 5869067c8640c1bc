"""What accounts may read, and the rows that they get. Opens and commits nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.departments.profiles import FIELDS, PROFILES
from cloud.departments.schemas import ShareIn
from cloud.departments.tables import DepartmentShare
from cloud.duty.days import day_of
from cloud.errors import ApiError, not_found
from cloud.hazards import service as hazards
from cloud.hazards import state_table
from cloud.hazards.tables import Hazard
from cloud.inspections import repository as inspections
from cloud.inspections.repository import Seen
from cloud.inspections.tables import Inspection
from cloud.organisations.tables import Organisation
from cloud.people import repository as people
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.risk.scores import worst_repository as scores
from cloud.versions import check_version


def share(session: Session, asker: Asker, account_id: int, told: ShareIn, now: int) -> DepartmentShare:
    """What an account may read from now on."""
    if people.account(session, account_id) is None:
        raise not_found("账号", "account", "path.account_id")
    row = session.get(DepartmentShare, account_id, with_for_update=True)
    check_version(0 if row is None else row.version, told.version)
    profile = PROFILES[told.profile]
    values: dict[str, Any] = {
        "profile": told.profile,
        "categories": list(profile.categories) if told.categories is None else told.categories,
        "fields": list(profile.fields) if told.fields is None else told.fields,
    }
    before = None if row is None else {name: getattr(row, name) for name in values}
    if row is None:
        row = DepartmentShare(account_id=account_id, version=0, by=asker.name, changed_at=now, **values)
        session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.by, row.changed_at, row.version = asker.name, now, row.version + 1
    session.flush()
    audit.record(session, asker, "department.share", f"account/{account_id}", before, values, at=now)
    return row


def take_back(session: Session, asker: Asker, account_id: int, now: int) -> None:
    """The account reads nothing any more."""
    row = session.get(DepartmentShare, account_id, with_for_update=True)
    if row is None:
        raise not_found("共享", "share", "path.account_id")
    before = {"profile": row.profile, "categories": row.categories, "fields": row.fields}
    session.delete(row)
    session.flush()
    audit.record(session, asker, "department.take-back", f"account/{account_id}", before, None, at=now)


def of(session: Session, asker: Asker) -> DepartmentShare:
    """What the asker may read; ApiError 403 when nobody has said."""
    row = session.get(DepartmentShare, asker.account_id) if asker.account_id is not None else None
    if row is None:
        raise ApiError(
            403,
            "nothing-shared",
            "尚未为该账号设定共享字段,请联系系统管理员。",
            "No fields are shared with this account yet. Ask a system administrator.",
        )
    return row


def shared_hazards(
    session: Session, asker: Asker, share: DepartmentShare, *, after: int, limit: int, today: date
) -> list[dict[str, Any]]:
    """Hazards by id with the fields of a share and no others."""
    query = (
        select(Hazard, Organisation)
        .join(Organisation, Organisation.id == Hazard.organisation_id)
        .where(Hazard.id > after, within(asker, Hazard.area, Hazard.organisation_id))
        .order_by(Hazard.id)
        .limit(limit)
    )
    if share.categories:
        query = query.where(Organisation.category.in_(share.categories))
    rows = session.execute(query)
    chosen = _chosen(share, "hazard")
    return [
        {"id": row.id} | {name: _HAZARD[name](row, owner, today) for name in chosen} for row, owner in rows
    ]


def shared_inspections(
    session: Session, asker: Asker, share: DepartmentShare, *, after: int, limit: int
) -> list[dict[str, Any]]:
    """Inspections by id with the fields of a share and no others."""
    query = (
        select(Inspection.id)
        .join(Organisation, Organisation.id == Inspection.organisation_id)
        .where(Inspection.id > after, within(asker, Inspection.area, Inspection.organisation_id))
        .order_by(Inspection.id)
        .limit(limit)
    )
    if share.categories:
        query = query.where(Organisation.category.in_(share.categories))
    numbers = list(session.scalars(query))
    names = {
        number: [person.name for person in going]
        for number, going in inspections.who_goes(session, numbers).items()
    }
    chosen = _chosen(share, "inspection")
    return [
        {"id": one.inspection.id}
        | {name: _INSPECTION[name](one, names.get(one.inspection.id, [])) for name in chosen}
        for one in inspections.seen(session, numbers)
    ]


def shared_risk(
    session: Session, asker: Asker, share: DepartmentShare, *, after: int, limit: int
) -> list[dict[str, Any]]:
    """Organisations by id with the risk of their worst site: the fields of a share and no others."""
    rows = scores.worst_of(session, asker, categories=share.categories, after=after, limit=limit)
    chosen = _chosen(share, "risk")
    return [{"id": row.organisation.id} | {name: _RISK[name](row) for name in chosen} for row in rows]


def _chosen(share: DepartmentShare, noun: str) -> list[str]:
    return [name for name in FIELDS if name in share.fields and noun in FIELDS[name].nouns]


def _day(at: int | None) -> str | None:
    return None if at is None else day_of(at).isoformat()


_HAZARD: Final[dict[str, Callable[[Hazard, Organisation, date], Any]]] = {
    "organisation_number": lambda _row, owner, _today: owner.number,
    "organisation": lambda _row, owner, _today: owner.name,
    "credit_code": lambda _row, owner, _today: owner.credit_code,
    "area": lambda row, _owner, _today: row.area,
    "category": lambda _row, owner, _today: owner.category,
    "address": lambda _row, owner, _today: owner.address,
    "state": lambda row, _owner, _today: row.state,
    "grade": lambda row, _owner, _today: row.grade,
    "clause": lambda row, _owner, _today: row.clause_zh,
    "text": lambda row, _owner, _today: row.text,
    "place": lambda row, _owner, _today: row.place,
    "deadline": lambda row, _owner, _today: row.deadline,
    "overdue": lambda row, _owner, today: state_table.overdue(hazards.standing(row), today),
    "found_on": lambda row, _owner, _today: _day(row.found_at),
    "closed_on": lambda row, _owner, _today: _day(row.closed_at),
}
_INSPECTION: Final[dict[str, Callable[[Seen, list[str]], Any]]] = {
    "organisation_number": lambda one, _names: one.organisation.number,
    "organisation": lambda one, _names: one.organisation.name,
    "credit_code": lambda one, _names: one.organisation.credit_code,
    "area": lambda one, _names: one.inspection.area,
    "category": lambda one, _names: one.organisation.category,
    "address": lambda one, _names: one.organisation.address,
    "state": lambda one, _names: one.inspection.state,
    "closed_on": lambda one, _names: _day(one.inspection.closed_at),
    "origin": lambda one, _names: one.inspection.origin,
    "result": lambda one, _names: one.inspection.result,
    "inspected_on": lambda one, _names: _day(one.inspection.submitted_at),
    "hazards": lambda one, _names: one.hazards,
    "hazards_open": lambda one, _names: one.hazards_open,
    "inspectors": lambda _one, names: names,
}
_RISK: Final[dict[str, Callable[[scores.Worst], Any]]] = {
    "organisation_number": lambda one: one.organisation.number,
    "organisation": lambda one: one.organisation.name,
    "credit_code": lambda one: one.organisation.credit_code,
    "area": lambda one: one.organisation.area,
    "category": lambda one: one.organisation.category,
    "address": lambda one: one.organisation.address,
    "risk_band": lambda one: one.band,
    "risk_index": lambda one: round(one.safety, 1),
    "risk_sites": lambda one: one.sites,
    "risk_scored_on": lambda one: _day(one.scored_at),
}
