"""A centre on a real socket where everybody must log in, and the people who do."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from cloud.centre import Centre
from cloud.people import passwords, service
from cloud.people.asker import Asker, Permission
from cloud.people.doorkeeper import COOKIE
from cloud.people.duties import Duty
from cloud.server import serving
from runtime.clock import SystemClock
from tests.cloud.conftest import settings_for
from tests.services import free_port

PASSWORD = "grass wind horse drum"
#: Hashed once: it takes its time on purpose.
KEPT = passwords.kept(PASSWORD)
MACHINE = Asker("test", areas=("15",), permissions=frozenset(Permission), via="command")


class MovableClock(SystemClock):
    """The machine's clock, moved on by a test."""

    def __init__(self) -> None:
        self.ahead_s = 0.0
        self._stood: tuple[int, float] | None = None

    def stand_still(self) -> None:
        """From now on only the test moves it."""
        self._stood = super().now_ms(), super().monotonic()

    def now_ms(self) -> int:
        return (self._stood[0] if self._stood else super().now_ms()) + int(self.ahead_s * 1000)

    def monotonic(self) -> float:
        return (self._stood[1] if self._stood else super().monotonic()) + self.ahead_s


class House(NamedTuple):
    """A running centre, and how people come into it."""

    centre: Centre
    url: str
    clock: MovableClock

    def account(self, login: str, *, must_change: bool = False) -> int:
        with self.centre.database.write() as session:
            row = service.new_account(
                session,
                MACHINE,
                login,
                f"{login} name",
                now=self.clock.now_ms(),
                password_hash=KEPT,
                must_change=must_change,
            )
            return row.id

    def grant(
        self, account: int, duty: Duty, areas: Iterable[str] = (), organisations: Iterable[int] = ()
    ) -> int:
        with self.centre.database.write() as session:
            return service.give(
                session,
                MACHINE,
                account,
                duty,
                areas,
                organisations,
                valid_until=None,
                now=self.clock.now_ms(),
            ).id

    def token(
        self,
        permission: Permission,
        duty: Duty,
        areas: Iterable[str] = (),
        organisations: Iterable[int] = (),
        login: str = "",
    ) -> str:
        """A token with this permission alone, of an account with a duty."""
        account = self.account(login or f"program-{permission.value}")
        self.grant(account, duty, areas, organisations)
        with self.centre.database.write() as session:
            text, _ = service.new_token(
                session,
                MACHINE,
                service.account(session, account),
                "token",
                [permission],
                [],
                [],
                days=1,
                may=frozenset(Permission),
                settings=self.centre.settings.people,
                now=self.clock.now_ms(),
            )
        return text

    def browser(self, secret: str | None = None, **headers: str) -> httpx.AsyncClient:
        cookies = {COOKIE: secret} if secret is not None else None
        return httpx.AsyncClient(
            base_url=f"{self.url}/api/v1",
            trust_env=False,
            timeout=30,
            cookies=cookies,
            headers={"origin": self.url} | headers,
        )

    def session(self, account: int) -> str:
        """A login past the login page."""
        with self.centre.database.write() as session:
            row = service.account(session, account)
            secret, _ = service.open_session(
                session,
                row,
                "password",
                address="127.0.0.1",
                agent="test",
                settings=self.centre.settings.people,
                now=self.clock.now_ms(),
            )
            return secret

    def person(
        self, login: str, duty: Duty, areas: Iterable[str] = (), organisations: Iterable[int] = ()
    ) -> httpx.AsyncClient:
        """Somebody with a duty who is logged in."""
        account = self.account(login)
        self.grant(account, duty, areas, organisations)
        return self.browser(self.session(account))

    def administrator(self, login: str = "ada") -> httpx.AsyncClient:
        return self.person(login, Duty.SYSTEM_ADMINISTRATOR, ["15"])


def code(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["code"])


Open = Callable[..., contextlib.AbstractAsyncContextManager[House]]


@pytest.fixture
def open_house(tmp_path: Path) -> Open:
    @contextlib.asynccontextmanager
    async def opened(**changed: Any) -> AsyncIterator[House]:
        clock = MovableClock()
        told = {"people": {"login": "required"}, "supervision": {"every_s": 60.0}} | changed
        settings = settings_for(tmp_path, free_port(), **told)
        async with serving(settings, clock) as (centre, address):
            yield House(centre, f"http://{address}", clock)

    return opened


@pytest.fixture
async def house(open_house: Open) -> AsyncIterator[House]:
    async with open_house() as opened:
        yield opened
