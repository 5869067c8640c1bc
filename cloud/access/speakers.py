"""Who may speak over HTTP, and for which gateway.

1. A gateway shows its own user and password at the brokers, and speaks for itself alone: the table of
   `broker_plugins.policy` says on which topics.
2. A platform shows a token that may speak for gateways, and speaks for those within the token's scope: by
   area, or by organisation for gateways that the registry has bound to it.
3. Who guesses passwords waits longer and longer, by name and address. A password that was right of late is
   let in all the same, so that nobody's guesses keep a gateway from telling of a fire.
"""

from __future__ import annotations

import base64
import binascii

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from broker_plugins.policy import Action
from cloud.access import repository
from cloud.brokers.keeper import CannotTell, Keeper
from cloud.database.engine import Database
from cloud.errors import ApiError
from cloud.people.asker import Asker, Permission
from cloud.people.doorkeeper import Doorkeeper, address_of
from cloud.people.patience import Limits, Patience, address_key
from cloud.people.scope import sees
from runtime.clock import Clock
from telemetry.topics import Topic

#: By name from one address, and by address: many gateways may stand behind one.
BY_NAME = Limits(free=20, first_s=1.0, longest_s=30.0, forget_s=600.0)
BY_ADDRESS = Limits(free=200, first_s=1.0, longest_s=30.0, forget_s=600.0)


class Speakers:
    """Lets in who may speak."""

    def __init__(self, keeper: Keeper, doorkeeper: Doorkeeper, database: Database, clock: Clock) -> None:
        self._keeper = keeper
        self._doorkeeper = doorkeeper
        self._database = database
        self._by_name = Patience(clock, BY_NAME)
        self._by_address = Patience(clock, BY_ADDRESS)

    async def let_in(self, request: Request, asker: Asker, place: Topic) -> None:
        """Return if they may speak on this topic. Raises ApiError: 401, 403, 429 or 503."""
        shown = _basic(request)
        if shown is None:
            await run_in_threadpool(self._platform, request, asker, place)
            return
        name, password = shown
        await self._prove(name, password, address_key(address_of(request)))
        if not await self._keeper.may(name, Action.PUBLISH, str(place)):
            raise _not_theirs(place)

    async def _prove(self, name: str, password: str, address: str) -> None:
        try:
            right = await self._keeper.remembers(name, password)
            right = right or await self._is_examined(name, password, address)
        except CannotTell as fault:
            raise ApiError(
                503,
                "not-now",
                "平台暂时无法核对身份,请稍后重试。",
                f"Who asks cannot be told now: {fault}. Try again.",
                retry_after_s=1,
            ) from fault
        if not right:
            raise ApiError(
                401,
                "wrong-password",
                "用户名或密码不正确,或该用户已吊销。",
                "Wrong user or password, or the user was revoked.",
                "header.authorization",
            )

    async def _is_examined(self, name: str, password: str, address: str) -> bool:
        key = f"{name[:128]}@{address}"
        wait_s = self._by_name.attempt(key) or self._by_address.attempt(address)
        if wait_s:
            raise ApiError(
                429,
                "too-many-attempts",
                "密码错误次数过多,请稍后再试。",
                "Too many wrong passwords. Wait a little.",
                retry_after_s=wait_s,
            )
        try:
            right = await self._keeper.proves(name, password)
        except CannotTell:
            self._by_name.taken_back(key)
            self._by_address.taken_back(address)
            raise
        if right:
            self._by_name.succeeded(key)
            self._by_address.taken_back(address)
        return right

    def _platform(self, request: Request, asker: Asker, place: Topic) -> None:
        if Permission.SPEAK not in asker.permissions:
            self._doorkeeper.identify(request)  # 401 for whoever is nobody
            raise ApiError(
                403,
                "not-permitted",
                f"令牌须含权限 {Permission.SPEAK.value};网关请使用自己的用户名和密码(HTTP Basic)。",
                f"The token needs {Permission.SPEAK.value}; a gateway shows its own user and password"
                " (HTTP Basic).",
                "header.authorization",
            )
        if sees(asker, place.area):
            return
        with self._database.read() as session:
            owner = repository.owner_of(session, place.gateway, place.area) if asker.organisations else None
        if owner is None or not sees(asker, None, owner):
            raise _not_theirs(place)


def _basic(request: Request) -> tuple[str, str] | None:
    """User and password of HTTP Basic (RFC 7617); None: it is not used. Raises ApiError 401."""
    scheme, _, told = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(told.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        name = colon = password = ""
    if not colon:
        raise ApiError(
            401,
            "bad-authorization",
            "请求头 Authorization 不是有效的 HTTP Basic。",
            "The header Authorization is no valid HTTP Basic.",
            "header.authorization",
        )
    return name, password


def _not_theirs(place: Topic) -> ApiError:
    return ApiError(
        403,
        "not-theirs",
        f"无权为行政区划 {place.area} 的网关 {place.gateway} 上报。",
        f"May not speak for the gateway {place.gateway} of area {place.area}.",
        "path.gateway",
    )
