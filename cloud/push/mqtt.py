"""Network servers whose uplinks come over their own broker: a line each, acknowledged after the commit."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping

from pydantic import ValidationError

from cloud import networks
from cloud.database.engine import Database
from cloud.errors import ApiError
from cloud.lookups import Lookups
from cloud.networks import Unreachable
from cloud.push import repository
from cloud.push.desk import PushDesk
from cloud.push.kept import TryAgain
from cloud.push.kinds import WAYS, Kind, event_of_topic
from cloud.push.settings import ALLOWED
from cloud.push.tables import PushIntegration
from runtime.backoff import Backoff
from runtime.logging import get_logger
from runtime.mqtt_line import MqttLine, MqttSettings
from runtime.waker import Waker

log = get_logger("push")

_KINDS = [kind.value for kind, way in WAYS.items() if way.topics]
_REFRESH_S = 5.0
_STUMBLES = 3


class PushLines:
    """Keeps a line for every enabled integration of an MQTT kind. `run` works until cancelled."""

    def __init__(self, desk: PushDesk, database: Database, client_id: str) -> None:
        self._desk = desk
        self._database = database
        self._client_id = client_id
        self._waker = Waker()
        self._lookups = Lookups()
        self._tasks: dict[int, tuple[int, asyncio.Task[None]]] = {}
        self._lines: dict[int, MqttLine] = {}
        self._faults: dict[int, str] = {}

    def refresh(self) -> None:
        """Integrations have changed: look at once. Any thread may say so."""
        self._waker.wake()

    def fault_of(self, number: int) -> str | None:
        """Why the line of an integration is down; None when it is up, or there is none."""
        line = self._lines.get(number)
        if line is None or line.connected:
            return self._faults.get(number)
        return line.last_fault or "connecting"

    def connected(self) -> Mapping[int, bool]:
        """Which lines are up."""
        return {number: line.connected for number, line in self._lines.items()}

    async def run(self) -> None:
        """Begin, end and renew lines as integrations change."""
        try:
            while True:
                try:
                    await self._renew(await asyncio.to_thread(self._read))
                except Exception as fault:
                    log.error("integrations cannot be read", fault=str(fault))
                await self._waker.wait(_REFRESH_S)
        finally:
            self._lookups.close()
            for _, task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*(task for _, task in self._tasks.values()), return_exceptions=True)

    def _read(self) -> list[PushIntegration]:
        with self._database.read() as session:
            return repository.subscribing(session, _KINDS)

    async def _renew(self, rows: list[PushIntegration]) -> None:
        wanted = {row.id: row for row in rows}
        for number, (version, task) in list(self._tasks.items()):
            if number not in wanted or wanted[number].version != version:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                del self._tasks[number]
                self._lines.pop(number, None)
                self._faults.pop(number, None)
        for number, row in wanted.items():
            if number not in self._tasks:
                self._tasks[number] = (row.version, asyncio.create_task(self._serve(row)))

    async def _serve(self, integration: PushIntegration) -> None:
        try:
            settings = self._settings(integration)
            await self._look_up(integration, settings.host)
        except (ValidationError, ApiError, Unreachable) as fault:
            self._faults[integration.id] = str(fault)
            log.warning("an integration's line cannot be set up", name=integration.name, fault=str(fault))
            return
        topics = [(topic, 1) for topic in WAYS[Kind(integration.kind)].topics]
        line = self._lines[integration.id] = MqttLine(settings, topics)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(line.run())
            tasks.create_task(self._take(integration, line))

    async def _look_up(self, integration: PushIntegration, host: str) -> None:
        """Until the name has an address. Raises Unreachable where the operator does not allow it."""
        backoff = Backoff(first_s=1.0, limit_s=60.0)
        while True:
            try:
                await networks.resolved(host, self._desk.settings.allow_networks, self._lookups, ALLOWED)
            except (OSError, ValueError) as fault:
                self._faults[integration.id] = f"{host}: {fault}"
            else:
                self._faults.pop(integration.id, None)
                return
            await asyncio.sleep(backoff.next())

    async def _take(self, integration: PushIntegration, line: MqttLine) -> None:
        async for message in line.messages():
            await self._take_one(integration, message.payload, event_of_topic(message.topic))
            message.ack()

    async def _take_one(self, integration: PushIntegration, payload: bytes, event: str) -> None:
        """Until it is stored. What makes us stumble each time is put away: it must not stop the line."""
        backoff = Backoff(first_s=0.2, limit_s=10.0)
        stumbles = 0
        while True:
            try:
                if stumbles < _STUMBLES:
                    await self._desk.receive_mqtt(integration, payload, event)
                else:
                    await self._desk.put_away(integration, event, "internal: see the log", payload)
                return
            except TryAgain:
                pass
            except Exception:
                stumbles += 1
                log.exception("a pushed message could not be taken", integration=integration.name)
            await asyncio.sleep(backoff.next())

    def _settings(self, integration: PushIntegration) -> MqttSettings:
        told = integration.settings
        folder = self._desk.folder
        # One process alone: the broker keeps what comes while it is away. Of several each hears everything,
        # and what is the same has the same key, so that it is stored once.
        several = self._database.shared
        name = f"{self._client_id}-{integration.name}"
        given: dict[str, object] = {
            "host": told["host"],
            "port": told["port"],
            "client_id": f"{name}-{socket.gethostname()}-{os.getpid()}"[:128] if several else name,
            "clean_session": several,
        }
        if told.get("username") and integration.secret_file is not None:
            given |= {"username": told["username"], "password_file": folder.path(integration.secret_file)}
        if told.get("tls_ca"):
            given["tls_ca"] = folder.path(told["tls_ca"])
        return MqttSettings.model_validate(given)
