"""People over HTTP: coming in, accounts, and one's own sessions and tokens."""

from __future__ import annotations

from fastapi import APIRouter

from cloud.people import account_endpoints, login_endpoints, oidc_endpoints, own_endpoints

router = APIRouter()
for _part in (login_endpoints, oidc_endpoints, account_endpoints, own_endpoints):
    router.routes.extend(_part.router.routes)
