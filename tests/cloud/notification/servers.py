"""The other sides on loopback: robots, providers, platforms and mail relays, as strict as the true ones."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import ssl
import threading
import time
import warnings
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from cloud.webhooks import signature


@dataclass
class Came:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}


Answer = tuple[int, Any]


@dataclass
class Other:
    """An HTTP server that judges what comes, or answers as it is told first."""

    judge: Callable[[Came], Answer]
    url: str = ""
    came: list[Came] = field(default_factory=list)
    answers: deque[tuple[int, Any, dict[str, str]]] = field(default_factory=deque)
    delay_s: float = 0.0

    def answer(self, status: int, said: Any = "", **headers: str) -> None:
        self.answers.append((status, said, headers))


@contextmanager
def other(judge: Callable[[Came], Answer], path: str = "/take") -> Iterator[Other]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            came = Came(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            made.came.append(came)
            time.sleep(made.delay_s)
            status, said, headers = made.answers.popleft() if made.answers else (*made.judge(came), {})
            content = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            with contextlib.suppress(ConnectionError):
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 64

        def handle_error(self, *_: object) -> None:
            """Who is sent away half way is what these tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    made = Other(judge, f"http://127.0.0.1:{server.server_address[1]}{path}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


WECOM_KEY = "693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa"
DINGTALK_TOKEN = "566cc69da782ec33e42541b09b08551f09fbe864eb8008112e994b43887"
DINGTALK_SECRET = "SECf6e7cb0b1c3f"
PROVIDER_TOKEN = "provider-token-9f"
WEBHOOK_SECRET = signature.new_secret()
RELAY_PASSWORD = "relay-password-7c"
#: Where nobody listens.
DOWN = "http://127.0.0.1:1/x"


def sms(url: str) -> dict[str, object]:
    """The channel of a provider of text messages."""
    return {"kind": "sms", "url": url, "token": PROVIDER_TOKEN}


def judge_wecom(came: Came) -> Answer:
    if came.query.get("key") != WECOM_KEY:
        return 200, {"errcode": 93000, "errmsg": "invalid webhook url"}
    content = came.json["markdown"]["content"]
    if came.json["msgtype"] != "markdown" or len(content.encode()) > 4096:
        return 200, {"errcode": 40058, "errmsg": "invalid parameter"}
    return 200, {"errcode": 0, "errmsg": "ok"}


def judge_dingtalk(came: Came) -> Answer:
    if came.query.get("access_token") != DINGTALK_TOKEN:
        return 200, {"errcode": 300001, "errmsg": "token is not exist"}
    stamp, key = came.query.get("timestamp", "0"), DINGTALK_SECRET.encode()
    digest = hmac.new(key, f"{stamp}\n{DINGTALK_SECRET}".encode(), hashlib.sha256).digest()
    fresh = abs(time.time() * 1000 - int(stamp)) < 3_600_000
    if not fresh or came.query.get("sign") != base64.b64encode(digest).decode():
        return 200, {"errcode": 310000, "errmsg": "sign not match"}
    if came.json["msgtype"] != "markdown" or not came.json["markdown"]["title"]:
        return 200, {"errcode": 40035, "errmsg": "missing parameter"}
    return 200, {"errcode": 0, "errmsg": "ok"}


def judge_provider(came: Came) -> Answer:
    if came.headers.get("authorization") != f"Bearer {PROVIDER_TOKEN}":
        return 401, {"accepted": False, "reason": "token"}
    if came.headers.get("idempotency-key") != came.json["id"]:
        return 400, {"accepted": False, "reason": "id"}
    return 202, {"accepted": True, "id": f"p-{came.json['id']}"}


def judge_platform(came: Came) -> Answer:
    whole = signature.verified(WEBHOOK_SECRET, came.headers, came.body, int(time.time()))
    return (204, "") if whole else (401, "signature")


def judge_cap(came: Came) -> Answer:
    return (200, "taken") if came.headers.get("content-type") == "application/cap+xml" else (415, "")


@dataclass
class Relay:
    """A mail relay: what it took, and what it answers to RCPT first."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refusals: deque[str] = field(default_factory=deque)
    logins: int = 0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _o: Any) -> str:
        if self.refusals:
            return self.refusals.popleft()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        mail["X-Recipients"] = ",".join(envelope.rcpt_tos)
        self.mails.append(mail)
        return f"250 queued as {len(self.mails)}"


@contextmanager
def relay(server_context: ssl.SSLContext | None, security: str = "starttls") -> Iterator[Relay]:
    """A relay that wants a login, over TLS; with `none` it wants neither."""
    made = Relay()

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        made.logins += 1
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data.password == RELAY_PASSWORD.encode(), handled=False)

    def protocol() -> SMTP:
        starttls = security == "starttls"
        with warnings.catch_warnings():
            # Over TLS from the start it does not know that there is TLS.
            warnings.simplefilter("ignore", UserWarning)
            return SMTP(
                made,
                hostname="relay.test",
                tls_context=server_context if starttls else None,
                require_starttls=starttls,
                auth_required=security != "none",
                auth_require_tls=starttls,
                authenticator=authenticate,
                loop=loop,
            )

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    context = server_context if security == "tls" else None

    async def listen() -> asyncio.Server:
        return await loop.create_server(protocol, "127.0.0.1", 0, ssl=context)

    async def stop() -> None:
        server.close()
        for task in asyncio.all_tasks(loop) - {asyncio.current_task(loop)}:
            task.cancel()
        await asyncio.sleep(0.01)

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(20)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@contextlib.asynccontextmanager
async def saying(opening: bytes, drip: bytes = b"", after: bytes = b"") -> AsyncIterator[int]:
    """A server that says this, having read up to `after`, and then this again and again."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handlers.append(asyncio.current_task())
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError), contextlib.closing(writer):
            if after:
                await reader.readuntil(after)
            writer.write(opening)
            await writer.drain()
            while drip and not reader.at_eof():
                writer.write(drip)
                await writer.drain()
                await asyncio.sleep(0.02)

    handlers: list[asyncio.Task[None] | None] = []
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
    await asyncio.gather(*filter(None, handlers), return_exceptions=True)
