"""A small OIDC provider on a real socket: discovery, codes with PKCE, signed ID tokens, keys that rotate."""

from __future__ import annotations

import base64
import contextlib
import json
import secrets
import socket
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from runtime.http_server import serving_http

CLIENT, SECRET = "steppewatch", "provider-secret"


class Provider:
    """What it says of the person, and how it may be made to misbehave."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.claims: dict[str, Any] = {"sub": "u-1", "preferred_username": "wang", "name": "王芳"}
        #: Claims to put over those that are right.
        self.wrong: dict[str, Any] = {}
        self.wrong_issuer: str | None = None
        self.unknown_key = False
        self.refuses = False
        self.key_fetches = 0
        self._codes: dict[str, dict[str, str]] = {}
        self.rotate()

    def rotate(self) -> None:
        """From now on sign with a new key, and publish only that."""
        self._key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self._configuration),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/keys", self._keys),
        ]

    async def _configuration(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.wrong_issuer or self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
        )

    async def _authorize(self, request: Request) -> Response:
        """The person is logged in there already and says yes, or the provider says no."""
        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        answer = {"state": asked["state"]}
        if self.refuses:
            answer["error"] = "access_denied"
        else:
            answer["code"] = secrets.token_urlsafe(16)
            self._codes[answer["code"]] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(answer)}", 303)

    async def _token(self, request: Request) -> Response:
        form = dict(await request.form())
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self._codes.pop(str(form["code"]), None)
        if (
            request.headers["authorization"] != expected
            or asked is None
            or form["redirect_uri"] != asked["redirect_uri"]
            or create_s256_code_challenge(str(form["code_verifier"])) != asked["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.claims,
            **self.wrong,
        }
        key = RSAKey.generate_key(2048, {"kid": "other"}) if self.unknown_key else self._key
        token = jwt.encode({"alg": "RS256", "kid": key.kid}, claims, key)
        return JSONResponse(
            {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token}
        )

    async def _keys(self, _request: Request) -> Response:
        self.key_fetches += 1
        return Response(json.dumps(KeySet([self._key]).as_dict(private=False)), media_type="application/json")


@contextlib.asynccontextmanager
async def running_provider() -> AsyncIterator[Provider]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        provider = Provider(f"http://127.0.0.1:{listener.getsockname()[1]}")
        app = Starlette(routes=provider.routes())
        async with serving_http(app, listener, on_ending=lambda: None):
            yield provider
