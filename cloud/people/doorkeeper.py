"""Finds out who sent a request: by session cookie, by token, or by the open loopback listener.

1. A token in `Authorization: Bearer` is looked at first, and alone: a wrong one is refused even where nobody
   needs to log in.
2. A session that was not used for the idle time, or has reached its end, is nobody's.
3. A request that changes something and is let in by a cookie must prove that our own page sent it: by its
   `Origin` (which `cloud.guard` has compared) or by a header that other sites cannot set.
4. What is asked anonymously is counted by address, and refused with 429 beyond the bound.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fastapi import Request

from cloud.database.engine import Database
from cloud.errors import ApiError
from cloud.people import repository, secret_text
from cloud.people.asker import Identity, Permission
from cloud.people.duties import DUTIES, Duty
from cloud.people.identity import Bounds, Granted, Known, Local
from cloud.people.patience import Bucket, address_key
from cloud.people.settings import PeopleSettings
from cloud.people.tables import DutyGrant
from runtime.clock import Clock

#: The name of the session cookie; with TLS the prefix binds it to this host and to `Secure`.
COOKIE = "steppewatch-session"
SECURE_COOKIE = "__Host-steppewatch-session"
#: Any value: what counts is that a page of another site cannot set it.
PAGE_HEADER = "x-steppewatch"

_UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
#: A session's and a token's last use is written down at most so often.
_TOUCH_MS = 60_000


class Doorkeeper:
    """Knows sessions and tokens. Any thread may ask."""

    def __init__(self, database: Database, settings: PeopleSettings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._touch_ms = min(_TOUCH_MS, settings.session_idle_minutes * 20_000)
        self._anonymous = Bucket(clock, settings.anonymous_per_s, settings.anonymous_burst)

    def identify(self, request: Request, *, password_due_too: bool = False) -> Identity:
        """Who sent it. Raises ApiError: 401 nobody known, 403 not from our page, 429 too often."""
        identity = self.known(request)
        if identity is None:
            self._count(request)
            raise _login_needed()
        if isinstance(identity, Known) and identity.password_due and not password_due_too:
            raise ApiError(
                403,
                "password-due",
                "首次登录须先修改密码。",
                "Change your password first: the one you have was given to you.",
            )
        return identity

    def known(self, request: Request) -> Identity | None:
        """Who sent it; None: nobody known. Raises ApiError for a token that is not valid."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            found = self.by_token(token.strip())
            if found is None:
                self._count(request)
                raise ApiError(
                    401,
                    "token-refused",
                    "令牌无效、已过期或已吊销。",
                    "The token is not valid, has ended or was revoked.",
                    "header.authorization",
                )
            return found
        secret = session_secret(request)
        if secret is not None:
            session = self.by_session(secret)
            if session is not None:
                _must_be_our_page(request)
                return session
        return Local() if self._settings.login == "open-on-loopback" else None

    def by_session(self, secret: str) -> Known | None:
        """The account of a session that still holds."""
        now = self._clock.now_ms()
        with self._database.read() as session:
            row = repository.login_session(session, secret_text.fingerprint(secret))
            if row is None:
                return None
            idle_until = row.last_used_at + int(self._settings.session_idle_minutes * 60_000)
            if now >= min(idle_until, row.ends_at):
                return None
            account = repository.account(session, row.account_id)
            if account is None or account.disabled_at is not None:
                return None
            found = Known(
                account_id=account.id,
                login=account.login,
                name=account.name,
                via="session",
                grants=granted(repository.grants_now(session, account.id, now)),
                entry_id=row.id,
                password_due=account.must_change_password and row.method == "password",
                ends_at=min(idle_until, row.ends_at),
            )
            last_used = row.last_used_at
        if now - last_used >= self._touch_ms:
            with self._database.write() as session:
                repository.touch_session(session, found.entry_id, now)
        return found

    def by_token(self, token: str) -> Known | None:
        """The account of a token that still holds."""
        now = self._clock.now_ms()
        with self._database.read() as session:
            row = repository.token(session, secret_text.fingerprint(token))
            if row is None or row.revoked_at is not None or now >= row.expires_at:
                return None
            account = repository.account(session, row.account_id)
            if account is None or account.disabled_at is not None:
                return None
            found = Known(
                account_id=account.id,
                login=account.login,
                name=f"{account.name} ({row.name})"[:128],
                via="token",
                grants=granted(repository.grants_now(session, account.id, now)),
                entry_id=row.id,
                bounds=Bounds(
                    frozenset(Permission(one) for one in row.permissions if one in set(Permission)),
                    tuple(row.areas),
                    tuple(row.organisations),
                ),
                ends_at=row.expires_at,
            )
            last_used = row.last_used_at or 0
        if now - last_used >= _TOUCH_MS:
            with self._database.write() as session:
                repository.touch_token(session, found.entry_id, now)
        return found

    def still(self, identity: Identity) -> bool:
        """Whether somebody let in before would still be: for answers that last.

        Watching is using: a page that shows alarms does not go dark because nothing happened. Its session
        ends at its own end, or when somebody ends it.
        """
        if not isinstance(identity, Known):
            return True
        now = self._clock.now_ms()
        with self._database.read() as session:
            account = repository.account(session, identity.account_id)
            if account is None or account.disabled_at is not None:
                return False
            if granted(repository.grants_now(session, identity.account_id, now)) != identity.grants:
                return False
            if not repository.entry_holds(session, identity.via, identity.entry_id, now):
                return False
            last_used = repository.session_last_used(session, identity.entry_id)
        if identity.in_person and now - last_used >= self._touch_ms:
            with self._database.write() as session:
                repository.touch_session(session, identity.entry_id, now)
        return True

    def _count(self, request: Request) -> None:
        if not self._anonymous.take(address_key(address_of(request))):
            raise ApiError(
                429,
                "too-many-requests",
                "未登录的请求过多,请稍后再试。",
                "Too many requests without a login from this address. Wait a little.",
                retry_after_s=1,
            )


def granted(rows: Iterable[DutyGrant]) -> tuple[Granted, ...]:
    """Grants as they count; a duty that this program does not know gives nothing."""
    known = set(Duty)
    return tuple(
        Granted(Duty(row.duty), tuple(row.areas), tuple(row.organisations))
        for row in rows
        if row.duty in known and Duty(row.duty) in DUTIES
    )


def session_secret(request: Request) -> str | None:
    """The session id that the browser sent."""
    secret = request.cookies.get(SECURE_COOKIE if is_secure(request) else COOKIE)
    return secret if secret and len(secret) <= 128 else None


def is_secure(request: Request) -> bool:
    """Whether the browser speaks TLS, to us or to the front before us."""
    return request.url.scheme == "https"


def address_of(request: Request) -> str:
    """Where the request came from."""
    return request.client.host if request.client is not None else "?"


def _must_be_our_page(request: Request) -> None:
    if request.method not in _UNSAFE:
        return
    if "origin" in request.headers or PAGE_HEADER in request.headers:
        return
    raise ApiError(
        403,
        "not-our-page",
        f"无法确认请求来自本平台页面;程序请使用令牌,或加上请求头 {PAGE_HEADER}。",
        f"The request does not show that it comes from our page: send `Origin` or the header {PAGE_HEADER};"
        " programs use a token.",
        f"header.{PAGE_HEADER}",
    )


def _login_needed() -> ApiError:
    return ApiError(401, "login-needed", "请先登录。", "Log in first.")
