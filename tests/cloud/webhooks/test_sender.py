"""Single tries, to receivers and resolvers that do not do what they should."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_network
from typing import Any

import pytest

from cloud.webhooks import signature
from cloud.webhooks.sender import Parcel, Sender
from cloud.webhooks.settings import WebhookSettings
from runtime.clock import SystemClock
from tests.cloud.webhooks.receiver import receiving

HEAD = b"HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n"
SETTINGS = WebhookSettings(timeout_s=0.5, allow_networks=(ip_network("127.0.0.0/8"),))
SECRETS = (signature.new_secret(),)


def parcel(url: str) -> Parcel:
    return Parcel(1, 1, "chg_1_1", url, "{}", SECRETS)


@pytest.fixture
async def sender() -> AsyncIterator[Sender]:
    made = Sender(SETTINGS, SystemClock())
    yield made
    await made.close()


@contextlib.asynccontextmanager
async def dripping(at_once: bytes) -> AsyncIterator[str]:
    """A receiver that says this at once and then a byte now and then, as long as somebody listens."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(at_once)
        with contextlib.suppress(ConnectionError):
            while not reader.at_eof():
                writer.write(b"x")
                await writer.drain()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await reader.read(1024)
        writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/fire"


async def test_a_try_ends_in_time_though_the_answer_drips(sender: Sender) -> None:
    async with dripping(b"HTTP/1.1 200 OK\r\nx-slow: ") as url, asyncio.timeout(20):
        outcome = await sender.send(parcel(url))
    assert (outcome.status, outcome.answer) == (None, "no answer within 0.5 s")


async def test_who_answered_has_it_though_the_rest_of_the_answer_drips(sender: Sender) -> None:
    async with dripping(HEAD + b"taken") as url, asyncio.timeout(20):
        outcome = await sender.send(parcel(url))
    assert outcome.delivered
    assert outcome.answer.startswith("taken")


@pytest.mark.parametrize("url", ["https://a..b/x", f"https://{'a' * 64}.example/x"])
async def test_a_name_that_no_resolver_takes_is_unreachable(sender: Sender, url: str) -> None:
    outcome = await sender.send(parcel(url))
    assert (outcome.status, outcome.answer) == (None, "The address cannot be understood.")


async def test_two_names_at_one_address_share_no_connection(sender: Sender) -> None:
    callers: list[Any] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        callers.append(writer.get_extra_info("peername"))
        with contextlib.suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b"{}"):
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        for host in ("127.0.0.1", "localhost"):
            assert (await sender.send(parcel(f"http://{host}:{port}/fire"))).delivered
    assert len(set(callers)) == 2


class DeadResolver:
    """Answers nobody until it is let go; remembers whom it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.going = threading.Event()

    def __call__(self, host: str, *_: object, **__: object) -> Any:
        self.asked.append(host)
        self.going.wait(20)
        raise socket.gaierror(-3, "Temporary failure in name resolution")


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> Iterator[DeadResolver]:
    resolver = DeadResolver()
    monkeypatch.setattr("cloud.lookups.getaddrinfo", resolver)
    yield resolver
    resolver.going.set()


async def test_a_dead_resolver_holds_up_neither_other_work_nor_other_receivers(
    sender: Sender, dead: DeadResolver
) -> None:
    tries = [asyncio.create_task(sender.send(parcel(f"https://partner{n}.example/"))) for n in range(40)]
    with receiving() as partner:
        async with asyncio.timeout(20):
            assert (await sender.send(parcel(partner.url))).delivered
            assert await asyncio.to_thread(lambda: "done") == "done"
            outcomes = await asyncio.gather(*tries)
    assert {outcome.answer for outcome in outcomes} == {"no answer within 0.5 s"}
    assert not dead.going.is_set()


async def test_one_name_is_looked_up_once_at_a_time(sender: Sender, dead: DeadResolver) -> None:
    async with asyncio.timeout(20):
        await asyncio.gather(*(sender.send(parcel("https://partner.example/")) for _ in range(20)))
        assert dead.asked == ["partner.example"]
        dead.going.set()
