"""What may be done to accounts, grants, sessions and tokens. Opens and commits nothing; all is audited.

1. An account is never deleted, only disabled: the records name it.
2. Nobody changes their own duties or disables themselves, and the last lasting administrator stays.
3. A token never reaches further than its account does at the time it is used (`identity.narrowed`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.errors import ApiError, not_found
from cloud.people import names, repository, secret_text
from cloud.people.asker import Asker, Permission, whole_region
from cloud.people.duties import DUTIES, Duty, torn_apart
from cloud.people.settings import PeopleSettings
from cloud.people.tables import Account, ApiToken, DutyGrant, LoginSession

_DAY_MS = 86_400_000
_AGENT_LIMIT = 128


def account(session: Session, account_id: int, *, for_update: bool = False) -> Account:
    """One account. Raises ApiError 404."""
    row = repository.account(session, account_id, for_update=for_update)
    if row is None:
        raise not_found("账号", "account", "path.id")
    return row


def new_account(
    session: Session,
    asker: Asker,
    login: str,
    name: str,
    *,
    now: int,
    password_hash: str | None = None,
    must_change: bool = True,
    identity: tuple[str, str] | None = None,
) -> Account:
    """Make an account; `identity` is the issuer and subject of an OIDC provider. Raises ApiError 409, 422."""
    form = names.written(login)
    if not names.fit(form):
        raise ApiError(
            422,
            "login-unfit",
            f"账号名只能由文字、数字和 . _ @ + - 组成,至多 {names.MAX_LOGIN} 个字符。",
            f"A login is letters, digits and . _ @ + -, at most {names.MAX_LOGIN} of them.",
            "body.login",
        )
    if repository.account_by_login(session, form) is not None:
        raise ApiError(409, "login-taken", "该账号名已被使用。", "This login is taken already.", "body.login")
    if identity is not None and repository.account_by_subject(session, *identity) is not None:
        raise ApiError(
            409,
            "identity-taken",
            "该统一身份已绑定其他账号。",
            "This identity belongs to another account already.",
            "body.oidc_subject",
        )
    row = Account(
        login=form,
        name=name,
        password_hash=password_hash,
        must_change_password=password_hash is not None and must_change,
        password_changed_at=now if password_hash is not None else None,
        issuer=identity[0] if identity is not None else None,
        oidc_subject=identity[1] if identity is not None else None,
        created_at=now,
        version=1,
    )
    session.add(row)
    session.flush()
    audit.record(session, asker, "account.create", subject_of(row), None, _shown(row), at=now)
    return row


def change_account(
    session: Session, asker: Asker, account_id: int, *, name: str | None, disabled: bool | None, now: int
) -> Account:
    """Rename, disable or enable. Raises ApiError 404, 409."""
    row = account(session, account_id, for_update=True)
    before = _shown(row)
    if name is not None:
        row.name = name
    if disabled is True and row.disabled_at is None:
        _not_oneself(asker, row.id)
        _keep_an_administrator(session, without=row.id)
        row.disabled_at = now
        repository.delete_sessions(session, LoginSession.account_id == row.id)
    elif disabled is False:
        row.disabled_at = None
    if _shown(row) != before:
        row.version += 1
        session.flush()
        audit.record(session, asker, "account.change", subject_of(row), before, _shown(row), at=now)
    return row


def set_password(
    session: Session, asker: Asker, account_id: int, password_hash: str, *, must_change: bool, now: int
) -> None:
    """Give an account this password; every session of it ends."""
    row = account(session, account_id, for_update=True)
    row.password_hash = password_hash
    row.must_change_password = must_change
    row.password_changed_at = now
    row.version += 1
    repository.delete_sessions(session, LoginSession.account_id == row.id)
    session.flush()
    action = "account.password-reset" if must_change else "account.password-change"
    audit.record(session, asker, action, subject_of(row), at=now)


def give(
    session: Session,
    asker: Asker,
    account_id: int,
    duty: Duty,
    areas: Iterable[str],
    organisations: Iterable[int],
    *,
    valid_until: int | None,
    now: int,
) -> DutyGrant:
    """Grant a duty within a scope. Raises ApiError 404, 409, 422."""
    row = account(session, account_id, for_update=True)
    _not_oneself(asker, row.id)
    areas, organisations = sorted(set(areas)), sorted(set(organisations))
    if not areas and not organisations:
        raise ApiError(
            422,
            "scope-missing",
            "请指定地区或单位范围。",
            "Name areas or organisations: a duty holds within a scope.",
            "body.areas",
        )
    if DUTIES[duty].whole_region and not whole_region(areas):
        raise ApiError(
            422,
            "whole-region",
            f"{DUTIES[duty].zh}涉及整个平台,范围须为全区(15)。",
            f'The duty "{DUTIES[duty].en}" concerns the whole platform: its scope is area 15.',
            "body.areas",
        )
    if valid_until is not None and valid_until <= now:
        raise ApiError(
            422, "in-the-past", "有效期已过。", "`valid_until` lies in the past.", "body.valid_until"
        )
    held = repository.grants_now(session, row.id, now)
    against = torn_apart((Duty(grant.duty) for grant in held if grant.duty in set(Duty)), duty)
    if against is not None:
        raise ApiError(
            409,
            "duties-apart",
            f"职责分离:{DUTIES[against].zh}不能兼任{DUTIES[duty].zh}。",
            f"Separation of duties: a {DUTIES[against].en} cannot be {DUTIES[duty].en} as well.",
            "body.duty",
        )
    grant = DutyGrant(
        account_id=row.id,
        duty=duty.value,
        areas=areas,
        organisations=organisations,
        valid_until=valid_until,
        source="people",
        created_at=now,
        created_by=asker.name,
    )
    session.add(grant)
    session.flush()
    audit.record(session, asker, "grant.create", subject_of(row), None, _grant_shown(grant), at=now)
    return grant


def take(session: Session, asker: Asker, account_id: int, grant_id: int, *, now: int) -> None:
    """Take a grant back. Raises ApiError 404, 409."""
    row = account(session, account_id, for_update=True)
    grant = session.get(DutyGrant, grant_id)
    if grant is None or grant.account_id != row.id:
        raise not_found("授权", "grant", "path.grant_id")
    _not_oneself(asker, row.id)
    if grant.duty == Duty.SYSTEM_ADMINISTRATOR.value and grant.valid_until is None:
        others = [
            held
            for held in repository.grants(session, [row.id])
            if held.id != grant.id and held.duty == grant.duty and held.valid_until is None
        ]
        if not others:
            _keep_an_administrator(session, without=row.id)
    before = _grant_shown(grant)
    session.delete(grant)
    session.flush()
    audit.record(session, asker, "grant.remove", subject_of(row), before, None, at=now)


def open_session(
    session: Session,
    row: Account,
    method: str,
    *,
    address: str,
    agent: str,
    settings: PeopleSettings,
    now: int,
) -> tuple[str, LoginSession]:
    """Let somebody in; gives the session's secret, which is not kept. The oldest beyond the bound end."""
    held = repository.login_sessions(session, row.id)
    surplus = len(held) + 1 - settings.sessions_per_account
    for old in held[: max(surplus, 0)]:
        session.delete(old)
    secret = secret_text.session_id()
    made = LoginSession(
        secret_hash=secret_text.fingerprint(secret),
        account_id=row.id,
        method=method,
        created_at=now,
        last_used_at=now,
        ends_at=now + int(settings.session_hours * 3_600_000),
        address=address[:_AGENT_LIMIT],
        agent=agent[:_AGENT_LIMIT],
    )
    session.add(made)
    row.last_login_at = now
    session.flush()
    return secret, made


