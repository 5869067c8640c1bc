"""A centre that platforms push to, and a client of its API."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import httpx
from sqlalchemy import select

from cloud.alarms.tables import Alarm
from cloud.centre import Centre
from cloud.dead_letters.tables import DeadLetter
from cloud.events.tables import EventRow
from tests.cloud.push.platforms import TOKEN

AREA = "150102"
TOKEN_HEADER = {"X-Steppewatch-Token": TOKEN}


class Platform(NamedTuple):
    """A centre, and a client of its API."""

    centre: Centre
    http: httpx.AsyncClient

    async def integrate(self, kind: str, profile: str, name: str = "aep", **more: Any) -> int:
        told = {"name": name, "kind": kind, "area": AREA, "secret": TOKEN, "default_profile": profile} | more
        answer = await self.http.post("/api/v1/push-integrations", json=told)
        assert answer.status_code == 201, answer.text
        assert answer.json()["secret"] == TOKEN
        return int(answer.json()["integration"]["id"])

    async def register(self, integration: int, identity: str, **more: Any) -> str:
        told = {"identity": identity, "area": AREA, "place": {"zh": "三层302室", "en": "Room 302"}} | more
        answer = await self.http.post(f"/api/v1/push-integrations/{integration}/devices", json=told)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["gateway"])

    async def push(
        self, body: Any, name: str = "aep", headers: dict[str, str] | None = None, query: str = ""
    ) -> httpx.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.http.post(
            f"/api/v1/push/{name}{query}",
            content=content,
            headers={"content-type": "application/json"} | (headers or {}),
        )

    def kinds(self, gateway: str) -> list[str]:
        with self.centre.database.read() as session:
            rows = session.scalars(select(EventRow).where(EventRow.gateway == gateway).order_by(EventRow.seq))
            return [f"{row.kind}{'+' if row.active else '-'}" for row in rows]

    def active(self) -> set[tuple[str, str]]:
        with self.centre.database.read() as session:
            rows = session.scalars(select(Alarm).where(Alarm.level == "active"))
            return {(row.gateway, row.kind) for row in rows}

    def letters(self) -> list[DeadLetter]:
        with self.centre.database.read() as session:
            return list(session.scalars(select(DeadLetter)))

    async def counts(self, name: str = "aep") -> dict[str, int]:
        answer = await self.http.get("/api/v1/push-integrations")
        return next(row["counts"] for row in answer.json()["integrations"] if row["name"] == name)
