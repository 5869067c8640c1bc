"""Ending what the revoked have open at an EMQX 5, through its management API.

A user may have several connections there, each under a client id of its own: they are looked up by user
name, and each is kicked out, which also wipes its session. The key is a line `name:secret:administrator` of
the file that EMQX reads as `api_key.bootstrap_file`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

import httpx

from cloud.brokers.managed_sessions import TIMEOUT_S, ManagedSessions
from cloud.brokers.settings import EmqxTarget
from runtime import wire
from runtime.clock import Clock

_PAGE: Final = 100
#: A user has a handful of connections; who had more than this would be looked at again by the next look.
_PAGES: Final = 10


class EmqxSessions(ManagedSessions):
    """The open connections of one EMQX, or of one cluster: any node answers for all."""

    def __init__(self, target: EmqxTarget, remember_s: float, clock: Clock) -> None:
        super().__init__(f"emqx {target.management}", remember_s, clock)
        self._target = target

    async def _close(self, usernames: Sequence[str]) -> None:
        target = self._target
        line = (await asyncio.to_thread(target.key_file.read_text, "utf-8")).partition("\n")[0]
        key, _, rest = line.strip().partition(":")
        secret = rest.partition(":")[0]
        if not key or not secret:
            raise ValueError(f"{target.key_file}: its first line is no `name:secret`")
        async with httpx.AsyncClient(
            base_url=f"{target.management.rstrip('/')}/api/v5/",
            auth=(key, secret),
            verify=True if target.tls_ca is None else wire.tls_context(target.tls_ca),
            timeout=TIMEOUT_S,
            trust_env=False,
        ) as http:
            for username in usernames:
                for client_id in await _client_ids(http, username):
                    answer = await http.delete(f"clients/{quote(client_id, safe='')}")
                    if answer.status_code != httpx.codes.NOT_FOUND:
                        answer.raise_for_status()


async def _client_ids(http: httpx.AsyncClient, username: str) -> list[str]:
    """Under which client ids this user is in, or has a session that waits."""
    found: list[str] = []
    for page in range(1, _PAGES + 1):
        answer = await http.get("clients", params={"username": username, "page": page, "limit": _PAGE})
        answer.raise_for_status()
        rows = answer.json()["data"]
        # Believed only where it says whose the session is: a filter that is not known finds everybody.
        found += [str(row["clientid"]) for row in rows if row.get("username") == username]
        if len(rows) < _PAGE:
            break
    return found
