"""The way to an engine over HTTP: kept-open connections, bounded waits, and faults told apart.

1. `EngineAway`: nobody answers, or the answer says "not now" (429, 5xx). The same request later is right.
2. `EngineRefused`: the engine read the request and will never take it. Asking again changes nothing.
3. Off loopback only with TLS. A token is sent as the engine's own header wants it and is read from a file.
4. Every request may be sent twice: writes overwrite themselves. So a kept connection that the engine has
   closed meanwhile is replaced without a word, once.
"""

from __future__ import annotations

import http.client
import queue
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from runtime.faults import PlainFault
from runtime.settings import is_loopback

_FAULT_TEXT = 500
_STALE = (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError)


class EngineAway(Exception):
    """The engine cannot be reached or cannot take anything now."""


class EngineRefused(Exception):
    """The engine answered that it will not do this."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"{status}: {text}")
        self.status = status


class EngineHttp:
    """One engine's address. Any number of threads may ask; each uses a connection of its own meanwhile."""

    def __init__(
        self,
        url: str,
        *,
        token_file: Path | None = None,
        scheme: str = "Bearer",
        ca_file: Path | None = None,
        timeout_s: float = 30.0,
        connections: int = 8,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.hostname is None:
            raise PlainFault(
                f"{url}: not an address of an engine; write http://host:port or https://host:port"
            )
        if parts.scheme == "http" and not is_loopback(parts.hostname):
            raise PlainFault(f"{url}: leaves this machine unencrypted; use https://")
        self.url = url.rstrip("/")
        self._host, self._path = parts.hostname, parts.path.rstrip("/")
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._tls = _tls(ca_file) if parts.scheme == "https" else None
        self._timeout_s = timeout_s
        self._headers = {"Accept-Encoding": "identity"}
        if token_file is not None:
            self._headers["Authorization"] = f"{scheme} {_secret(token_file)}"
        self._idle: queue.LifoQueue[http.client.HTTPConnection] = queue.LifoQueue(connections)

    def get(self, path: str, query: Mapping[str, str | int | float] | None = None) -> bytes:
        """The answer's body."""
        with self._answer("GET", path, query, None, {}) as answer:
            return answer.read()

    def post(
        self,
        path: str,
        query: Mapping[str, str | int | float] | None = None,
        body: bytes = b"",
        kind: str = "text/plain; charset=utf-8",
    ) -> bytes:
        """Send a body; the answer's body."""
        with self._answer("POST", path, query, body, {"Content-Type": kind}) as answer:
            return answer.read()

    def form(self, path: str, fields: Mapping[str, str | int | float]) -> bytes:
        """Ask by a form, which has no bound on its length; the answer's body."""
        return self.post(path, None, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def form_lines(self, path: str, fields: Mapping[str, str | int | float]) -> Iterator[bytes]:
        """Ask by a form; the answer's lines, as they come."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        with self._answer("POST", path, None, urlencode(fields).encode(), kind) as answer:
            yield from answer

    def close(self) -> None:
        """Close what is open."""
        while True:
            try:
                self._idle.get_nowait().close()
            except queue.Empty:
                return

    @contextmanager
    def _answer(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int | float] | None,
        body: bytes | None,
        headers: Mapping[str, str],
    ) -> Iterator[http.client.HTTPResponse]:
        target = self._path + path + (f"?{urlencode(query)}" if query else "")
        connection, answer = self._exchange(method, target, body, {**self._headers, **headers})
        whole = False
        try:
            if answer.status >= 400:
                text = answer.read()[:_FAULT_TEXT].decode("utf-8", "replace").strip()
                whole = True
                if answer.status == 429 or answer.status >= 500:
                    raise EngineAway(f"{self.url}: {answer.status}: {text}")
                raise EngineRefused(answer.status, text)
            yield answer
            whole = answer.isclosed()
        except (OSError, http.client.HTTPException) as fault:
            raise EngineAway(f"{self.url}: the answer broke off: {fault}") from fault
        finally:
            if not whole or answer.will_close or not self._keep(connection):
                connection.close()

    def _exchange(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
        while True:
            connection, used = self._take()
            try:
                connection.request(method, target, body, dict(headers))
                return connection, connection.getresponse()
            except _STALE as fault:
                connection.close()
                if not used:
                    raise EngineAway(f"{self.url}: closed the connection: {fault}") from fault
            except (OSError, http.client.HTTPException) as fault:
                connection.close()
                raise EngineAway(f"{self.url}: {fault}; see that the engine runs there") from fault

    def _take(self) -> tuple[http.client.HTTPConnection, bool]:
        try:
            return self._idle.get_nowait(), True
        except queue.Empty:
            pass
        if self._tls is None:
            return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout_s), False
        secure = http.client.HTTPSConnection(
            self._host, self._port, timeout=self._timeout_s, context=self._tls
        )
        return secure, False

    def _keep(self, connection: http.client.HTTPConnection) -> bool:
        try:
            self._idle.put_nowait(connection)
        except queue.Full:
            return False
        return True


def _tls(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as fault:
        raise PlainFault(f"{ca_file}: not a certificate authority: {fault}; correct `ca_file`") from fault


def _secret(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise PlainFault(
            f"{file}: the token cannot be read: {fault.strerror}; correct `token_file`"
        ) from fault
