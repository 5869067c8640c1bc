"""Who may connect and speak, from the registry: one answer for every door.

1. A name is a gateway's common name (`150102/gw-1`), which its certificate proves, or a user's, which a
   password does.
2. Default deny: an unknown name, a revoked one, a shut-out gateway, an answer that cannot be had. Nobody is a
   superuser.
3. Answers are remembered for seconds, and forgotten at once when the policy changes here.
4. A wrong password costs the same for a known and an unknown name, and so do two wrong ones.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Hashable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from broker_plugins import credentials, policy
from broker_plugins.policy import Action, Identity, Role
from cloud.brokers import repository
from cloud.brokers.settings import BrokersSettings
from cloud.database.engine import Database
from runtime.clock import Clock
from runtime.logging import get_logger
from telemetry.gateway_identity import parse_common_name

log = get_logger("brokers")

_REMEMBERED = 50_000
_PASSWORD_LIFE_S = 300.0
MAX_TEXT = 1_024

_allowed = lru_cache(maxsize=65_536)(policy.allowed)


class CannotTell(Exception):
    """Nobody can say now who it is: the records are away, or too many ask at once."""


class Known(NamedTuple):
    """Who a name is. Without a hash it has no password: a certificate must speak for it."""

    identity: Identity
    password_hash: str | None


class Keeper:
    """Answers for every door. `authenticate` and `may` are for the event loop; they never raise."""

    def __init__(self, database: Database, settings: BrokersSettings, clock: Clock) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._names: _Memory[str, Known | None] = _Memory(_REMEMBERED)
        self._passwords: _Memory[bytes, bool] = _Memory(_REMEMBERED)
        self._key = secrets.token_bytes(32)
        self._examiners = ThreadPoolExecutor(2, thread_name_prefix="passwords")
        self._waiting = 0
        self.checks = self.denied = self.overloaded = 0

    def close(self) -> None:
        """End the threads."""
        self._examiners.shutdown(wait=False, cancel_futures=True)

    def forget(self) -> None:
        """The policy has changed."""
        self._names.clear()
        self._passwords.clear()

    async def authenticate(self, username: str, password: str | None, common_name: str | None = None) -> bool:
        """Whether it is who it says: by password, or by the common name that the broker has verified."""
        self.checks += 1
        try:
            right = await self._is_right(username, password, common_name)
        except CannotTell:
            right = False
        self.denied += not right
        return right

    async def proves(self, username: str, password: str) -> bool:
        """Whether that is its password. Raises CannotTell, where `authenticate` refuses."""
        self.checks += 1
        right = await self._is_right(username, password, None)
        self.denied += not right
        return right

    async def remembers(self, username: str, password: str) -> bool:
        """Whether this password of a user was found right of late; costs nothing. Raises CannotTell."""
        known = await self._known(username)
        if known is None or known.password_hash is None or len(password) > MAX_TEXT:
            return False
        mark = self._mark(known.password_hash, password)
        return self._passwords.get(mark, self._clock.monotonic(), _PASSWORD_LIFE_S) is not None

    async def may(self, username: str, action: Action, topic: str) -> bool:
        """Whether a client that the broker has let in may do this; `topic` is a filter when it subscribes."""
        self.checks += 1
        known = await self._known_if_told(username) if len(topic) <= MAX_TEXT else None
        right = known is not None and _allowed(known.identity, action, topic, shares=True)
        self.denied += not right
        return right

    async def identity(self, username: str) -> Identity | None:
        """Who this name is; None: nobody, or nobody any longer."""
        known = await self._known_if_told(username)
        return known.identity if known is not None else None

    async def _is_right(self, username: str, password: str | None, common_name: str | None) -> bool:
        known = await self._known(username)
        if common_name is not None and hmac.compare_digest(common_name.encode(), username.encode()):
            return known is not None
        if password is None or len(password) > MAX_TEXT:
            return False
        password_hash = known.password_hash if known is not None else None
        right = await self._examined(password_hash or credentials.nobodys_hash(), password)
        return right and password_hash is not None

    async def _examined(self, password_hash: str, password: str) -> bool:
        mark = self._mark(password_hash, password)
        now = self._clock.monotonic()
        if self._passwords.get(mark, now, _PASSWORD_LIFE_S) is not None:
            return True
        if self._waiting >= self._settings.passwords_waiting:
            self.overloaded += 1
            raise CannotTell("too many passwords are being examined")
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            right = await loop.run_in_executor(self._examiners, credentials.verify, password_hash, password)
        finally:
            self._waiting -= 1
        if right:
            self._passwords.put(mark, True, now)
        return right

    def _mark(self, password_hash: str, password: str) -> bytes:
        told = password_hash.encode() + b"\0" + password.encode(errors="replace")
        return hmac.new(self._key, told, hashlib.sha256).digest()

    async def _known_if_told(self, username: str) -> Known | None:
        try:
            return await self._known(username)
        except CannotTell:
            return None

    async def _known(self, username: str) -> Known | None:
        if not 0 < len(username) <= 128:
            return None
        now = self._clock.monotonic()
        found = self._names.get(username, now, self._settings.remember_s)
        if found is not None:
            return found[0]
        generation = self._names.generation
        try:
            known = await asyncio.to_thread(self._look_up, username)
        except SQLAlchemyError as fault:
            log.error("who a broker's client is cannot be looked up; refused", fault=str(fault)[:300])
            raise CannotTell("the records cannot be read") from fault
        if generation == self._names.generation:  # else the policy changed while we looked
            self._names.put(username, known, now)
        return known

    def _look_up(self, username: str) -> Known | None:
        name = parse_common_name(username)
        with self._database.read() as session:
            if name is not None:
                if not repository.is_enrolled(session, name, self._clock.now_ms()):
                    return None
                return Known(Identity(name.gateway, Role.GATEWAY, name.area), None)
            row = repository.user(session, username)
            if row is None or row.revoked_at is not None or repository.is_shut_out(session, username):
                return None
            return Known(Identity(row.username, Role(row.role), row.area), row.password_hash)


K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Memory(Generic[K, V]):
    """A bounded memory with ages; the oldest goes first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held: OrderedDict[K, tuple[V, float]] = OrderedDict()
        self.generation = 0

    def get(self, key: K, now: float, life_s: float) -> tuple[V] | None:
        held = self._held.get(key)
        return (held[0],) if held is not None and now - held[1] <= life_s else None

    def put(self, key: K, value: V, now: float) -> None:
        self._held.pop(key, None)
        self._held[key] = (value, now)
        while len(self._held) > self._limit:
            self._held.popitem(last=False)

    def clear(self) -> None:
        self._held.clear()
        self.generation += 1