def end_session(session: Session, asker: Asker, session_id: int, account_id: int, *, now: int) -> None:
    """End one session of an account. Raises ApiError 404."""
    row = session.get(LoginSession, session_id)
    if row is None or row.account_id != account_id:
        raise not_found("会话", "session", "path.id")
    session.delete(row)
    session.flush()
    audit.record(
        session, asker, "session.end", f"account/{account_id}", {"session": session_id}, None, at=now
    )


def new_token(
    session: Session,
    asker: Asker,
    owner: Account,
    name: str,
    permissions: Iterable[Permission],
    areas: Iterable[str],
    organisations: Iterable[int],
    *,
    days: int,
    may: frozenset[Permission],
    settings: PeopleSettings,
    now: int,
) -> tuple[str, ApiToken]:
    """Make a token; gives its text, which is shown once and not kept. Raises ApiError 409, 422."""
    wanted = frozenset(permissions)
    beyond = sorted(wanted - may)
    if beyond:
        raise ApiError(
            422,
            "beyond-own",
            f"令牌权限不能超出本人权限:{'、'.join(beyond)}。",
            f"A token cannot do more than you: {', '.join(beyond)}.",
            "body.permissions",
        )
    if days > settings.token_days:
        raise ApiError(
            422,
            "too-long",
            f"令牌有效期至多 {settings.token_days} 天。",
            f"A token lives for at most {settings.token_days} days.",
            "body.days",
        )
    if repository.live_tokens(session, owner.id, now) >= settings.tokens_per_account:
        raise ApiError(
            409,
            "too-many-tokens",
            f"每个账号至多 {settings.tokens_per_account} 个有效令牌,请先吊销不用的。",
            f"An account has at most {settings.tokens_per_account} working tokens. Revoke one first.",
        )
    text = secret_text.api_token()
    row = ApiToken(
        account_id=owner.id,
        name=name,
        prefix=secret_text.shown(text),
        secret_hash=secret_text.fingerprint(text),
        permissions=sorted(wanted),
        areas=sorted(set(areas)),
        organisations=sorted(set(organisations)),
        created_at=now,
        expires_at=now + days * _DAY_MS,
    )
    session.add(row)
    session.flush()
    audit.record(session, asker, "token.create", subject_of(owner), None, token_shown(row), at=now)
    return text, row


