"""The OIDC provider: discovery, the way there (authorisation code with PKCE), and the proof brought back.

Only the code comes through the browser. The ID token is fetched from the provider directly, and still its
signature, issuer, audience, times and nonce are checked. Keys are fetched anew when a token names an unknown
one, at most every `_KEYS_AGAIN_S`, so that the provider can rotate them at any time.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Final, cast

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.oauth2.client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from cloud.people.settings import OidcSettings
from runtime.clock import Clock
from runtime.settings import is_loopback
from runtime.trust import system_trust

ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
CALLBACK = "/api/v1/oidc/callback"

_TIMEOUT_S = 10.0
_METADATA_S = 3_600.0
_KEYS_AGAIN_S = 10.0
_LEEWAY_S = 60
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderFault(Exception):
    """The provider cannot be reached, or what it says cannot be believed. The text is for the log."""


class Provider:
    """One provider. Any thread may call; calls block."""

    def __init__(self, settings: OidcSettings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._metadata: tuple[float, dict[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None

    def way_there(self, state: str, nonce: str, verifier: str) -> str:
        """The address to send the browser to."""
        endpoint = self._discovered()["authorization_endpoint"]
        with _browser() as browser:
            url, _ = self._client(browser).create_authorization_url(
                endpoint, state=state, nonce=nonce, code_verifier=verifier
            )
        return str(url)

    def proof(self, code: str, nonce: str, verifier: str) -> Mapping[str, Any]:
        """Exchange the code for the ID token; gives its claims. Raises ProviderFault."""
        provider = self._discovered()
        endpoint = provider["token_endpoint"]
        secret = self._settings.client_secret_file.read_text(encoding="utf-8").strip()
        told = provider.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        in_body = "client_secret_basic" not in told and "client_secret_post" in told
        proof = {"client_id": self._settings.client_id, "client_secret": secret} if in_body else {}
        try:
            with _browser() as browser:
                answer = self._client(browser).fetch_token(
                    endpoint,
                    code=code,
                    code_verifier=verifier,
                    auth=None if in_body else httpx.BasicAuth(self._settings.client_id, secret),
                    **proof,
                )
        except (httpx.HTTPError, AuthlibBaseError, ValueError, OSError) as fault:
            raise ProviderFault(f"{endpoint}: the code was not exchanged: {fault}") from fault
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderFault(f"{endpoint}: no ID token; see that the scope `openid` is allowed")
        return self._verified(token, nonce)

    def _verified(self, token: str, nonce: str) -> Mapping[str, Any]:
        try:
            claims = self._decoded(token)
            registry = jwt.JWTClaimsRegistry(
                now=self._clock.now_ms() // 1000,
                leeway=_LEEWAY_S,
                iss={"essential": True, "value": self._settings.issuer},
                aud={"essential": True, "value": self._settings.client_id},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": nonce},
            )
            registry.validate(claims)
        except (JoseError, ValueError) as fault:
            raise ProviderFault(f"the ID token is not valid: {fault}") from fault
        party = claims.get("azp")
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if (several or party is not None) and party != self._settings.client_id:
            raise ProviderFault("the ID token was issued to another client (azp)")
        return claims

    def _decoded(self, token: str) -> dict[str, Any]:
        try:
            return dict(jwt.decode(token, self._key_set(), algorithms=list(ALGORITHMS)).claims)
        except (JoseError, ValueError):
            # Perhaps the key is newer than ours.
            if not self._forget_old_keys():
                raise
        return dict(jwt.decode(token, self._key_set(), algorithms=list(ALGORITHMS)).claims)

    def _key_set(self) -> KeySet:
        with self._lock:
            if self._keys is not None:
                return self._keys[1]
        address = self._discovered()["jwks_uri"]
        try:
            keys = KeySet.import_key_set(cast("KeySetSerialization", self._fetched(address)))
        except (JoseError, ValueError, KeyError, TypeError) as fault:
            raise ProviderFault(f"{address}: no key set: {fault}") from fault
        with self._lock:
            self._keys = (self._clock.monotonic(), keys)
        return keys

    def _forget_old_keys(self) -> bool:
        with self._lock:
            if self._keys is None or self._clock.monotonic() - self._keys[0] < _KEYS_AGAIN_S:
                return False
            self._keys = None
            return True

    def _discovered(self) -> dict[str, Any]:
        with self._lock:
            if self._metadata is not None and self._clock.monotonic() - self._metadata[0] < _METADATA_S:
                return self._metadata[1]
        address = f"{self._settings.issuer}/.well-known/openid-configuration"
        found = self._fetched(address)
        if str(found.get("issuer", "")).rstrip("/") != self._settings.issuer:
            raise ProviderFault(
                f"{address}: says it is {found.get('issuer')!r}; correct `people.oidc.issuer`"
            )
        for name in _ENDPOINTS:
            url = httpx.URL(str(found.get(name, "")))
            if url.scheme != "https" and not (url.scheme == "http" and is_loopback(url.host)):
                raise ProviderFault(f"{address}: `{name}` is not an https address")
        with self._lock:
            self._metadata = (self._clock.monotonic(), found)
        return found

    def _fetched(self, address: str) -> dict[str, Any]:
        try:
            with _browser() as browser:
                answer = browser.get(address)
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError) as fault:
            raise ProviderFault(f"{address}: cannot be fetched: {fault}") from fault
        if not isinstance(found, dict):
            raise ProviderFault(f"{address}: not a JSON object")
        return found

    def _client(self, browser: httpx.Client) -> Any:
        return OAuth2Client(
            browser,
            client_id=self._settings.client_id,
            scope=" ".join(dict.fromkeys(("openid", *self._settings.scopes))),
            redirect_uri=self._settings.public_url + CALLBACK,
            code_challenge_method="S256",
        )


def _browser() -> httpx.Client:
    return httpx.Client(timeout=_TIMEOUT_S, trust_env=False, follow_redirects=False, verify=system_trust())
