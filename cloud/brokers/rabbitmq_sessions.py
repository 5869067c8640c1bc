"""Ending what the revoked have open at a RabbitMQ, through its management door on this host."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import quote

import httpx

from cloud.brokers.managed_sessions import TIMEOUT_S, ManagedSessions
from cloud.brokers.settings import RabbitMqTarget
from runtime.clock import Clock

#: The user of its management; it has no right in any virtual host, and so none over MQTT.
USERNAME = "steppewatch-sessions"


class RabbitMqSessions(ManagedSessions):
    """The open connections of one RabbitMQ."""

    def __init__(self, target: RabbitMqTarget, remember_s: float, clock: Clock) -> None:
        super().__init__(f"rabbitmq {target.management}", remember_s, clock)
        self._target = target

    async def _close(self, usernames: Sequence[str]) -> None:
        password = await asyncio.to_thread(self._target.password_file.read_text, "utf-8")
        async with httpx.AsyncClient(
            base_url=f"http://{self._target.management}/api/connections/username/",
            auth=(USERNAME, password.strip()),
            headers={"X-Reason": "revoked"},
            timeout=TIMEOUT_S,
            trust_env=False,
        ) as http:
            for username in usernames:
                answer = await http.delete(quote(username, safe=""))
                if answer.status_code != httpx.codes.NOT_FOUND:
                    answer.raise_for_status()