def revoke_token(session: Session, asker: Asker, token_id: int, account_id: int, *, now: int) -> None:
    """Revoke a token of an account. Raises ApiError 404."""
    row = session.get(ApiToken, token_id)
    if row is None or row.account_id != account_id:
        raise not_found("令牌", "token", "path.id")
    if row.revoked_at is None:
        row.revoked_at = now
        session.flush()
        audit.record(session, asker, "token.revoke", f"account/{account_id}", token_shown(row), None, at=now)


def own_account(asker: Asker) -> int:
    """The asker's account. Raises ApiError 409 for whoever has none."""
    if asker.account_id is None:
        raise ApiError(
            409,
            "no-account",
            "当前未登录账号(本机免登录模式)。",
            "You are not logged in with an account: this listener is open on loopback.",
        )
    return asker.account_id


def subject_of(row: Account) -> str:
    """The account as the audit log names it."""
    return f"account/{row.id}"


def token_shown(row: ApiToken) -> dict[str, Any]:
    """A token as the audit log shows it."""
    return {
        "id": row.id,
        "name": row.name,
        "prefix": row.prefix,
        "permissions": row.permissions,
        "areas": row.areas,
        "organisations": row.organisations,
        "expires_at": row.expires_at,
    }


def _shown(row: Account) -> dict[str, Any]:
    return {
        "login": row.login,
        "name": row.name,
        "disabled": row.disabled_at is not None,
        "issuer": row.issuer,
        "oidc_subject": row.oidc_subject,
    }


def _grant_shown(row: DutyGrant) -> dict[str, Any]:
    return {
        "id": row.id,
        "duty": row.duty,
        "areas": row.areas,
        "organisations": row.organisations,
        "valid_until": row.valid_until,
        "source": row.source,
    }


def _not_oneself(asker: Asker, account_id: int) -> None:
    if asker.account_id == account_id:
        raise ApiError(
            409,
            "not-oneself",
            "不能更改自己的职责或停用自己的账号,请由另一位管理员操作。",
            "Nobody changes their own duties or disables themselves. Ask another administrator.",
        )


def _keep_an_administrator(session: Session, *, without: int) -> None:
    lasting = repository.lasting_administrators(session)
    if without in lasting and len(lasting) == 1:
        raise ApiError(
            409,
            "last-administrator",
            "这是最后一位系统管理员,不能移除。请先指定另一位。",
            "This is the last system administrator. Appoint another one first.",
        )
