"""The cookies: of a session, and of a login that has gone to the OIDC provider."""

from __future__ import annotations

from fastapi import Request, Response

from cloud.people.doorkeeper import COOKIE, SECURE_COOKIE, is_secure

#: Comes back with the provider's redirect, hence `Lax`; it opens nothing by itself.
FLOW_COOKIE = "steppewatch-oidc"
_FLOW_PATH = "/api/v1/oidc"
FLOW_S = 600


def give_session(request: Request, response: Response, secret: str) -> None:
    """Hand the session's secret to the browser: out of reach of scripts and of other sites."""
    secure = is_secure(request)
    response.set_cookie(
        SECURE_COOKIE if secure else COOKIE,
        secret,
        httponly=True,
        samesite="strict",
        secure=secure,
        path="/",
    )


def take_session(request: Request, response: Response) -> None:
    """Have the browser forget its session."""
    secure = is_secure(request)
    response.delete_cookie(
        SECURE_COOKIE if secure else COOKIE, httponly=True, samesite="strict", secure=secure, path="/"
    )


def give_flow(request: Request, response: Response, secret: str) -> None:
    """Mark the browser that goes to the provider."""
    response.set_cookie(
        FLOW_COOKIE,
        secret,
        max_age=FLOW_S,
        httponly=True,
        samesite="lax",
        secure=is_secure(request),
        path=_FLOW_PATH,
    )


def take_flow(request: Request, response: Response) -> None:
    """The browser has come back."""
    response.delete_cookie(
        FLOW_COOKIE, httponly=True, samesite="lax", secure=is_secure(request), path=_FLOW_PATH
    )
