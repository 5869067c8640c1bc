"""Coming in and going out over HTTP, and what one is here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response

from cloud.audit import service as audit
from cloud.centre import Centre, CentreOf
from cloud.errors import ApiError, responses
from cloud.people import cookies, names, passwords, repository, service, views
from cloud.people.asker import ANONYMOUS, Asker, anybody, in_person
from cloud.people.doorkeeper import address_of
from cloud.people.identity import Known
from cloud.people.patience import address_key
from cloud.people.schemas import Done, LoginIn, LoginOffer, MeOut, OidcOffer, PasswordIn
from cloud.people.tables import Account
from cloud.vocabulary import LabelOut

router = APIRouter(prefix="/api/v1", tags=["people"])

Anybody = Annotated[Asker, anybody("Who is about to log in is not known yet.")]
OneSelf = Annotated[Asker, in_person(password_due_too=True)]


@router.get("/login", summary="How one logs in here", responses=responses())
def offer(centre: CentreOf, asker: Anybody) -> LoginOffer:
    """For the login page."""
    del asker
    settings = centre.settings.people
    oidc = settings.oidc
    return LoginOffer(
        login=settings.login,
        oidc=None
        if oidc is None
        else OidcOffer(label=LabelOut(zh=oidc.label_zh, en=oidc.label_en), start="/api/v1/oidc/start"),
    )


@router.post("/login", summary="Log in with a local account", responses=responses(413, 415))
def log_in(centre: CentreOf, request: Request, response: Response, sent: LoginIn, asker: Anybody) -> MeOut:
    """Sets the session's cookie. A wrong login and a wrong password are answered alike, and as slowly."""
    del asker
    login = names.written(sent.login)
    account_key, address = f"login:{login}"[:200], address_key(address_of(request))
    _have_patience(centre, account_key, address)
    with centre.database.read() as session:
        row = repository.account_by_login(session, login)
        held = row.password_hash if row is not None else None
    password = sent.password.get_secret_value()
    right = _matches(password, held)
    if row is None or held is None or not right or row.disabled_at is not None:
        _note_failure(centre, request, row)
        raise _wrong()
    centre.people.by_account.succeeded(account_key)
    centre.people.by_address.taken_back(address)
    renewed = passwords.kept(password) if passwords.outdated(held) else None
    return let_in(centre, request, response, row.id, "password", renewed)


@router.post("/logout", summary="End this session", responses=responses(413, 415))
def log_out(centre: CentreOf, request: Request, response: Response, asker: OneSelf) -> Done:
    """The cookie is worthless afterwards."""
    identity = request.state.identity
    if isinstance(identity, Known):
        with centre.database.write() as session:
            service.end_session(
                session, asker, identity.entry_id, identity.account_id, now=centre.clock.now_ms()
            )
    cookies.take_session(request, response)
    return Done()


@router.get("/me", summary="Who asks, and what they may", responses=responses())
def me(centre: CentreOf, request: Request, asker: OneSelf) -> MeOut:
    """For the page's head, and for the page to show only what can be done."""
    return _me(centre, request.state.identity, asker)


@router.post("/me/password", summary="Change one's own password", responses=responses(409, 413, 415))
def change_password(
    centre: CentreOf, request: Request, response: Response, sent: PasswordIn, asker: OneSelf
) -> MeOut:
    """Every other session of the account ends, and this one goes on under a new secret."""
    account_id = service.own_account(asker)
    with centre.database.read() as session:
        row = service.account(session, account_id)
    key = f"login:{row.login}"[:200]
    _have_patience(centre, key, address_key(address_of(request)))
    if not _matches(sent.current.get_secret_value(), row.password_hash):
        raise ApiError(
            422, "wrong-password", "当前密码不正确。", "The present password is wrong.", "body.current"
        )
    centre.people.by_account.succeeded(key)
    centre.people.by_address.taken_back(address_key(address_of(request)))
    new = sent.new.get_secret_value()
    fault = passwords.fault_of(new, row.login, row.name)
    if fault is None and new == sent.current.get_secret_value():
        fault = "新密码须与当前密码不同。", "The new password must differ from the present one."
    if fault is not None:
        raise ApiError(422, "weak-password", *fault, "body.new")
    kept = passwords.kept(new)
    with centre.database.write() as session:
        service.set_password(session, asker, account_id, kept, must_change=False, now=centre.clock.now_ms())
    return let_in(centre, request, response, account_id, "password")


