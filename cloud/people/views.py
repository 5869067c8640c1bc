"""Rows of people as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable

from cloud.people.duties import DUTIES, Duty
from cloud.people.schemas import AccountOut, GrantOut, SessionOut, TokenOut
from cloud.people.tables import Account, ApiToken, DutyGrant, LoginSession
from cloud.vocabulary import LabelOut

_UNKNOWN = LabelOut(zh="未知职责", en="unknown duty")


def duty_name(duty: str) -> LabelOut:
    """A duty's names."""
    if duty not in set(Duty):
        return _UNKNOWN
    entry = DUTIES[Duty(duty)]
    return LabelOut(zh=entry.zh, en=entry.en)


def grant(row: DutyGrant) -> GrantOut:
    """One grant."""
    return GrantOut(
        id=row.id,
        duty=Duty(row.duty),
        name=duty_name(row.duty),
        areas=row.areas,
        organisations=row.organisations,
        valid_until=row.valid_until,
        source=row.source,
        created_at=row.created_at,
        created_by=row.created_by,
    )


def grants(rows: Iterable[DutyGrant]) -> list[GrantOut]:
    """Grants of duties that this program knows."""
    known = set(Duty)
    return [grant(row) for row in rows if row.duty in known]


def account(row: Account, held: Iterable[DutyGrant]) -> AccountOut:
    """One account with its grants."""
    return AccountOut(
        id=row.id,
        login=row.login,
        name=row.name,
        disabled=row.disabled_at is not None,
        has_password=row.password_hash is not None,
        password_due=row.must_change_password,
        issuer=row.issuer,
        oidc_subject=row.oidc_subject,
        created_at=row.created_at,
        last_login_at=row.last_login_at,
        grants=grants(held),
    )


def session(row: LoginSession, current: int | None) -> SessionOut:
    """One session."""
    return SessionOut(
        id=row.id,
        method=row.method,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        ends_at=row.ends_at,
        address=row.address,
        agent=row.agent,
        current=row.id == current,
    )


def token(row: ApiToken) -> TokenOut:
    """One token, without its text."""
    return TokenOut(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        permissions=row.permissions,
        areas=row.areas,
        organisations=row.organisations,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
