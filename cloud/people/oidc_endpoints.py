"""Logging in by an OIDC provider over HTTP: the way there and the way back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from cloud.centre import Centre, CentreOf
from cloud.errors import ApiError, not_found, responses
from cloud.people import cookies, oidc_accounts, repository, secret_text
from cloud.people.asker import Asker, anybody
from cloud.people.doorkeeper import address_of
from cloud.people.login_endpoints import let_in
from cloud.people.patience import address_key
from cloud.people.provider import Provider, ProviderFault
from cloud.people.tables import OidcFlow
from runtime.logging import get_logger

log = get_logger("oidc")

router = APIRouter(prefix="/api/v1/oidc", tags=["people"])

#: Logins under way that are remembered.
_FLOWS = 5_000

Anybody = Annotated[Asker, anybody("Who is about to log in is not known yet.")]
_Text = Annotated[str | None, Query(max_length=2048)]


@router.get(
    "/start",
    summary="Go to the OIDC provider",
    status_code=303,
    response_model=None,
    responses={303: {"description": "Go on there."}, **responses(404)},
)
def start(centre: CentreOf, request: Request, asker: Anybody) -> RedirectResponse:
    """Sends the browser there, marked, with PKCE and a nonce."""
    del asker
    provider = _provider(centre)
    if not centre.people.going_there.take(address_key(address_of(request))):
        raise ApiError(
            429,
            "login-later",
            "登录请求过多,请稍后再试。",
            "Too many logins from this address. Wait a little.",
            retry_after_s=5,
        )
    state, browser, nonce, verifier = (secret_text.session_id() for _ in range(4))
    try:
        url = provider.way_there(state, nonce, verifier)
    except ProviderFault as fault:
        log.error("the provider cannot be used", fault=str(fault))
        raise ApiError(
            503,
            "provider-unavailable",
            "统一身份认证服务暂不可用,请稍后重试,或使用本地账号登录。",
            "The identity provider cannot be reached. Try again, or log in with a local account.",
        ) from None
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        repository.drop_flows(session, now - cookies.FLOW_S * 1000, _FLOWS)
        session.add(
            OidcFlow(
                state_hash=secret_text.fingerprint(state),
                browser_hash=secret_text.fingerprint(browser),
                nonce=nonce,
                verifier=verifier,
                created_at=now,
            )
        )
    answer = RedirectResponse(url, status_code=303)
    cookies.give_flow(request, answer, browser)
    return answer


@router.get(
    "/callback",
    summary="Back from the OIDC provider",
    status_code=303,
    response_model=None,
    responses={303: {"description": "Go on there."}, **responses(404)},
)
def callback(
    centre: CentreOf,
    request: Request,
    asker: Anybody,
    state: _Text = None,
    code: _Text = None,
    error: _Text = None,
) -> RedirectResponse:
    """Ends at the page: logged in, or with `login_fault` saying why not."""
    del asker
    provider = _provider(centre)
    try:
        claims = _proof(centre, request, provider, state, code, error)
        account_id = _account(centre, claims)
    except _Failed as failed:
        log.warning("a login by the provider failed", why=str(failed))
        answer = RedirectResponse(f"/?login_fault={failed.code}", status_code=303)
    else:
        answer = RedirectResponse("/", status_code=303)
        let_in(centre, request, answer, account_id, "oidc")
    cookies.take_flow(request, answer)
    return answer


class _Failed(Exception):
    """Why the login failed: a code for the page, a text for the log."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def _proof(
    centre: Centre,
    request: Request,
    provider: Provider,
    state: str | None,
    code: str | None,
    error: str | None,
) -> Mapping[str, Any]:
    browser = request.cookies.get(cookies.FLOW_COOKIE)
    if not state or not browser:
        raise _Failed("oidc-lost", "no login was begun in this browser")
    with centre.database.write() as session:
        row = repository.take_flow(session, secret_text.fingerprint(state))
        flow = None if row is None else (row.browser_hash, row.nonce, row.verifier, row.created_at)
    if flow is None or not secrets.compare_digest(flow[0], secret_text.fingerprint(browser)):
        raise _Failed("oidc-lost", "the state is not that of a login begun in this browser")
    if centre.clock.now_ms() - flow[3] > cookies.FLOW_S * 1000:
        raise _Failed("oidc-late", "the login took longer than ten minutes")
    if error or not code:
        raise _Failed("oidc-refused", f"the provider refused: {error!r}"[:200])
    try:
        return provider.proof(code, flow[1], flow[2])
    except ProviderFault as fault:
        raise _Failed("oidc-fault", str(fault)) from fault


def _account(centre: Centre, claims: Mapping[str, Any]) -> int:
    settings = centre.settings.people.oidc
    if settings is None:
        raise not_found("地址", "address", "path")
    with centre.database.write() as session:
        try:
            return oidc_accounts.account_for(session, settings, claims, now=centre.clock.now_ms())
        except oidc_accounts.NotLetIn as refusal:
            raise _Failed(refusal.code, str(refusal)) from refusal


def _provider(centre: Centre) -> Provider:
    if centre.people.provider is None:
        raise not_found("统一身份认证", "OIDC provider", "path")
    return centre.people.provider
