"""Accounts, their grants, and how they come in. No password, session id or token is kept in clear."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, LongText, RowId, ShortText, TimeMs, Wide


class Account(Base):
    """One person, or one program that holds tokens."""

    __tablename__ = "account"

    id: Mapped[RowId]
    #: What they log in with, in one written form (`names.written`).
    login: Mapped[ShortText] = mapped_column(unique=True)
    name: Mapped[ShortText]
    #: Argon2id in its own notation; None: they come in by OIDC only.
    password_hash: Mapped[LongText | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    password_changed_at: Mapped[TimeMs | None]
    #: The person's identity at the OIDC provider.
    issuer: Mapped[ShortText | None]
    oidc_subject: Mapped[ShortText | None]
    created_at: Mapped[TimeMs]
    last_login_at: Mapped[TimeMs | None]
    disabled_at: Mapped[TimeMs | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("issuer", "oidc_subject"),)


class DutyGrant(Base):
    """A duty given to an account within a scope, until a time or for good."""

    __tablename__ = "duty_grant"

    id: Mapped[RowId]
    account_id: Mapped[Wide] = mapped_column(ForeignKey("account.id"), index=True)
    duty: Mapped[ShortText] = mapped_column(index=True)
    #: Prefixes of administrative codes, and ids of organisations.
    areas: Mapped[JsonList] = mapped_column(default=list)
    organisations: Mapped[JsonList] = mapped_column(default=list)
    valid_until: Mapped[TimeMs | None]
    #: `people`: given here. `oidc`: derived from claims, renewed at each login.
    source: Mapped[ShortText] = mapped_column(default="people")
    created_at: Mapped[TimeMs]
    created_by: Mapped[ShortText]


class LoginSession(Base):
    """One browser that has logged in."""

    __tablename__ = "login_session"

    id: Mapped[RowId]
    secret_hash: Mapped[ShortText] = mapped_column(unique=True)
    account_id: Mapped[Wide] = mapped_column(ForeignKey("account.id"), index=True)
    #: `password` or `oidc`.
    method: Mapped[ShortText]
    created_at: Mapped[TimeMs]
    last_used_at: Mapped[TimeMs]
    ends_at: Mapped[TimeMs]
    address: Mapped[ShortText]
    agent: Mapped[ShortText]

    __table_args__ = (Index("ix_login_session_last_used_at", "last_used_at"),)


class ApiToken(Base):
    """A token for a program. It may never do more than its account may."""

    __tablename__ = "api_token"

    id: Mapped[RowId]
    account_id: Mapped[Wide] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[ShortText]
    #: Its first characters, by which people tell tokens apart.
    prefix: Mapped[ShortText]
    secret_hash: Mapped[ShortText] = mapped_column(unique=True)
    permissions: Mapped[JsonList]
    #: Narrower than the account's scope; both empty: the account's own.
    areas: Mapped[JsonList]
    organisations: Mapped[JsonList]
    created_at: Mapped[TimeMs]
    expires_at: Mapped[TimeMs]
    last_used_at: Mapped[TimeMs | None]
    revoked_at: Mapped[TimeMs | None]


class OidcFlow(Base):
    """A login that has gone to the OIDC provider and has not come back."""

    __tablename__ = "oidc_flow"

    state_hash: Mapped[ShortText] = mapped_column(primary_key=True)
    #: Hash of the cookie of the browser that began it.
    browser_hash: Mapped[ShortText]
    nonce: Mapped[ShortText]
    verifier: Mapped[ShortText]
    created_at: Mapped[TimeMs] = mapped_column(index=True)
