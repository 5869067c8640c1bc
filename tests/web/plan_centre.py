"""A real centre with the demo building in its registry, spoken to as its gateway and its installer would."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from runtime import clock
from simulators import building, documents
from simulators.building import Sensed
from simulators.registering import Registrar
from telemetry import encoding
from telemetry.event_kinds import EventKind
from telemetry.messages import Health, Label, Part, UplinkMessage
from tests.cloud import said
from tests.web.operator_centre import operator_centre


class PlanCentre:
    """The centre at an address, and the building's gateway."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.house = building.load(documents.find("demo", "buildings", Path()))
        self.http = httpx.Client(base_url=f"{address}/api/v1", trust_env=False, timeout=30)
        self._seq = dict.fromkeys(("event", "health"), 0)

    def register(self) -> None:
        Registrar(self.address).register(self.house)

    def plan(self) -> Any:
        number = self.http.get("/plans/buildings").json()["items"][0]["id"]
        return self.http.get(f"/buildings/{number}/plan").json()

    def floor(self, level: int) -> Any:
        return next(floor for floor in self.plan()["floors"] if floor["level"] == level)

    def upload(self, level: int, content: bytes, name: str, **query: Any) -> httpx.Response:
        return self.http.post(
            "/plans",
            params={"floor_id": self.floor(level)["id"], "file_name": name, **query},
            content=content,
            headers={"content-type": "application/octet-stream"},
        )

    def hear(self) -> None:
        """The gateway tells what it has, and that all of it is well."""
        parts = [self._part(thing) for thing in self.house.sensed]
        self._say(said.inventory(self._next("health"), parts, at=clock.now_ms()))
        self._say(said.health(self._next("health"), at=clock.now_ms(), interval_s=600.0))
        self._say(said.snapshot(self._next("event"), {part.part: [] for part in parts}, at=clock.now_ms()))

    def event(self, part: str, kind: EventKind = EventKind.FIRE, *, active: bool = True) -> None:
        thing = next(one for one in self.house.sensed if one.id == part)
        self._say(said.event(self._next("event"), kind, active, at=clock.now_ms(), part=self._part(thing)))

    def _part(self, thing: Sensed) -> Part:
        place = self.house.room(thing.room).name
        return said.part(
            thing.id,
            component_type=getattr(thing, "component_type", 42),
            device=Label(zh=thing.name.zh, en=thing.name.en),
            place=Label(zh=place.zh, en=place.en),
        )

    def _next(self, stream: str) -> int:
        self._seq[stream] += 1
        return self._seq[stream]

    def _say(self, message: UplinkMessage | Health) -> None:
        answer = self.http.post(
            f"/ingest/{self.house.area}/{self.house.gateway}/{message.stream}",
            content=encoding.encode(message),
            headers={"content-type": "application/json"},
        )
        assert answer.status_code == 200, answer.text


@contextlib.contextmanager
def plan_centre(folder: Path) -> Iterator[PlanCentre]:
    with operator_centre(folder, 0) as address:
        centre = PlanCentre(address)
        try:
            yield centre
        finally:
            centre.http.close()
