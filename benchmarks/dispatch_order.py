"""`steppewatch bench dispatch-order`: from a verified alarm to the order that binds the engines.

A simulated gateway tells a real centre over MQTT of fires; each is verified over HTTP as a person does it.
The order is heard on the live stream, as a station hears it, after it has been committed. Then the incident
is closed, so that the next one finds the same force. Once on a quiet centre, and once while faults come in
beside it. GB 50440 allows 3 s from a confirmed fire to the fire brigade.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import httpx
import numpy as np

from benchmarks.figures import Figures, percentile
from benchmarks.operator.centre import Centre, centre_on_loopback
from benchmarks.operator.gateway import SpeakingGateway
from runtime.faults import PlainFault
from telemetry.event_kinds import EventKind

_AREA: Final = "150102"
STATIONS, PER_STATION, _LEAST = 100, 4, 40
_MIDDLE: Final = (40.82, 111.66)
_FAULTS_PER_S: Final = 50
_WITHIN_S: Final = 20.0
_GIVES: Final[tuple[dict[str, float], ...]] = (
    {"attack": 1, "water_l": 5_000, "pump_l_s": 50, "breathing": 8},
    {"attack": 1, "water_l": 10_000, "pump_l_s": 60, "breathing": 8},
    {"reach_32m": 1, "reach_24m": 1},
    {"rescue": 1, "lighting": 1, "command": 1, "medical": 1},
)


def run(seconds: float) -> Figures:
    """Milliseconds from the verdict sent, and from its commit, to the order heard: p50 and p99."""
    figures: Figures = {
        "from": "simulated gateway, real centre, engines of the store and broker, all on this machine",
        "units": STATIONS * PER_STATION,
    }
    with (
        centre_on_loopback() as centre,
        httpx.Client(base_url=f"{centre.address}/api/v1", timeout=30) as client,
    ):
        forces(client)
        with _listening(centre.address) as heard:
            figures |= _measured("quiet", client, centre, heard, seconds)
            with _faults(centre):
                figures |= _measured("faults_beside", client, centre, heard, seconds)
        figures["faults_beside_per_s"] = _FAULTS_PER_S
        figures["units_bound_twice"] = _bound_twice(centre)
    return figures


class Heard:
    """When units were heard to be ordered on the live stream, by the number of their incident."""

    def __init__(self) -> None:
        self._at: dict[int, float] = {}
        self._told: set[int] = set()
        self._changed = threading.Condition()

    def told(self, incident: int) -> None:
        """The first order of an incident has been heard now."""
        with self._changed:
            self._at.setdefault(incident, time.time() * 1000)
            self._changed.notify_all()

    def next_order(self) -> tuple[int, float]:
        """The next incident whose order was heard, and when; each once. Raises PlainFault."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._at.keys() - self._told, _WITHIN_S):
                raise PlainFault(f"no order within {_WITHIN_S:g} s of a verdict")
            incident = min(self._at.keys() - self._told)
            self._told.add(incident)
            return incident, self._at[incident]


def _measured(name: str, client: httpx.Client, centre: Centre, heard: Heard, seconds: float) -> Figures:
    from_sending: list[float] = []
    from_commit: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until or len(from_sending) < _LEAST:
        # A building of its own: a second fire in one would be confirmed by the first.
        alarm = _alarm(client, centre, f"{name}-{len(from_sending)}")
        sent_at = time.time() * 1000
        verdict = {"by": "一号席", "note": "", "outcome": "real"}
        verified = client.post(f"/alarms/{alarm}/verify", json=verdict)
        incident, at = heard.next_order()
        from_sending.append(at - sent_at)
        from_commit.append(at - float(verified.raise_for_status().json()["verified_at"]))
        outcome = {"outcome": "real"}
        client.post(f"/incidents/{incident}/close", json=outcome).raise_for_status()
    return {
        f"{name}_orders": len(from_sending),
        **_shares(f"{name}_verdict_sent_to_order_heard", from_sending),
        **_shares(f"{name}_verdict_committed_to_order_heard", from_commit),
    }


def forces(client: httpx.Client) -> None:
    """A city's stations, each with four units."""
    draw = np.random.default_rng(0)
    for number in range(STATIONS):
        lat, lon = (float(each) for each in np.array(_MIDDLE) + draw.normal(0, 0.08, 2))
        station = client.post(
            "/stations",
            json={
                "number": f"s-{number}", "name": f"{number} 号站", "kind": "regular", "area": _AREA,
                "latitude": lat, "longitude": lon,
            },
        )  # fmt: skip
        for at, gives in enumerate(_GIVES):
            unit = {
                "station_id": station.raise_for_status().json()["id"], "name": f"{number}-{at}",
                "gives": gives, "crew": 6,
            }  # fmt: skip
            client.post("/units", json=unit).raise_for_status()


def _alarm(client: httpx.Client, centre: Centre, name: str) -> int:
    with SpeakingGateway(centre.port, name, _AREA) as gateway:
        gateway.tell("panel-1/1-001", EventKind.FIRE, True)
        gateway.wait_receipts()
    deadline = time.monotonic() + _WITHIN_S
    while time.monotonic() < deadline:
        for one in _items(client, "/alarms?kind=fire"):
            if one["gateway"] == name:
                return int(one["id"])
        time.sleep(0.02)
    raise PlainFault(f"the fire of {name} did not come within {_WITHIN_S:g} s")


def _items(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    answer = client.get(path)
    answer.raise_for_status()
    return list(answer.json()["items"])


@contextmanager
def _listening(address: str) -> Iterator[Heard]:
    """The live stream, read by a thread of its own until the end of the block."""
    heard = Heard()
    stream = httpx.Client(base_url=address, timeout=httpx.Timeout(10, read=60))
    response = stream.send(stream.build_request("GET", "/api/v1/live"), stream=True)
    thread = threading.Thread(target=_hear, args=(response, heard), daemon=True)
    thread.start()
    try:
        yield heard
    finally:
        stream.close()
        thread.join(5)


def _hear(response: httpx.Response, heard: Heard) -> None:
    kind = ""
    try:
        for line in response.iter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: ") and kind == "unit":
                told = json.loads(line.removeprefix("data: "))
                if told.get("state") == "ordered" and told.get("incident_id") is not None:
                    heard.told(int(told["incident_id"]))
    except (httpx.StreamError, httpx.TransportError):
        return


@contextmanager
def _faults(centre: Centre) -> Iterator[None]:
    """Another gateway's faults, as many a second as it is told, until the end of the block."""
    ended = threading.Event()

    def speak() -> None:
        with SpeakingGateway(centre.port, "faults", _AREA) as gateway:
            while not ended.wait(1 / _FAULTS_PER_S):
                gateway.tell(f"panel-9/{gateway.seq // 200}-{gateway.seq % 200:03}", EventKind.FAULT, True)
            gateway.wait_receipts(60)

    thread = threading.Thread(target=speak)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _bound_twice(centre: Centre) -> int:
    rows = centre.stack.query(
        "SELECT count(*) FROM dispatch_order a JOIN dispatch_order b ON a.unit_id = b.unit_id AND a.id < b.id"
        " AND (a.ended_at IS NULL OR b.at < a.ended_at)"
    )
    return int(str(rows[0][0]))


def _shares(name: str, samples: Sequence[float]) -> Figures:
    return {f"{name}_p{share}_ms": percentile(samples, share / 100) for share in (50, 99)}
