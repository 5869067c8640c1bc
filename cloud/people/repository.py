"""Queries of accounts, grants, sessions, tokens and logins under way."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from cloud.people.asker import Asker
from cloud.people.duties import Duty
from cloud.people.scope import sees
from cloud.people.tables import Account, ApiToken, DutyGrant, LoginSession, OidcFlow


def account(session: Session, account_id: int, *, for_update: bool = False) -> Account | None:
    """One account."""
    return session.get(Account, account_id, with_for_update=for_update or None)


def account_by_login(session: Session, login: str) -> Account | None:
    """The account of a written login name."""
    return session.scalars(select(Account).where(Account.login == login)).one_or_none()


def account_by_subject(session: Session, issuer: str, subject: str) -> Account | None:
    """The account of a person at an OIDC provider."""
    return session.scalars(
        select(Account).where(Account.issuer == issuer, Account.oidc_subject == subject)
    ).one_or_none()


def accounts(session: Session, search: str | None, after: int, limit: int) -> list[Account]:
    """Accounts by id, whose login or name contains `search`."""
    query = select(Account).where(Account.id > after).order_by(Account.id).limit(limit)
    if search:
        query = query.where(
            or_(
                Account.login.contains(search.casefold(), autoescape=True),
                Account.name.contains(search, autoescape=True),
            )
        )
    return list(session.scalars(query))


def grants(session: Session, account_ids: Collection[int]) -> list[DutyGrant]:
    """Every grant of these accounts, ended ones included."""
    return list(
        session.scalars(select(DutyGrant).where(DutyGrant.account_id.in_(account_ids)).order_by(DutyGrant.id))
    )


def grants_now(session: Session, account_id: int, now: int) -> list[DutyGrant]:
    """The grants that hold now."""
    return list(session.scalars(select(DutyGrant).where(DutyGrant.account_id == account_id, _holds(now))))


def holders(
    session: Session, duties: Collection[str], area: str, organisation_id: int | None, now: int
) -> list[int]:
    """Enabled accounts that hold one of these duties over a place now, by id."""
    query = (
        select(Account.id, DutyGrant.areas, DutyGrant.organisations)
        .join(DutyGrant, DutyGrant.account_id == Account.id)
        .where(Account.disabled_at.is_(None), DutyGrant.duty.in_(sorted(duties)), _holds(now))
    )
    found = {
        number
        for number, areas, organisations in session.execute(query)
        if sees(Asker("duty", areas=tuple(areas), organisations=tuple(organisations)), area, organisation_id)
    }
    return sorted(found)


def lasting_administrators(session: Session) -> set[int]:
    """Accounts that are enabled and administrators with no end in sight; locked until the commit."""
    rows = session.scalars(
        select(Account.id)
        .join(DutyGrant, DutyGrant.account_id == Account.id)
        .where(
            DutyGrant.duty == Duty.SYSTEM_ADMINISTRATOR.value,
            DutyGrant.valid_until.is_(None),
            Account.disabled_at.is_(None),
            or_(Account.password_hash.is_not(None), Account.oidc_subject.is_not(None)),
        )
        .with_for_update()
    )
    return set(rows)


def login_session(session: Session, secret_hash: str) -> LoginSession | None:
    """One session by what is kept of its id."""
    return session.scalars(select(LoginSession).where(LoginSession.secret_hash == secret_hash)).one_or_none()


def login_sessions(session: Session, account_id: int) -> list[LoginSession]:
    """An account's sessions, the longest unused first."""
    return list(
        session.scalars(
            select(LoginSession)
            .where(LoginSession.account_id == account_id)
            .order_by(LoginSession.last_used_at, LoginSession.id)
        )
    )


def delete_sessions(session: Session, *conditions: ColumnElement[bool]) -> int:
    """End sessions."""
    return _deleted(session.execute(delete(LoginSession).where(*conditions)))


def session_last_used(session: Session, session_id: int) -> int:
    """When a session was last used; 0 when it has ended."""
    return session.scalar(select(LoginSession.last_used_at).where(LoginSession.id == session_id)) or 0


def touch_session(session: Session, session_id: int, now: int) -> None:
    """It was used."""
    session.execute(update(LoginSession).where(LoginSession.id == session_id).values(last_used_at=now))


def token(session: Session, secret_hash: str) -> ApiToken | None:
    """One token by what is kept of it."""
    return session.scalars(select(ApiToken).where(ApiToken.secret_hash == secret_hash)).one_or_none()


def tokens(session: Session, account_id: int) -> list[ApiToken]:
    """An account's tokens, revoked ones included, newest first; at most 500."""
    return list(
        session.scalars(
            select(ApiToken).where(ApiToken.account_id == account_id).order_by(ApiToken.id.desc()).limit(500)
        )
    )


def live_tokens(session: Session, account_id: int, now: int) -> int:
    """How many tokens of the account still work."""
    return (
        session.scalar(
            select(func.count())
            .select_from(ApiToken)
            .where(
                ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now
            )
        )
        or 0
    )


def touch_token(session: Session, token_id: int, now: int) -> None:
    """It was used."""
    session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))


def entry_holds(session: Session, via: str, entry_id: int, now: int) -> bool:
    """Whether a session has not been ended, or a token not revoked, since it let somebody in."""
    if via == "session":
        ends_at = session.scalar(select(LoginSession.ends_at).where(LoginSession.id == entry_id))
    else:
        ends_at = session.scalar(
            select(ApiToken.expires_at).where(ApiToken.id == entry_id, ApiToken.revoked_at.is_(None))
        )
    return ends_at is not None and now < ends_at


def take_flow(session: Session, state_hash: str) -> OidcFlow | None:
    """A login under way, which cannot be taken twice."""
    row = session.scalars(
        select(OidcFlow).where(OidcFlow.state_hash == state_hash).with_for_update()
    ).one_or_none()
    if row is not None:
        session.delete(row)
        session.flush()
    return row


def drop_flows(session: Session, before: int, keep: int) -> None:
    """Forget logins begun before this time, and the oldest beyond `keep`."""
    session.execute(delete(OidcFlow).where(OidcFlow.created_at < before))
    newest = select(OidcFlow.state_hash).order_by(OidcFlow.created_at.desc()).offset(keep).limit(1_000)
    surplus = list(session.scalars(newest))
    if surplus:
        session.execute(delete(OidcFlow).where(OidcFlow.state_hash.in_(surplus)))


def _holds(now: int) -> ColumnElement[bool]:
    return or_(DutyGrant.valid_until.is_(None), DutyGrant.valid_until > now)


def _deleted(result: Any) -> int:
    return int(result.rowcount)
