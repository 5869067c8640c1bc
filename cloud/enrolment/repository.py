"""Queries of codes, certificates and gateways that are shut out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, select, update
from sqlalchemy.orm import Session

from cloud.database import counters
from cloud.database.upsert import insert
from cloud.enrolment.tables import Certificate, EnrolmentCode, ShutOut
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within
from cloud.registry.tables import Gateway

#: Rises with every change that brokers must hear of.
POLICY = "broker-policy"

Condition = Callable[[int], ColumnElement[bool]]

CODE_STATES: dict[str, Condition] = {
    "open": lambda now: and_(
        EnrolmentCode.used_at.is_(None), EnrolmentCode.withdrawn_at.is_(None), EnrolmentCode.ends_at > now
    ),
    "used": lambda now: EnrolmentCode.used_at.is_not(None),
    "withdrawn": lambda now: EnrolmentCode.withdrawn_at.is_not(None),
    "ended": lambda now: and_(
        EnrolmentCode.used_at.is_(None), EnrolmentCode.withdrawn_at.is_(None), EnrolmentCode.ends_at <= now
    ),
}

_NOT_REVOKED = Certificate.revoked_at.is_(None)
CERTIFICATE_STATES: dict[str, Condition] = {
    "current": lambda now: and_(_NOT_REVOKED, Certificate.followed_at.is_(None), Certificate.ends_at > now),
    "followed": lambda now: and_(
        _NOT_REVOKED, Certificate.followed_at.is_not(None), Certificate.ends_at > now
    ),
    "ended": lambda now: and_(_NOT_REVOKED, Certificate.ends_at <= now),
    "revoked": lambda now: Certificate.revoked_at.is_not(None),
}


def code_by_digest(session: Session, digest: str, *, for_update: bool = False) -> EnrolmentCode | None:
    """The code of this digest; nobody else uses or withdraws it meanwhile where `for_update`."""
    query = select(EnrolmentCode).where(EnrolmentCode.digest == digest)
    return session.scalar(query.with_for_update() if for_update else query)


def code_for_change(session: Session, asker: Asker, id: int) -> EnrolmentCode | None:
    """The code, if the asker sees it; nobody else uses or withdraws it meanwhile."""
    visible = within(asker, EnrolmentCode.area, EnrolmentCode.organisation_id)
    return session.scalar(select(EnrolmentCode).where(EnrolmentCode.id == id, visible).with_for_update())


def codes(
    session: Session,
    asker: Asker,
    now: int,
    *,
    state: str | None,
    gateway: str | None,
    before: int | None,
    limit: int,
) -> tuple[list[EnrolmentCode], bool]:
    """The newest codes below `before`, newest first, and whether there are more."""
    query = select(EnrolmentCode).where(within(asker, EnrolmentCode.area, EnrolmentCode.organisation_id))
    if state is not None:
        query = query.where(CODE_STATES[state](now))
    if gateway is not None:
        query = query.where(EnrolmentCode.gateway == gateway)
    return _newest(session, query, EnrolmentCode.id, before, limit)


def open_codes_of(session: Session, gateway: str, now: int) -> list[EnrolmentCode]:
    """Codes of this gateway that could still be used."""
    return list(
        session.scalars(
            select(EnrolmentCode).where(EnrolmentCode.gateway == gateway, CODE_STATES["open"](now))
        )
    )


def certificate_of_code(session: Session, code_id: int) -> Certificate | None:
    """The certificate that a code brought."""
    return session.scalar(select(Certificate).where(Certificate.code_id == code_id))


def renewal_of(session: Session, id: int, key_digest: str) -> Certificate | None:
    """The certificate that renewed this one with this key."""
    return session.scalar(
        select(Certificate)
        .where(Certificate.renews == id, Certificate.key_digest == key_digest)
        .order_by(Certificate.id.desc())
        .limit(1)
    )


def by_serial(session: Session, serial: str, *, for_update: bool = False) -> Certificate | None:
    """The certificate of this serial number (hex); nobody else renews it meanwhile where `for_update`."""
    query = select(Certificate).where(Certificate.serial == serial)
    return session.scalar(query.with_for_update() if for_update else query)


def seen_by_serial(session: Session, asker: Asker, serial: str) -> Certificate | None:
    """The certificate, if the asker sees it."""
    visible = within(asker, Certificate.area, Certificate.organisation_id)
    return session.scalar(select(Certificate).where(Certificate.serial == serial, visible))


def certificates(
    session: Session,
    asker: Asker,
    now: int,
    *,
    state: str | None,
    area: str | None,
    gateway: str | None,
    ends_before: int | None,
    before: int | None,
    limit: int,
) -> tuple[list[Certificate], bool]:
    """The newest certificates below `before`, newest first, and whether there are more."""
    query = select(Certificate).where(within(asker, Certificate.area, Certificate.organisation_id))
    if state is not None:
        query = query.where(CERTIFICATE_STATES[state](now))
    if area is not None:
        query = query.where(in_area(Certificate.area, area))
    if gateway is not None:
        query = query.where(Certificate.gateway == gateway)
    if ends_before is not None:
        query = query.where(Certificate.ends_at < ends_before)
    return _newest(session, query, Certificate.id, before, limit)


def good_certificates_of(session: Session, gateway: str, now: int) -> list[Certificate]:
    """Certificates of this gateway that would be believed."""
    return list(
        session.scalars(
            select(Certificate).where(Certificate.gateway == gateway, _NOT_REVOKED, Certificate.ends_at > now)
        )
    )


def last_given(session: Session, gateway: str, now: int) -> Certificate | EnrolmentCode | None:
    """The newest certificate of this gateway in whatever state, or else its newest open code."""
    certificates = select(Certificate).where(Certificate.gateway == gateway).order_by(Certificate.id.desc())
    found = session.scalar(certificates.limit(1))
    if found is not None:
        return found
    codes_made = select(EnrolmentCode).where(EnrolmentCode.gateway == gateway, CODE_STATES["open"](now))
    return session.scalar(codes_made.order_by(EnrolmentCode.id.desc()).limit(1))


def follow(session: Session, gateway: str, newest: int, now: int) -> None:
    """Note on older certificates of the gateway that a newer one stands."""
    session.execute(
        update(Certificate)
        .where(Certificate.gateway == gateway, Certificate.id != newest, Certificate.followed_at.is_(None))
        .values(followed_at=now)
    )


def revoked_serials(session: Session, now: int) -> list[tuple[str, int]]:
    """Serial numbers and times of what is revoked and has not ended anyway."""
    rows = session.execute(
        select(Certificate.serial, Certificate.revoked_at)
        .where(Certificate.revoked_at.is_not(None), Certificate.ends_at > now)
        .order_by(Certificate.id)
    )
    return [(serial, at) for serial, at in rows if at is not None]


def shut_out(session: Session, gateway: str) -> ShutOut | None:
    """Whether this gateway is shut out, and since when."""
    return session.get(ShutOut, gateway)


def all_shut_out(session: Session) -> list[ShutOut]:
    """Every gateway that is shut out; brokers and ingest need them all."""
    return list(session.scalars(select(ShutOut).order_by(ShutOut.gateway)))


def seen_shut_out(
    session: Session, asker: Asker, after: str, limit: int, gateway: str | None = None
) -> tuple[list[ShutOut], bool]:
    """Those the asker sees, by name behind `after`, and whether there are more."""
    query = (
        select(ShutOut)
        .where(within(asker, ShutOut.area), ShutOut.gateway > after)
        .order_by(ShutOut.gateway)
        .limit(limit + 1)
    )
    if gateway is not None:
        query = query.where(ShutOut.gateway == gateway)
    rows = list(session.scalars(query))
    return rows[:limit], len(rows) > limit


def shut(session: Session, row: dict[str, Any]) -> None:
    """Shut a gateway out; again changes nothing."""
    session.execute(insert(session, ShutOut).values(**row).on_conflict_do_nothing())


def gateway(session: Session, id: str) -> Gateway | None:
    """The registry's row of a gateway."""
    return session.get(Gateway, id)