def let_in(
    centre: Centre,
    request: Request,
    response: Response,
    account_id: int,
    method: str,
    renewed_hash: str | None = None,
) -> MeOut:
    """Open a session, hand its secret out, write it down."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        row = service.account(session, account_id, for_update=True)
        if renewed_hash is not None:
            row.password_hash = renewed_hash
        secret, opened = service.open_session(
            session,
            row,
            method,
            address=address_of(request),
            agent=request.headers.get("user-agent", ""),
            settings=centre.settings.people,
            now=now,
        )
        audit.record(
            session,
            Asker(row.name, account_id=row.id, via="session"),
            "login",
            service.subject_of(row),
            None,
            {"session": opened.id, "method": method, "address": opened.address},
            at=now,
        )
    identity = centre.people.doorkeeper.by_session(secret)
    asker = identity.asker(None) if identity is not None else None
    if identity is None or asker is None:
        raise _wrong()
    cookies.give_session(request, response, secret)
    return _me(centre, identity, asker)


def _me(centre: Centre, identity: object, asker: Asker) -> MeOut:
    known = identity if isinstance(identity, Known) else None
    row, held = None, []
    if known is not None:
        with centre.database.read() as session:
            row = repository.account(session, known.account_id)
            held = repository.grants_now(session, known.account_id, centre.clock.now_ms())
    return MeOut(
        account_id=asker.account_id,
        login=known.login if known is not None else asker.name,
        name=asker.name,
        via=asker.via,
        password_due=known.password_due if known is not None else False,
        has_password=row is not None and row.password_hash is not None,
        permissions=sorted(asker.permissions),
        duties=views.grants(held),
        areas=list(asker.areas),
        organisations=list(asker.organisations),
        ends_at=known.ends_at if known is not None else None,
        idle_minutes=centre.settings.people.session_idle_minutes if known is not None else None,
    )


def _have_patience(centre: Centre, account_key: str, address: str) -> None:
    wait = centre.people.by_address.attempt(address)
    if wait == 0.0:
        wait = centre.people.by_account.attempt(account_key)
        if wait > 0.0:
            centre.people.by_address.taken_back(address)
    if wait > 0.0:
        seconds = max(1, round(wait + 0.5))
        raise ApiError(
            429,
            "login-later",
            f"登录失败次数过多,请在 {seconds} 秒后重试。",
            f"Too many failed logins. Try again in {seconds} s.",
            retry_after_s=wait,
        )


def _matches(password: str, held: str | None) -> bool:
    try:
        return passwords.matches(password, held)
    except passwords.Busy:
        raise ApiError(
            503,
            "login-busy",
            "当前登录人数过多,请稍后重试。",
            "Too many logins at this moment. Try again.",
            retry_after_s=2,
        ) from None


def _note_failure(centre: Centre, request: Request, row: Account | None) -> None:
    # What was typed as a login is not written down: it may be the password, one field too early.
    with centre.database.write() as session:
        audit.record(
            session,
            ANONYMOUS,
            "login.failed",
            service.subject_of(row) if row is not None else "account",
            None,
            {"address": address_of(request)},
            at=centre.clock.now_ms(),
        )


def _wrong() -> ApiError:
    return ApiError(
        401,
        "wrong-login",
        "账号或密码不正确,或账号已停用。",
        "The login or the password is wrong, or the account is disabled.",
    )
