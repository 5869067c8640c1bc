"""The centre as a program sees it: its API, asked until it says what is expected."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx

from simulators.suite import Suite

Json = dict[str, Any]


class Centre:
    """A client of one suite's API."""

    def __init__(self, suite: Suite) -> None:
        self.suite = suite
        self.http = httpx.Client(base_url=f"{suite.address}/api/v1", timeout=10)

    def get(self, path: str, **query: Any) -> Any:
        answer = self.http.get(path, params=query)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, body: Json) -> Any:
        answer = self.http.post(path, json=body)
        answer.raise_for_status()
        return answer.json()

    def alarms(self, **query: Any) -> list[Json]:
        return list(self.get("/alarms", limit=500, **query)["items"])

    def active(self) -> set[tuple[str, str]]:
        """(part, kind) of every open alarm whose device is still in alarm."""
        return {(a["part"], a["kind"]) for a in self.alarms(open="true") if a["level"] == "active"}

    def events(self) -> list[Json]:
        """The whole event log, oldest first."""
        found: list[Json] = []
        after = 0
        while True:
            page = self.get("/events", after=after, limit=500)["items"]
            found += page
            if not page:
                return found
            after = page[-1]["id"]

    def books(self) -> dict[str, Json]:
        """The gateway's books by stream, as the centre has them."""
        gateways = self.get("/gateways")["items"]
        return {row["stream"]: row for row in gateways[0]["counts"]} if gateways else {}

    def bus_is_up(self, bus: str) -> bool:
        """Whether the gateway's last health says that this bus answers."""
        told = [entry for row in self.get("/gateways")["items"] for entry in row["buses"]]
        return any(entry["bus"] == bus and entry["up"] for entry in told)

    def close(self) -> None:
        self.http.close()


def until(
    what: str,
    condition: Callable[[], Any],
    within_s: float = 40.0,
    explain: Callable[[], object] | None = None,
) -> Any:
    """The first true answer of `condition`; an AssertionError naming `what` if none comes."""
    deadline = time.monotonic() + within_s
    last: object = None
    while time.monotonic() < deadline:
        try:
            last = condition()
        except httpx.HTTPError as fault:
            last = fault
        else:
            if last:
                return last
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {within_s:g} s; {explain() if explain else last!r}")


def doubled(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [pair for pair, count in Counter(pairs).items() if count > 1]