def area_of(session: Session, organisation_id: int, *, for_update: bool = False) -> str | None:
    """Where an organisation lies, whoever asks; it is locked where `for_update`. None: there is none."""
    query = select(Organisation.area).where(Organisation.id == organisation_id)
    return session.scalar(query.with_for_update() if for_update else query)


def good_certificates(session: Session, now: int, after: int, limit: int) -> list[Row[Any]]:
    """Id, serial, area and gateway of every certificate that is to be believed, by id behind `after`."""
    query = (
        select(Certificate.id, Certificate.serial, Certificate.area, Certificate.gateway)
        .where(_NOT_REVOKED, Certificate.ends_at > now, Certificate.id > after)
        .where(Certificate.gateway.not_in(select(ShutOut.gateway)))
        .order_by(Certificate.id)
        .limit(limit)
    )
    return list(session.execute(query))


def policy_changed(session: Session) -> None:
    """Brokers must hear of what this transaction changes."""
    counters.advance(session, POLICY)


def policy_revision(session: Session) -> int:
    """How often the policy has changed."""
    return counters.current(session, POLICY)


def _newest(
    session: Session, query: Select[Any], id: Any, before: int | None, limit: int
) -> tuple[list[Any], bool]:
    if before is not None:
        query = query.where(id < before)
    rows = list(session.scalars(query.order_by(id.desc()).limit(limit + 1)))
    return rows[:limit], len(rows) > limit


def revoked_since(session: Session, since: int) -> list[tuple[str, str, str]]:
    """Serial, area and gateway of what was revoked since then."""
    rows = session.execute(
        select(Certificate.serial, Certificate.area, Certificate.gateway).where(
            Certificate.revoked_at > since
        )
    )
    return [(serial, area, gateway) for serial, area, gateway in rows]
