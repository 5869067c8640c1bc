"""How the agent's own tools speak to the running agent: through its door, with its token."""

from __future__ import annotations

import contextlib
import http.client
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from edge_agent.local import whereabouts
from runtime.faults import PlainFault

#: No line of the stream is longer: an event with all its evidence.
_LINE_BYTES = 65_536


class DoorRefused(PlainFault):
    """The agent answered, and said no; the text is its own. `status` is the HTTP status."""

    def __init__(self, status: int, text: str, body: Mapping[str, Any]) -> None:
        super().__init__(text)
        self.status = status
        self.body = body


class DoorClient:
    """Requests to the agent whose spool is at `spool`. Raises PlainFault when it does not run."""

    def __init__(self, spool: Path, timeout_s: float = 30.0) -> None:
        self._url, self._token = whereabouts.found(spool)
        self._timeout_s = timeout_s

    def get(self, path: str) -> dict[str, Any]:
        """What stands there. Raises DoorRefused; PlainFault."""
        return self._ask("GET", path, None)

    def post(self, path: str, asked: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask for it to be done. Raises DoorRefused; PlainFault."""
        return self._ask("POST", path, asked or {})

    @contextlib.contextmanager
    def watch(self, quiet_s: float = 30.0) -> Iterator[Iterator[tuple[str, dict[str, Any]]]]:
        """Edges as they are stored: `edge`, `dropped`, `full` with what they say, and `` for a breath.

        The door breathes on a quiet stream; a stream silent for `quiet_s` is cut. Raises PlainFault.
        """
        place = urlsplit(self._url)
        connection = http.client.HTTPConnection(place.hostname or "127.0.0.1", place.port, timeout=quiet_s)
        try:
            connection.request("GET", "/watch", headers={"authorization": f"Bearer {self._token}"})
            response = connection.getresponse()
            if response.status != 200:
                raise PlainFault(f"{self._url}/watch: {response.status} {response.reason}")
            yield _server_sent(response)
        except (OSError, http.client.HTTPException, ValueError) as fault:
            raise PlainFault(
                f"{self._url}: 与代理的连接断了 / the line to the agent was cut: {fault}; see that it runs"
            ) from None
        finally:
            connection.close()

    def _ask(self, method: str, path: str, asked: Mapping[str, Any] | None) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self._token}"}
        body = None
        if asked is not None:
            body = json.dumps(asked, ensure_ascii=False).encode()
            headers["content-type"] = "application/json"
        place = urlsplit(self._url)
        connection = http.client.HTTPConnection(
            place.hostname or "127.0.0.1", place.port, timeout=self._timeout_s
        )
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            told = json.loads(response.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError) as fault:
            raise PlainFault(
                f"{self._url}: 代理没有回答 / the agent does not answer: {fault}; see that it runs"
            ) from None
        finally:
            connection.close()
        if response.status != 200:
            text = told.get("text") or f"{told.get('zh', '')} / {told.get('en', '')}"
            raise DoorRefused(response.status, text, told)
        return dict(told)


def _server_sent(response: http.client.HTTPResponse) -> Iterator[tuple[str, dict[str, Any]]]:
    """The events of the stream; `` with nothing for a comment. Ends when the door shuts."""
    event = ""
    while line := response.readline(_LINE_BYTES):
        text = line.decode(errors="replace").rstrip("\r\n")
        name, _, value = text.partition(": ")
        if text.startswith(":"):
            yield "", {}
        elif name == "event":
            event = value
        elif name == "data":
            told = json.loads(value)
            if isinstance(told, dict):
                yield event, told
